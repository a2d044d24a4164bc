package smt

import (
	"context"
	"math"

	"github.com/tianwang-net/tianwang/task/wordlm"
)

// Parameters of alignment.
const (
	iterations  = 5
	nullShare   = 0.08 // prior probability that a word translates nothing
	sharpness   = 4    // how much a word prefers its own place in the sentence
	priorWeight = 0.01 // of the Dirichlet prior over translations of a word
	priorSteps  = 1024 // resolution of the table of exp(-sharpness·distance)
)

// aligner estimates how likely each word of one side is the translation of each word of the other, by expectation
// maximisation over sentence pairs. The model is IBM 2 with one parameter for position (Dyer, Chahuneau and Smith, "A
// simple, fast, and effective reparameterization of IBM model 2", 2013): word j of m translates word i of l with prior
// probability proportional to exp(-sharpness·|i/l - j/m|), and the M-step is variational with a sparse Dirichlet prior.
//
// Co-occurring pairs of words are numbered once, those of one source word next to each other; then every step is a walk
// over arrays.
type aligner struct {
	source, target [][]uint16
	cells          []uint32  // pair number for (sentence, source place, target place); place 0 is the empty word
	rows           []uint32  // rows[e]:rows[e+1] are the pairs of source word e
	prob           []float32 // p(target word | source word) by pair
	count          []float32
	decay          [priorSteps + 1]float32
}

// alignment gives for each target place of a sentence the source place it translates, -1 for none.
type alignment []int16

// align returns the most likely alignment of every sentence pair.
func align(ctx context.Context, source, target [][]uint16, sourceWords, targetWords int, progress func(float64)) ([]alignment, error) {
	a := &aligner{source: source, target: target}
	a.number(sourceWords, targetWords)
	for i := range a.decay {
		a.decay[i] = float32(math.Exp(-sharpness * float64(i) / priorSteps))
	}
	for n := range iterations {
		clear(a.count)
		if err := a.expect(ctx); err != nil {
			return nil, err
		}
		a.maximise()
		progress(float64(n+1) / iterations)
	}
	return a.best(), nil
}

// number gives every pair of words that share a sentence pair its number.
func (a *aligner) number(sourceWords, targetWords int) {
	type place struct{ sentence, at uint32 } // at is an index into cells
	starts := make([]uint32, sourceWords+1)
	cells := 0
	for s, src := range a.source {
		starts[wordlm.None+1]++
		for _, e := range src {
			starts[e+1]++
		}
		cells += (len(src) + 1) * len(a.target[s])
	}
	for e := range sourceWords {
		starts[e+1] += starts[e]
	}
	places := make([]place, starts[sourceWords])
	next := append([]uint32(nil), starts...)
	at := uint32(0)
	for s, src := range a.source {
		width := uint32(len(a.target[s]))
		places[next[wordlm.None]] = place{uint32(s), at}
		next[wordlm.None]++
		for i, e := range src {
			places[next[e]] = place{uint32(s), at + uint32(i+1)*width}
			next[e]++
		}
		at += uint32(len(src)+1) * width
	}
	a.cells = make([]uint32, cells)
	a.rows = make([]uint32, sourceWords+1)
	stamp, slot := make([]uint32, targetWords), make([]uint32, targetWords)
	pairs := uint32(0)
	for e := range sourceWords {
		a.rows[e] = pairs
		for _, p := range places[starts[e]:starts[e+1]] {
			for j, f := range a.target[p.sentence] {
				if stamp[f] != uint32(e)+1 {
					stamp[f], slot[f] = uint32(e)+1, pairs
					pairs++
				}
				a.cells[int(p.at)+j] = slot[f]
			}
		}
	}
	a.rows[sourceWords] = pairs
	a.prob, a.count = make([]float32, pairs), make([]float32, pairs)
	for i := range a.prob {
		a.prob[i] = 1 / float32(targetWords)
	}
}

// posterior fills post[i] with the unnormalised probability that target place j translates source place i-1, or nothing
// for i = 0, and returns the sum.
func (a *aligner) posterior(cells []uint32, length, width, j int, post []float32) float32 {
	post[0] = nullShare * a.prob[cells[j]]
	scale, norm := a.decayScale(length, width, j), float32(0)
	for i := 1; i <= length; i++ {
		d := a.decay[scale.at(i)]
		norm += d
		post[i] = d * a.prob[cells[i*width+j]]
	}
	sum := post[0]
	norm = (1 - nullShare) / norm
	for i := 1; i <= length; i++ {
		post[i] *= norm
		sum += post[i]
	}
	return sum
}

// decayIndex computes |i/l - j/m| in steps of the table.
type decayIndex struct{ perPlace, own float32 }

func (a *aligner) decayScale(length, width, j int) decayIndex {
	return decayIndex{priorSteps / float32(length), priorSteps * (float32(j) + 0.5) / float32(width)}
}

func (d decayIndex) at(i int) int {
	x := (float32(i)-0.5)*d.perPlace - d.own
	return int(max(x, -x))
}

// expect adds the expected number of times each pair of words is a translation.
func (a *aligner) expect(ctx context.Context) error {
	post := make([]float32, 1<<10)
	cells := a.cells
	for s, src := range a.source {
		if s%256 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		length, width := len(src), len(a.target[s])
		for j := range width {
			inverse := 1 / a.posterior(cells, length, width, j, post)
			for i := 0; i <= length; i++ {
				a.count[cells[i*width+j]] += post[i] * inverse
			}
		}
		cells = cells[(length+1)*width:]
	}
	return nil
}

// maximise sets prob from count: p = exp(ψ(c + α) - ψ(Σ(c + α))), ψ being the digamma function.
func (a *aligner) maximise() {
	for e := range len(a.rows) - 1 {
		row := a.count[a.rows[e]:a.rows[e+1]]
		sum := 0.
		for _, c := range row {
			sum += float64(c) + priorWeight
		}
		whole := digamma(sum)
		for i, c := range row {
			a.prob[int(a.rows[e])+i] = float32(math.Exp(digamma(float64(c)+priorWeight) - whole))
		}
	}
}

// best returns the most likely source place for each target place.
func (a *aligner) best() []alignment {
	out := make([]alignment, len(a.source))
	post := make([]float32, 1<<10)
	cells := a.cells
	for s, src := range a.source {
		length, width := len(src), len(a.target[s])
		out[s] = make(alignment, width)
		for j := range width {
			a.posterior(cells, length, width, j, post)
			top := 0
			for i := 1; i <= length; i++ {
				if post[i] > post[top] {
					top = i
				}
			}
			out[s][j] = int16(top - 1)
		}
		cells = cells[(length+1)*width:]
	}
	return out
}

// digamma is the derivative of ln Γ, by recurrence to x ≥ 6 and the asymptotic series (Abramowitz and Stegun 6.3.18).
func digamma(x float64) float64 {
	r := 0.
	for ; x < 6; x++ {
		r -= 1 / x
	}
	f := 1 / (x * x)
	return r + math.Log(x) - 0.5/x - f*(1./12-f*(1./120-f/252))
}
