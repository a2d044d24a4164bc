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
)

// bitsPerByte is what the experiment of the mixture comes to.
type bitsPerByte struct {
	Bytes, Comment int // of the text; of these, in comments

	Spanish, Go, English, Joint float64 // each alone
	Even                        float64 // half and half, always
	Fixed, Gate                 float64 // of Spanish and Go
	FixedThree, GateThree       float64 // and the English model, which is of no use

	InComment, InCode [4]float64 // Spanish, Go, fixed share, gate

	Alphas  []float64 // tried, and what they came to
	ByAlpha []float64

	Windows [][4]float64 // of 4 kB: Spanish, Go, joint, gate
	Weights []float64    // of the Spanish model under fixed share, on a stretch
	Stretch []bool       // of the stretch: in a comment

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

// bounds says how much text an experiment takes.
type bounds struct{ dev, test, game int }

const (
	windowBytes = 4096
	stretchFrom = 2000
	stretch     = 600
)

// measureMixture plays the experiment of the mixture on the first bytes of the texts.
func measureMixture(ctx context.Context, b bounds) (*bitsPerByte, error) {
	s, err := learn(ctx)
	if err != nil {
		return nil, err
	}
	text, in := mixed(test)
	text, in = text[:min(b.test, len(text))], in[:min(b.test, len(in))]
	other, _ := mixed(dev)
	measured := track(text, s.spanish, s.golang, s.english, s.joint)
	training := track(other[:min(b.dev, len(other))], s.spanish, s.golang, s.english)
	r := &bitsPerByte{Bytes: len(text), Comment: count(in)}
	costs := r.alone(measured)
	pair := measured.Only(spanishModel, goModel)
	r.Even = mean(compose.Replay(pair, even{}))
	fixed := compose.Replay(pair, compose.NewFixedShare(2, compose.Alpha))
	gate := compose.NewGate(2)
	gate.Train(training.Only(spanishModel, goModel))
	gated := compose.Replay(pair, gate.Start())
	r.Fixed, r.Gate = mean(fixed), mean(gated)

	three := measured.Only(spanishModel, goModel, englishModel)
	r.FixedThree = mean(compose.Replay(three, compose.NewFixedShare(3, compose.Alpha)))
	wide := compose.NewGate(3)
	wide.Train(training)
	r.GateThree = mean(compose.Replay(three, wide.Start()))

	for i, c := range [][]float64{costs[spanishModel], costs[goModel], fixed, gated} {
		r.InComment[i], r.InCode[i] = where(c, in)
	}
	for _, a := range []float64{0.001, 0.003, 0.01, 0.02, 0.03, 0.05, 0.1} {
		r.Alphas = append(r.Alphas, a)
		r.ByAlpha = append(r.ByAlpha, mean(compose.Replay(pair, compose.NewFixedShare(2, a))))
	}
	for at := 0; at+windowBytes <= len(text); at += windowBytes {
		var w [4]float64
		for i, c := range [][]float64{costs[spanishModel], costs[goModel], costs[jointModel], gated} {
			w[i] = mean(c[at : at+windowBytes])
		}
		r.Windows = append(r.Windows, w)
	}
	r.weights(pair, in)
	r.contributions(three, b.game)
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

// alone measures the models one by one, and returns what each byte cost them.
func (r *bitsPerByte) alone(t *compose.Track) [4][]float64 {
	var costs [4][]float64
	for i, to := range []*float64{&r.Spanish, &r.Go, &r.English, &r.Joint} {
		costs[i] = compose.Replay(t.Only(i), compose.NewFixedShare(1, 0))
		*to = mean(costs[i])
	}
	return costs
}

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
	own := compose.NewFree()
	for at, b := range t.Text {
		free[at] = own.Predict(b)
		own.Learn(b)
		r.FreeModel += compose.Bits(free[at]) / float64(n)
	}
	v := compose.Saved(t.Given, free, compose.Alpha)
	copy(r.Worth[:], perByte(compose.Shapley(3, v), n))
	copy(r.Without[:], perByte(compose.Without(3, v), n))
	r.Saved = v(0b111) / float64(n)
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
