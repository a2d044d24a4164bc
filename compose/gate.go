package compose

import "math"

// Gate is a trained weigher: a softmax over one number for each model, which is linear in what is seen of it (its losses
// lately, its entropy, its certainty, what fixed share thinks) and in tables of the last one, two and four bytes. It is
// trained once, by gradient descent on text that no model has seen, and then frozen; [Gate.Start] uses it for a text.
// Training has no chance in it: the same text gives the same gate.
type Gate struct {
	n      int
	linear []float64             // n × gateInputs
	tables [gateTables][]float64 // slots × n
}

const (
	gateInputs = 7
	gateTables = 3
	gateSlots  = 1 << 13
	gateLinear = 0.01 // rates of learning
	gateTable  = 0.06
	gateRounds = 3
)

// emas are how fast the means of losses forget.
var emas = [3]float64{0.5, 0.1, 0.02}

// NewGate returns a gate for n models that knows nothing: it does as fixed share does.
func NewGate(n int) *Gate {
	g := &Gate{n: n, linear: make([]float64, n*gateInputs)}
	for i := range n {
		g.linear[i*gateInputs+5] = 1
	}
	for k := range g.tables {
		g.tables[k] = make([]float64, gateSlots*n)
	}
	return g
}

// Track is what models thought of a text, a byte after the other: Opinions[t][i] is what model i showed before byte t, and
// Given[t][i] the probability that it gave to it.
type Track struct {
	Text     []byte
	Opinions [][]Opinion
	Given    [][]float64
}

// Only returns the track of some of the models, in the order given.
func (t *Track) Only(models ...int) *Track {
	out := &Track{Text: t.Text, Opinions: make([][]Opinion, len(t.Text)), Given: make([][]float64, len(t.Text))}
	for at := range t.Text {
		for _, i := range models {
			out.Opinions[at] = append(out.Opinions[at], t.Opinions[at][i])
			out.Given[at] = append(out.Given[at], t.Given[at][i])
		}
	}
	return out
}

// Replay returns the bits that each byte of a track costs under a weigher.
func Replay(t *Track, w Weigher) []float64 {
	bits := make([]float64, len(t.Text))
	for at, b := range t.Text {
		p := 0.
		for i, weight := range w.Weights(t.Opinions[at]) {
			p += weight * t.Given[at][i]
		}
		bits[at] = Bits(p)
		w.Learn(b, t.Given[at])
	}
	return bits
}

// Train reads a track a few times, with rates that fall.
func (g *Gate) Train(t *Track) {
	for round := range gateRounds {
		scale := 1 / (1 + float64(round))
		s := g.start()
		for at, b := range t.Text {
			w, p := s.Weights(t.Opinions[at]), 0.
			for i := range w {
				p += w[i] * t.Given[at][i]
			}
			for i := range w {
				// The slope of -ln p in the number of model i, with the sign turned.
				g.nudge(s, i, scale*(w[i]*t.Given[at][i]/max(p, floor)-w[i]))
			}
			s.Learn(b, t.Given[at])
		}
	}
}

func (g *Gate) nudge(s *gating, i int, by float64) {
	for k, x := range s.in[i*gateInputs : (i+1)*gateInputs] {
		g.linear[i*gateInputs+k] += gateLinear * by * x
	}
	for k := range g.tables {
		g.tables[k][s.slots[k]*g.n+i] += gateTable * by
	}
}

// gating is a gate at a place in a text.
type gating struct {
	g     *Gate
	fixed *FixedShare
	last  uint32    // the last four bytes
	means []float64 // n × len(emas), in bits
	in    []float64 // n × gateInputs
	slots [gateTables]int
	out   []float64
}

// Start returns the gate at the begin of a text. It must not be trained any more while the text lasts.
func (g *Gate) Start() Weigher { return g.start() }

func (g *Gate) start() *gating {
	s := &gating{
		g: g, fixed: NewFixedShare(g.n, Alpha), means: make([]float64, g.n*len(emas)),
		in: make([]float64, g.n*gateInputs), out: make([]float64, g.n),
	}
	for i := range s.means {
		s.means[i] = 4
	}
	return s
}

// Weights implements Weigher.
func (s *gating) Weights(opinions []Opinion) []float64 {
	s.slots = [gateTables]int{slot(s.last & 0xff), slot(s.last & 0xffff), slot(s.last)}
	top := math.Inf(-1)
	for i, o := range opinions {
		in := s.in[i*gateInputs : (i+1)*gateInputs]
		for k := range emas {
			in[k] = s.means[i*len(emas)+k] / 4
		}
		in[3], in[4], in[5], in[6] = o.Entropy/4, -Bits(o.Top)/4, math.Log(s.fixed.w[i]), 1
		sum := 0.
		for k, x := range in {
			sum += s.g.linear[i*gateInputs+k] * x
		}
		for k, at := range s.slots {
			sum += s.g.tables[k][at*s.g.n+i]
		}
		s.out[i] = sum
		top = max(top, sum)
	}
	total := 0.
	for i := range s.out {
		s.out[i] = math.Exp(s.out[i] - top)
		total += s.out[i]
	}
	for i := range s.out {
		s.out[i] /= total
	}
	return s.out
}

// Learn implements Weigher. What it learns is where it is, not the gate.
func (s *gating) Learn(b byte, given []float64) {
	for i, p := range given {
		bits := Bits(p)
		for k, rate := range emas {
			m := &s.means[i*len(emas)+k]
			*m += rate * (bits - *m)
		}
	}
	s.last = s.last<<8 | uint32(b)
	s.fixed.Learn(b, given)
}

// slot hashes bytes to a place in a table (the multiplier is that of Knuth's multiplicative hashing).
func slot(bytes uint32) int { return int(bytes * 2654435761 >> (32 - 13)) }
