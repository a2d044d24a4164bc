package score

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// burst is how many questions each miner gets at once.
const burst = 16

// relayed simulates rounds of a test of capacity: miners from first on hand their questions on to backends, each of which
// works on one after the other; the others have a machine of their own.
func relayed(r *rand.Rand, miners, first, backends, rounds int) []Load {
	speed := make([]float64, miners+backends)
	for i := range speed {
		speed[i] = 0.7 + 0.6*r.Float64() // seconds for an answer
	}
	took := func(i int) float64 { return speed[i] * (0.85 + 0.3*r.Float64()) }
	alone := func(i int) (sum float64) {
		for range burst {
			sum += took(i)
		}
		return sum + 0.05*r.ExpFloat64() // and a network
	}
	var out []Load
	for range rounds {
		l := Load{make([]float64, miners), make([]float64, miners)}
		for i := range miners {
			on := i
			if i >= first {
				on = miners + i%backends
			}
			l.Alone[i], l.Together[i] = alone(on), alone(on)
		}
		for b := range backends {
			var queue []int // whose question is next
			for i := first; i < miners; i++ {
				if i%backends == b {
					queue = append(queue, slices.Repeat([]int{i}, burst)...)
				}
			}
			r.Shuffle(len(queue), func(i, j int) { queue[i], queue[j] = queue[j], queue[i] })
			at := 0.0
			for _, i := range queue {
				at += took(miners + b)
				l.Together[i] = at // the last one counts
			}
		}
		out = append(out, l)
	}
	return out
}

// TestA21_Relays: of 64 miners 16 hand on to 2 machines. In 20 rounds at least 99 of 100 of them are found, at most 1 of 100
// honest ones is taken for one, and together they are worth no more than 1.1 of an honest miner for each machine.
func TestA21_Relays(t *testing.T) {
	t.Parallel()
	const miners, first, backends, runs = 64, 48, 2, 100
	r := random(t)
	var found, wronged int
	var honest, relays float64
	for range runs {
		rounds := relayed(r, miners, first, backends, 20)
		for _, i := range Shared(rounds, 5) {
			if i >= first {
				found++
			} else {
				wronged++
			}
		}
		for i, w := range Capacity(rounds) {
			if i < first {
				honest += w / first
			} else {
				relays += w / backends
			}
		}
	}
	if relays > 1.1*honest {
		t.Errorf("the relays of a machine are worth %.3f, an honest miner %.3f", relays, honest)
	}
	if recall := float64(found) / (runs * (miners - first)); recall < 0.99 {
		t.Errorf("%.4f of the relays are found", recall)
	}
	if rate := float64(wronged) / (runs * first); rate > 0.01 {
		t.Errorf("%.4f of the honest are taken for relays", rate)
	}
}

// tiny is a model of letters: logits for each pair of letters before, drawn from a seed, and what they add up to on each kind
// of machine.
type tiny struct {
	weights []float64
	order   int
	logSums [][]float64 // by machine, then by row
}

const letters = 16

func newTiny(weights []float64, order int) *tiny {
	m := &tiny{weights: weights, order: order}
	for _, sum := range machines {
		var sums []float64
		for row := range slices.Chunk(weights, letters) {
			e := make([]float64, letters)
			for k, w := range row {
				e[k] = math.Exp(w)
			}
			sums = append(sums, math.Log(sum(e)))
		}
		m.logSums = append(m.logSums, sums)
	}
	return m
}

func drawn(seed uint64) []float64 {
	r := rand.New(rand.NewPCG(seed, 2))
	w := make([]float64, letters*letters*letters)
	for i := range w {
		w[i] = 1.5 * r.NormFloat64()
	}
	return w
}

// quantised are the same weights in four bits.
func quantised(weights []float64) []float64 {
	top, out := 0.0, make([]float64, len(weights))
	for _, w := range weights {
		top = max(top, math.Abs(w))
	}
	for i, w := range weights {
		out[i] = math.Round(w/top*7) / 7 * top
	}
	return out
}

// logProbs returns the log-probability of each letter of a text after those before it, as a machine reckons it.
func (m *tiny) logProbs(text []int, machine int) []float64 {
	out := make([]float64, len(text))
	for i := range text {
		a, b := 0, 0
		if i > 0 {
			b = text[i-1]
		}
		if i > 1 && m.order > 1 {
			a = text[i-2]
		}
		row := a*letters + b
		out[i] = m.weights[row*letters+text[i]] - m.logSums[machine][row]
	}
	return out
}

// Three machines that add up in their own ways.
var machines = []func([]float64) float64{
	func(e []float64) (s float64) {
		for _, x := range e {
			s += x
		}
		return s
	},
	func(e []float64) float64 {
		s := float32(0)
		for _, x := range slices.Backward(e) {
			s += float32(x)
		}
		return float64(s)
	},
	func(e []float64) float64 { // half precision: eleven bits
		s := 0.0
		for _, x := range e {
			s += math.Round(x*2048/math.Exp2(math.Floor(math.Log2(x)))) / 2048 * math.Exp2(math.Floor(math.Log2(x)))
		}
		return s
	},
}

// TestA22_OtherModel: a miner that serves fewer bits, half of the context or another prompt is found within 50 requests at
// least 99 times of 100; of ten thousand honest ones on three kinds of machines none is taken for one.
func TestA22_OtherModel(t *testing.T) {
	t.Parallel()
	const tolerance, requests, length, checked = 0.02, 50, 64, 16
	r := random(t)
	model := newTiny(drawn(7), 2)
	half, small := newTiny(model.weights, 1), newTiny(quantised(model.weights), 2)
	ask := func(serve func(text []int) []float64) float64 {
		text := make([]int, length)
		for i := range text {
			text[i] = r.IntN(letters)
		}
		var seed [32]byte
		for i := range seed {
			seed[i] = byte(r.Uint32())
		}
		return Deviation(serve(text), model.logProbs(text, 0), Positions(seed, length, checked))
	}
	swapped := func(n int, serve func(text []int) []float64) bool {
		deviations := make([]float64, n)
		for i := range deviations {
			deviations[i] = ask(serve)
		}
		return Swapped(deviations, tolerance)
	}
	for name, serve := range map[string]func([]int) []float64{
		"fewer bits":   func(text []int) []float64 { return small.logProbs(text, 0) },
		"half context": func(text []int) []float64 { return half.logProbs(text, 0) },
		"other prompt": func(text []int) []float64 {
			return model.logProbs(append([]int{r.IntN(letters), r.IntN(letters)}, text[:length-2]...), 0)
		},
		"cut short": func(text []int) []float64 { return model.logProbs(text[:length/2], 0) },
		"no number": func(text []int) []float64 { return slices.Repeat([]float64{math.NaN()}, len(text)) },
	} {
		found := 0
		for range 200 {
			if swapped(requests, serve) {
				found++
			}
		}
		if found < 198 {
			t.Errorf("%s: found %d of 200 times", name, found)
		}
	}
	for i := range 10_000 {
		if swapped(5, func(text []int) []float64 { return model.logProbs(text, i%len(machines)) }) {
			t.Fatalf("an honest miner on machine %d is taken for a cheat", i%len(machines))
		}
	}
}

// TestA20_HonestTwins: two honest miners that began with the same public model are not taken for copies of each other: their
// work differs, and nobody's counts as a repetition.
func TestA20_HonestTwins(t *testing.T) {
	t.Parallel()
	r := random(t)
	for range 10_000 {
		a, b := [32]byte{1}, [32]byte{1}
		a[31], b[31] = byte(r.Uint32()), byte(r.Uint32())
		if got := Repeats([]Work{{a, 10, 0, false}, {b, 20, 1, false}}); got[0] || got[1] != (a == b) {
			t.Fatalf("%v of %v, %v", got, a, b)
		}
	}
}

// TestA25_CheatingDoesNotPay holds the figures of the paper: with a check of one in twenty and nine in ten found, one that is
// caught has to lose more than 21 times what a request saves.
func TestA25_CheatingDoesNotPay(t *testing.T) {
	t.Parallel()
	if f := PenaltyFactor(0.05, 0.9); math.Abs(f-21.22) > 0.01 {
		t.Errorf("%v", f)
	}
	r := random(t)
	for range 1000 {
		p, q := 0.01+0.99*r.Float64(), 0.01+0.99*r.Float64()
		loss := PenaltyFactor(p, q)
		if gain := (1 - p*q) - p*q*loss; math.Abs(gain) > 1e-9 {
			t.Fatalf("check %v, found %v: a cheat gains %v at the threshold", p, q, gain)
		}
	}
}

func TestPositions(t *testing.T) {
	t.Parallel()
	r := random(t)
	for range 1000 {
		n, count := 1+r.IntN(100), 1+r.IntN(100)
		seed := [32]byte{byte(r.Uint32()), byte(r.Uint32())}
		got := Positions(seed, n, count)
		if len(got) != min(n, count) || got[len(got)-1] != n-1 || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != len(got) {
			t.Fatalf("%d of %d: %v", count, n, got)
		}
		if !slices.Equal(got, Positions(seed, n, count)) {
			t.Fatal("the same seed draws others")
		}
	}
	if Positions([32]byte{}, 0, 5) != nil {
		t.Error("positions of nothing")
	}
}
