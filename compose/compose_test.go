package compose

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9*max(1, math.Abs(a), math.Abs(b)) }

func sum(xs []float64) float64 {
	s := 0.
	for _, x := range xs {
		s += x
	}
	return s
}

func random(seed byte) *rand.Rand { return rand.New(rand.NewChaCha8([32]byte{seed})) }

func TestNormal(t *testing.T) {
	t.Parallel()
	var p Dist
	p['a'], p['b'] = 0.75, 0.25
	got, err := Normal(&p)
	if err != nil || !near(sum(got[:]), 1) || got['c'] <= 0 || math.Abs(got['a']-0.75) > 1e-3 {
		t.Errorf("%v, %v", got['a'], err)
	}
	for name, spoil := range map[string]func(*Dist){
		"certain of everything": func(p *Dist) {
			for b := range p {
				p[b] = 1
			}
		},
		"nothing":     func(p *Dist) { *p = Dist{} },
		"no number":   func(p *Dist) { p[0] = math.NaN() },
		"negative":    func(p *Dist) { p[0], p[1] = -0.5, 0.5 },
		"endless":     func(p *Dist) { p[0] = math.Inf(1) },
		"half of it":  func(p *Dist) { p['a'] = 0.25 },
		"a bit above": func(p *Dist) { p[0] = 0.01 },
	} {
		q := p
		spoil(&q)
		if _, err := Normal(&q); !errors.Is(err, ErrDist) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLook(t *testing.T) {
	t.Parallel()
	var even, sure Dist
	for b := range even {
		even[b] = 1. / 256
	}
	sure[7] = 1
	if got := Look(&even); !near(got.Entropy, 8) || got.Top != 1./256 {
		t.Errorf("even: %+v", got)
	}
	if got := Look(&sure); got.Entropy != 0 || got.Top != 1 {
		t.Errorf("sure: %+v", got)
	}
}

// TestFixedShare_Bound holds the mixture against the bound of its authors: for the best sequence of experts with k changes.
func TestFixedShare_Bound(t *testing.T) {
	t.Parallel()
	const n, steps, changes, alpha = 3, 3000, 5, 0.01
	rng := random(1)
	f := NewFixedShare(n, alpha)
	mixed, best := 0., 0.
	for at := range steps {
		given := make([]float64, n)
		for i := range given {
			given[i] = 0.01 + 0.1*rng.Float64()
		}
		knows := at * (changes + 1) / steps % n
		given[knows] = 0.5 + 0.4*rng.Float64()
		p := 0.
		for i, w := range f.Weights(nil) {
			p += w * given[i]
		}
		mixed, best = mixed+Bits(p), best+Bits(given[knows])
		f.Learn(0, given)
	}
	bound := best + math.Log2(n) + changes*math.Log2((n-1)/alpha) + (steps-1-changes)*math.Log2(1/(1-alpha))
	if mixed > bound {
		t.Errorf("%v bits, at most %v", mixed, bound)
	}
	if mixed > 1.25*best {
		t.Errorf("%v bits, the best sequence has %v", mixed, best)
	}
}

func FuzzFixedShare(f *testing.F) {
	f.Add([]byte{1, 2, 3}, byte(2), 0.02)
	f.Add([]byte{0, 0, 255, 255, 0}, byte(1), 0.)
	f.Add([]byte{0}, byte(31), 1.)
	f.Fuzz(func(t *testing.T, given []byte, models byte, alpha float64) {
		n := 1 + int(models%32)
		if !(alpha >= 0 && alpha <= 1) {
			return
		}
		w := NewFixedShare(n, alpha)
		row := make([]float64, n)
		for at, b := range given {
			for i := range row {
				row[i] = float64(b) * float64((i*7+at)%5) / (255 * 4) // also 0 and 1
			}
			w.Learn(b, row)
			total := 0.
			for _, x := range w.Weights(nil) {
				if !(x >= 0 && x <= 1+1e-9) {
					t.Fatalf("weight %v after %d", x, at)
				}
				total += x
			}
			if math.Abs(total-1) > 1e-9 {
				t.Fatalf("weights add up to %v", total)
			}
		}
	})
}

func FuzzNormal(f *testing.F) {
	f.Add([]byte{128, 64, 64})
	f.Add([]byte{255})
	f.Fuzz(func(t *testing.T, parts []byte) {
		var p, q Dist
		total := 0.
		for i, v := range parts[:min(len(parts), 256)] {
			p[i] = float64(v)
			total += p[i]
		}
		for i := range p {
			p[i] /= total // no number when there is nothing
			q[255-i] = p[i]
		}
		got, err := Normal(&p)
		if err != nil {
			if total > 0 {
				t.Fatalf("refused: %v", err)
			}
			return
		}
		other, err := Normal(&q)
		if err != nil {
			t.Fatal(err)
		}
		blended := Blend([]*Dist{got, other}, []float64{0.25, 0.75})
		if s := sum(blended[:]); math.Abs(s-1) > 1e-9 {
			t.Fatalf("the mixture adds up to %v", s)
		}
		for b, v := range blended {
			if !(v >= floor/2) || Bits(v) > 21 {
				t.Fatalf("byte %d has %v", b, v)
			}
		}
	})
}

// spoken makes a track of two models, each of which knows every other stretch of a text.
func spoken(seed byte, steps int) *Track {
	rng := random(seed)
	t := &Track{}
	for at := range steps {
		b, knows := byte('a'+rng.IntN(4)), at/40%2
		if knows == 1 {
			b -= 32
		}
		given, opinions := []float64{0.01, 0.01}, []Opinion{{7, 0.05}, {7, 0.05}}
		given[knows], opinions[knows] = 0.4, Opinion{1.5, 0.5}
		t.Text, t.Given, t.Opinions = append(t.Text, b), append(t.Given, given), append(t.Opinions, opinions)
	}
	return t
}

// TestGate_LearnsAndRepeats wants a trained gate to beat fixed share on text that it did not see, and the same training to
// give the same gate.
func TestGate_LearnsAndRepeats(t *testing.T) {
	t.Parallel()
	train, test := spoken(1, 8000), spoken(2, 4000)
	fixed := sum(Replay(test, NewFixedShare(2, Alpha)))
	fresh := sum(Replay(test, NewGate(2).Start()))
	if !near(fresh, fixed) {
		t.Errorf("a gate that knows nothing needs %v bits, fixed share %v", fresh, fixed)
	}
	var costs [2]float64
	for k := range costs {
		g := NewGate(2)
		g.Train(train)
		costs[k] = sum(Replay(test, g.Start()))
	}
	if costs[0] != costs[1] {
		t.Errorf("trained twice: %v and %v", costs[0], costs[1])
	}
	if costs[0] > 0.95*fixed {
		t.Errorf("the gate needs %v bits, fixed share %v", costs[0], fixed)
	}
}

func TestTrack_Only(t *testing.T) {
	t.Parallel()
	one := spoken(1, 50).Only(1)
	if len(one.Given[49]) != 1 || one.Given[45][0] != 0.4 || one.Given[0][0] != 0.01 {
		t.Errorf("%v", one.Given)
	}
}

func TestFree_Learns(t *testing.T) {
	t.Parallel()
	f := NewFree()
	if got := f.Predict()['x']; got != 1./256 {
		t.Errorf("before the first byte: %v", got)
	}
	for range 20 {
		for _, b := range []byte("abc ") {
			f.Learn(b)
		}
	}
	p := f.Predict()
	if total := sum(p[:]); p['a'] < 0.8 || math.Abs(total-1) > 1e-9 {
		t.Errorf("after much of the same: %v, in all %v", p['a'], total)
	}
}

func TestLikeliest(t *testing.T) {
	t.Parallel()
	nan := math.NaN()
	for want, bits := range map[int][]float64{-1: {nan}, 1: {3, 2, 2}, 0: {2, nan, 2}, 2: {nan, nan, 9}} {
		if got := Likeliest(bits); got != want {
			t.Errorf("%v: %d, want %d", bits, got, want)
		}
	}
	if Likeliest(nil) != -1 {
		t.Error("somebody among nobody")
	}
}

func TestVote(t *testing.T) {
	t.Parallel()
	like := func(a, r string) float64 {
		if a == r {
			return 1
		}
		return 0
	}
	for want, answers := range map[int][]string{-1: nil, 0: {"x"}, 1: {"a", "b", "b"}, 2: {"a", "b", "c", "c"}} {
		if got, _ := Vote(answers, like); got != want {
			t.Errorf("%v: %d, want %d", answers, got, want)
		}
	}
	if got, means := Vote([]string{"a", "b"}, like); got != 0 || means[0] != 0 {
		t.Errorf("of two that differ the first: %d, %v", got, means)
	}
}
