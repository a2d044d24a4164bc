package neural

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
)

// Plan says how to train.
type Plan struct {
	Shape Shape
	Steps int
	Batch int     // windows a step
	Rate  float64 // learning rate: it rises over the first steps, stays, and falls to 0 over the last sixth
	Seed  [32]byte
	Tasks int // goroutines; the result depends on it in the last digits
	// Stop, if not nil, is closed to end early: the plan is then as if Steps had been six fifths of what was done.
	Stop <-chan struct{}
}

// Constants of Adam (Kingma and Ba, 2015).
const (
	beta1 = 0.9
	beta2 = 0.98
	tiny  = 1e-9
)

// Train learns from windows of texts, each text as likely as another; report hears the step and its mean loss in bits per
// byte. It stops with ctx.Err() when ctx ends.
func Train(ctx context.Context, p Plan, texts [][]byte, report func(step int, bits float64)) (*Model, error) {
	if err := p.Shape.check(); err != nil {
		return nil, err
	}
	if p.Steps < 1 || p.Batch < 1 || p.Tasks < 1 || len(texts) == 0 {
		return nil, errors.New("plan: steps, batch, tasks and texts are needed")
	}
	for i, t := range texts {
		if len(t) <= Window+1 {
			return nil, fmt.Errorf("text %d of %d bytes: must be longer than %d", i, len(t), Window+1)
		}
	}
	rng := rand.New(rand.NewChaCha8(p.Seed))
	w := p.Shape.initial(rng)
	a := newAdam(len(w.all))
	workers := make([]*worker, p.Tasks)
	for i := range workers {
		workers[i] = &worker{newBackward(p.Shape, Window), p.Shape.view(make([]float32, p.Shape.params())), 0}
	}
	for step := 0; step < p.Steps; step++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		select {
		case <-p.Stop:
			p.Steps, p.Stop = min(p.Steps, step+step/5+1), nil
		default:
		}
		windows := make([][]byte, p.Batch)
		for i := range windows {
			t := texts[i%len(texts)]
			at := rng.IntN(len(t) - Window - 1)
			windows[i] = t[at : at+Window+1]
		}
		loss := gradients(workers, w, windows)
		a.step(w.all, workers[0].grad.all, p.rate(step), 1/float32(p.Batch))
		report(step, loss/float64(p.Batch)/math.Ln2)
	}
	return &Model{shape: p.Shape, weights: w}, nil
}

// warm is how many steps the learning rate rises at most.
const warm = 100

func (p Plan) rate(step int) float64 {
	rise := float64(step+1) / float64(max(1, min(warm, p.Steps/20)))
	fall := 6 * float64(p.Steps-step) / float64(p.Steps)
	return p.Rate * min(1, rise, fall)
}

// initial draws weights: normal with variance 1/rows, embeddings larger, what writes to the stream 0, gains 1.
func (s Shape) initial(rng *rand.Rand) *params {
	w := s.view(make([]float32, s.params()))
	fill := func(m matrix, deviation float64) {
		for i := range m.at {
			m.at[i] = float32(rng.NormFloat64() * deviation)
		}
	}
	ones := func(m matrix) {
		for i := range m.at {
			m.at[i] = 1
		}
	}
	fill(w.embed, 1)
	fill(w.pair, 0.5)
	fill(w.triple, 0.5)
	for _, l := range w.layers {
		ones(l.norm1)
		ones(l.norm2)
		fill(l.query, 1/math.Sqrt(float64(s.Width)))
		fill(l.widen, 1/math.Sqrt(float64(s.Width)))
	}
	ones(w.norm)
	fill(w.head, 0.1/math.Sqrt(float64(s.Width)))
	return w
}

// worker computes the gradients of some windows.
type worker struct {
	*backward
	grad *params
	loss float64
}

// gradients leaves the sum of the gradients of all windows with the first worker and returns the sum of losses.
func gradients(workers []*worker, w *params, windows [][]byte) float64 {
	var wg sync.WaitGroup
	for i, k := range workers {
		wg.Go(func() {
			clear(k.grad.all)
			k.loss = 0
			for j := i; j < len(windows); j += len(workers) {
				k.loss += k.learn(w, k.grad, windows[j])
			}
		})
	}
	wg.Wait()
	sum := workers[0].grad.all
	loss := workers[0].loss
	for _, k := range workers[1:] {
		loss += k.loss
		for i, v := range k.grad.all {
			sum[i] += v
		}
	}
	return loss
}

// adam is the state of the optimiser.
type adam struct {
	mean, square []float32
	steps        int
}

func newAdam(n int) *adam { return &adam{mean: make([]float32, n), square: make([]float32, n)} }

// step moves weights against gradients, which are multiplied by scale first and cut to a length of 1.
func (a *adam) step(w, g []float32, rate float64, scale float32) {
	a.steps++
	sum := 0.
	for _, v := range g {
		sum += float64(v) * float64(v)
	}
	if length := math.Sqrt(sum) * float64(scale); length > 1 {
		scale /= float32(length)
	}
	fix1, fix2 := 1-math.Pow(beta1, float64(a.steps)), 1-math.Pow(beta2, float64(a.steps))
	by, root := float32(rate/fix1), float32(1/math.Sqrt(fix2))
	for i, v := range g {
		v *= scale
		a.mean[i] = beta1*a.mean[i] + (1-beta1)*v
		a.square[i] = beta2*a.square[i] + (1-beta2)*v*v
		w[i] -= by * a.mean[i] / (float32(math.Sqrt(float64(a.square[i])))*root + tiny)
	}
}
