package main

import (
	"context"

	"github.com/tianwang-net/tianwang/compose"
)

// Places of the models in a track.
const (
	spanishModel = iota
	goModel
	englishModel
	jointModel
	freeModel
)

// bitsPerByte is what the experiment of the mixture comes to.
type bitsPerByte struct {
	Bytes, Comment int // of the text; of these, in comments

	Spanish, Go, English, Joint, Free float64 // each alone
	Even                              float64 // Spanish and Go half and half, always
	Fixed, Gate                       float64 // of Spanish and Go
	FixedThree, GateThree             float64 // and the English model, which is of no use
	FixedFree, GateFree, JointFree    float64 // Spanish, Go and the free model; the last of the central model and it, by a gate

	InComment, InCode [4]float64 // Spanish, Go, fixed share, gate

	Alphas  []float64 // tried, and what they came to
	ByAlpha []float64

	Windows [][5]float64 // of 4 kB: Spanish, Go, central, gate, gate with the free model
	Weights []float64    // of the Spanish model under fixed share, on a stretch
	Stretch []bool       // of the stretch: in a comment

	Game           int        // bytes of the game of contributions
	Worth, Without [3]float64 // bits a byte: of Spanish, Go, English
	ByCopies       []copies
	Saved          float64 // bits a byte by all three over the free model
	FreeModel      float64 // bits a byte
}

// copies is what B's work earns, as parts of what all work earns, when so many hotkeys hand on its answers.
type copies struct {
	Hotkeys                               int
	Without, Plain, PlainCopies, Original float64
}

// bounds says how many bytes an experiment takes: of each half of the text, and for the game of contributions.
type bounds struct{ half, game int }

const (
	windowBytes = 4096
	stretchFrom = 2000
	stretch     = 600
)

// halves are the tracks of both halves of the text. A gate is trained on one and measured on the other.
type halves [2]*compose.Track

// replay returns what each byte of the whole text costs under the weigher that start makes for a half.
func (h halves) replay(start func(half int) compose.Weigher, models ...int) []float64 {
	var costs []float64
	for k := range h {
		costs = append(costs, compose.Replay(h[k].Only(models...), start(k))...)
	}
	return costs
}

// fixed replays fixed share.
func (h halves) fixed(alpha float64, models ...int) []float64 {
	return h.replay(func(int) compose.Weigher { return compose.NewFixedShare(len(models), alpha) }, models...)
}

// gate trains gates and replays them.
func (h halves) gate(models ...int) []float64 {
	return h.replay(func(half int) compose.Weigher {
		g := compose.NewGate(len(models))
		g.Train(h[1-half].Only(models...))
		return g.Start()
	}, models...)
}

// measureMixture plays the experiment of the mixture on the first bytes of both halves.
func measureMixture(ctx context.Context, b bounds) (*bitsPerByte, error) {
	s, err := learn(ctx)
	if err != nil {
		return nil, err
	}
	var h halves
	var in []bool
	for k, p := range []part{first, second} {
		text, comments := mixed(p)
		n := min(b.half, len(text))
		h[k], in = track(text[:n], s.spanish, s.golang, s.english, s.joint), append(in, comments[:n]...)
	}
	r := &bitsPerByte{Bytes: len(in), Comment: count(in)}
	var alone [freeModel + 1][]float64
	for i, to := range []*float64{&r.Spanish, &r.Go, &r.English, &r.Joint, &r.Free} {
		alone[i] = h.fixed(0, i)
		*to = mean(alone[i])
	}
	r.Even = mean(h.replay(func(int) compose.Weigher { return even{} }, spanishModel, goModel))
	fixed, gated := h.fixed(compose.Alpha, spanishModel, goModel), h.gate(spanishModel, goModel)
	r.Fixed, r.Gate = mean(fixed), mean(gated)
	r.FixedThree = mean(h.fixed(compose.Alpha, spanishModel, goModel, englishModel))
	r.GateThree = mean(h.gate(spanishModel, goModel, englishModel))
	r.FixedFree = mean(h.fixed(compose.Alpha, spanishModel, goModel, freeModel))
	withFree := h.gate(spanishModel, goModel, freeModel)
	r.GateFree, r.JointFree = mean(withFree), mean(h.gate(jointModel, freeModel))

	for i, c := range [][]float64{alone[spanishModel], alone[goModel], fixed, gated} {
		r.InComment[i], r.InCode[i] = where(c, in)
	}
	for _, a := range []float64{0.001, 0.003, 0.01, 0.02, 0.03, 0.05, 0.1} {
		r.Alphas = append(r.Alphas, a)
		r.ByAlpha = append(r.ByAlpha, mean(h.fixed(a, spanishModel, goModel)))
	}
	for at := 0; at+windowBytes <= len(in); at += windowBytes {
		var w [5]float64
		for i, c := range [][]float64{alone[spanishModel], alone[goModel], alone[jointModel], gated, withFree} {
			w[i] = mean(c[at : at+windowBytes])
		}
		r.Windows = append(r.Windows, w)
	}
	r.weights(h[0].Only(spanishModel, goModel), in)
	r.contributions(h[0], b.game)
	return r, nil
}

// even is the mixture that never changes.
type even struct{}

func (even) Weights(o []compose.Opinion) []float64 {
	w := make([]float64, len(o))
	for i := range w {
		w[i] = 1 / float64(len(w))
	}
	return w
}

func (even) Learn(byte, []float64) {}

// weights notes how fixed share weighs the Spanish model on a stretch of text.
func (r *bitsPerByte) weights(t *compose.Track, in []bool) {
	f := compose.NewFixedShare(2, compose.Alpha)
	for at, b := range t.Text[:min(len(t.Text), stretchFrom+stretch)] {
		if at >= stretchFrom {
			r.Weights = append(r.Weights, f.Weights(nil)[0])
			r.Stretch = append(r.Stretch, in[at])
		}
		f.Learn(b, t.Given[at])
	}
}

// contributions plays the game of who saved how much, and again with copiers of the Go model.
func (r *bitsPerByte) contributions(t *compose.Track, bytes int) {
	n := min(bytes, len(t.Text))
	t = &compose.Track{Text: t.Text[:n], Opinions: t.Opinions[:n], Given: t.Given[:n]}
	free := make([]float64, n)
	for at := range free {
		free[at] = t.Given[at][freeModel]
		r.FreeModel += compose.Bits(free[at]) / float64(n)
	}
	v := compose.Saved(t.Only(spanishModel, goModel, englishModel).Given, free, compose.Alpha)
	copy(r.Worth[:], perByte(compose.Shapley(3, v), n))
	copy(r.Without[:], perByte(compose.Without(3, v), n))
	r.Game, r.Saved = n, v(0b111)/float64(n)
	for hotkeys := range 5 {
		r.ByCopies = append(r.ByCopies, game(t, free, hotkeys))
	}
}

// game plays the Spanish and the Go model with hotkeys that copy the latter, and came after it.
func game(t *compose.Track, free []float64, hotkeys int) copies {
	players := []int{spanishModel, goModel}
	since := []uint64{1, 2}
	for k := range hotkeys {
		players, since = append(players, goModel), append(since, uint64(3+k))
	}
	v := compose.Saved(t.Only(players...).Given, free, compose.Alpha)
	same := func(i, j int) bool { return players[i] == players[j] }
	c := copies{Hotkeys: hotkeys, Without: portion(compose.Without(len(players), v), 1)}
	plain := compose.Shapley(len(players), v)
	c.Plain = portion(plain, 1)
	for k := range hotkeys {
		c.PlainCopies += portion(plain, 2+k)
	}
	shares := compose.Shares(compose.Contribution(since, same, v))
	c.Original = float64(shares[1]) / compose.Whole
	return c
}

// portion is a player's part of what all are worth.
func portion(worth []float64, i int) float64 {
	sum := 0.
	for _, x := range worth {
		sum += max(0, x)
	}
	return max(0, worth[i]) / sum
}

func perByte(bits []float64, n int) []float64 {
	for i := range bits {
		bits[i] /= float64(n)
	}
	return bits
}

// where separates means in comments from those in code.
func where(costs []float64, in []bool) (comment, code float64) {
	n := 0
	for i, c := range costs {
		if in[i] {
			comment, n = comment+c, n+1
		} else {
			code += c
		}
	}
	return comment / float64(max(1, n)), code / float64(max(1, len(in)-n))
}

func mean(xs []float64) float64 {
	sum := 0.
	for _, x := range xs {
		sum += x
	}
	return sum / float64(max(1, len(xs)))
}

func count(in []bool) int {
	n := 0
	for _, x := range in {
		if x {
			n++
		}
	}
	return n
}
