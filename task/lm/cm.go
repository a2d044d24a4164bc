package lm

import (
	"context"
	"math"
	"net/http"

	"github.com/tianwang-net/tianwang/task"
)

// CM mixes contexts (Mahoney, "Adaptive weighing of context models for lossless data compression", 2005): eight bits of a
// byte are predicted one after the other; each of several contexts has a guess for the next bit, and a mixer weighs the
// guesses in the logistic domain, with weights learned online for each place in the byte and each length of the longest
// context seen before. It learns from its text once, and is then frozen: it does not learn from what it is asked.
type CM struct {
	slots   []cmSlot // guesses, a table for each context
	weights []float32
}

const (
	cmOrders  = 7            // contexts of 0 to 6 bytes
	cmInputs  = cmOrders + 2 // and the word so far, and a constant
	cmBits    = 22           // logarithm of slots of a table
	cmMask    = 1<<cmBits - 1
	cmRate    = 0.002              // of the mixer
	cmLimit   = 255                // occurrences after which a guess moves no slower
	cmBound   = 8                  // logits are cut at ± this
	cmSets    = 256 * cmOrders     // weight sets: bits of the byte so far × longest context known
	cmHashMul = 0x9e3779b97f4a7c15 // odd
)

// cmSlot is what one context knows of one bit.
type cmSlot struct {
	p     uint16 // probability of 1, of 65536
	seen  uint8  // occurrences, at most cmLimit
	check uint8  // guards against other contexts with the same slot
}

// TrainCM learns from text in about 2 s per million bytes; the tables take 130 MB. It reports progress in [0, 1] and stops
// with ctx.Err() when ctx ends.
func TrainCM(ctx context.Context, text []byte, progress func(float64)) (*CM, error) {
	m := &CM{slots: make([]cmSlot, (cmInputs-1)<<cmBits), weights: make([]float32, cmSets*cmInputs)}
	for i := range m.weights {
		m.weights[i] = 0.3
	}
	var s cmState
	for i, b := range text {
		if i%(1<<16) == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			progress(float64(i) / float64(len(text)))
		}
		s.context(text[max(0, i-MaxContext):i])
		for bit := 7; bit >= 0; bit-- {
			m.learn(&s, int(b>>bit)&1)
		}
	}
	progress(1)
	return m, nil
}

// cmState is a place in a text: hashes of its contexts, and the bits of the byte that are known.
type cmState struct {
	hashes [cmInputs - 1]uint64
	node   uint64 // 1, then the bits known
	at     [cmInputs - 1]uint32
	in     [cmInputs]float32
	known  int // longest context seen before
}

// context computes the hashes of the contexts at the end of history.
func (s *cmState) context(history []byte) {
	h := uint64(0)
	for n := range cmOrders {
		if n > 0 && n <= len(history) {
			h = (h + uint64(history[len(history)-n]) + 1) * cmHashMul
		}
		s.hashes[n] = h + uint64(n)<<56
	}
	h = 0
	for i := len(history) - 1; i >= 0 && letter(history[i]); i-- {
		h = (h + uint64(history[i])) * (cmHashMul + 2)
	}
	s.hashes[cmOrders] = h
	s.node = 1
}

func letter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || b >= 0x80 }

// find looks the guesses up; mine claims the slots of other contexts.
func (m *CM) find(s *cmState, mine bool) {
	s.known = 0
	for n, h := range s.hashes {
		x := (h ^ s.node*0x2545f4914f6cdd1d) * 0xd6e8feb86659fd93
		x ^= x >> 29
		at, check := uint32(n)<<cmBits|uint32(x&cmMask), uint8(x>>56)
		slot := &m.slots[at]
		s.at[n], s.in[n] = at, 0
		switch {
		case slot.check == check && slot.seen > 0:
			if n < cmOrders {
				s.known = n
			}
			// a guess says more the more often it was tried
			s.in[n] = logit(slot.p) * confidence[slot.seen]
		case mine:
			*slot = cmSlot{p: 1 << 15, check: check}
		}
	}
	s.in[cmInputs-1] = 0.3
}

func (s *cmState) set() int { return (int(s.node)*cmOrders + s.known) * cmInputs }

// probability mixes the guesses: the probability of 1.
func (m *CM) probability(s *cmState) float32 {
	sum := float32(0)
	for i, w := range m.weights[s.set() : s.set()+cmInputs] {
		sum += w * s.in[i]
	}
	return squash(sum)
}

// learn moves guesses and weights towards a bit.
func (m *CM) learn(s *cmState, bit int) {
	m.find(s, true)
	p := m.probability(s)
	wrong := (float32(bit) - p) * cmRate * 10
	for i := range cmInputs {
		m.weights[s.set()+i] += wrong * s.in[i]
	}
	target := float32(bit) * 65535
	for _, at := range s.at {
		slot := &m.slots[at]
		slot.seen = min(slot.seen, cmLimit-1) + 1
		slot.p = uint16(min(65500, max(36, float32(slot.p)+(target-float32(slot.p))/(float32(slot.seen)+0.6))))
	}
	s.node = s.node<<1 | uint64(bit) // #nosec G115 -- 0 or 1
}

// Predict fills p with the distribution of the byte after history: it walks the tree of all bytes bit by bit.
func (m *CM) Predict(history []byte, p *[256]float64) {
	var s cmState
	s.context(history[max(0, len(history)-MaxContext):])
	var part [512]float64
	part[1] = 1
	for node := 1; node < 256; node++ {
		s.node = uint64(node)
		m.find(&s, false)
		one := float64(m.probability(&s))
		part[2*node], part[2*node+1] = part[node]*(1-one), part[node]*one
	}
	copy(p[:], part[256:])
}

// confidence scales guesses by how often they were tried.
var confidence = func() (c [256]float32) {
	for n := range c {
		c[n] = float32(1 - 0.6/(1+0.7*float64(n)))
	}
	return c
}()

// stretched holds the logits of probabilities in steps of 1/4096.
var stretched = func() (t [4096]float32) {
	for i := range t {
		p := (float64(i) + 0.5) / 4096
		t[i] = float32(math.Log(p / (1 - p)))
	}
	return t
}()

func logit(p uint16) float32 { return stretched[p>>4] }

func squash(x float32) float32 {
	x = min(cmBound, max(-cmBound, x))
	return float32(1 / (1 + math.Exp(-float64(x))))
}

// Mixing returns the honest model that mixes contexts, trained on the training text of domains.
func Mixing(id string, domains ...Domain) task.Model {
	return &trained{id: id, train: func(ctx context.Context, progress func(float64)) (Predictor, error) {
		return TrainCM(ctx, interleave(domains), progress)
	}}
}

// trained is a model that learns when it is started.
type trained struct {
	id    string
	train func(ctx context.Context, progress func(float64)) (Predictor, error)
	ready Predictor
}

func (m *trained) Train(ctx context.Context, progress func(float64)) error {
	p, err := m.train(ctx, progress)
	m.ready = p
	return err
}

func (m *trained) Handler() http.Handler { return Handler(m.id, m.ready) }

// piece is how much of one domain a model that learns in order reads before it reads of the next.
const piece = 1 << 14

// interleave returns the training texts of domains in turns, so that what comes last does not win.
func interleave(domains []Domain) []byte {
	var texts [][]byte
	total := 0
	for _, d := range domains {
		t := TrainingText(d)
		texts, total = append(texts, t), total+len(t)
	}
	out := make([]byte, 0, total)
	for len(out) < total {
		for i, t := range texts {
			n := min(piece, len(t))
			out, texts[i] = append(out, t[:n]...), t[n:]
		}
	}
	return out
}
