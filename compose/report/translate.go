package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/compose"
	"github.com/tianwang-net/tianwang/task/corpus"
	"github.com/tianwang-net/tianwang/task/lm"
	"github.com/tianwang-net/tianwang/task/metric"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

// specialist is a translator with a language model of the English that it learned from.
type specialist struct {
	name     string
	system   *smt.System
	language *lm.KN
}

// languageOrder is that of a specialist's language model.
const languageOrder = 5

// apprentice trains a specialist.
func apprentice(ctx context.Context, name string, pairs []smt.Pair) (*specialist, error) {
	s := &specialist{name: name}
	var err error
	if s.system, err = smt.Train(ctx, pairs, func(float64) {}); err != nil {
		return nil, err
	}
	var text strings.Builder
	for _, p := range pairs {
		text.WriteString(p.English + "\n")
	}
	s.language, err = lm.TrainKN(ctx, []byte(text.String()), languageOrder, func(float64) {})
	return s, err
}

// surprise returns the bits a byte that a specialist's language model needs for a sentence.
func (s *specialist) surprise(sentence string) float64 {
	text := []byte("\n" + sentence)
	var bits metric.Bits
	var p [256]float64
	for at := 1; at < len(text); at++ {
		s.language.Predict(text[:at], &p)
		bits.Add(p[text[at]])
	}
	return bits.PerByte()
}

// messages returns the training messages, and held-out ones that share few words with them on either side.
func messages() (train, held []smt.Pair) {
	return novel(corpus.Messages(), func(p corpus.Pair) string { return p.English })
}

// verses returns the held-out verses that share few words with training ones.
func verses() []smt.Pair {
	_, held := novel(corpus.Pairs(), func(p corpus.Pair) string { return corpus.Verse{Ref: p.Ref}.Chapter() })
	return held
}

// novel splits pairs by unit, and keeps of those held out what is new by the measure of the translation task: of n-grams of
// five words at most a fifth occurs in training, in either language.
func novel(pairs []corpus.Pair, unit func(corpus.Pair) string) (train, kept []smt.Pair) {
	var sides [2][2][]string // training and held out, English and Spanish
	var held []smt.Pair
	for _, p := range pairs {
		pair, at := smt.Pair{English: p.English, Spanish: p.Spanish}, 0
		if corpus.Held(unit(p)) {
			at, held = 1, append(held, pair)
		} else {
			train = append(train, pair)
		}
		sides[at][0], sides[at][1] = append(sides[at][0], p.English), append(sides[at][1], p.Spanish)
	}
	english := corpus.Novel(sides[0][0], sides[1][0], 5, 0.2)
	spanish := corpus.Novel(sides[0][1], sides[1][1], 5, 0.2)
	for _, i := range english {
		if slices.Contains(spanish, i) {
			kept = append(kept, held[i])
		}
	}
	return shuffle(train), shuffle(kept)
}

// shuffle orders pairs by a hash of their English, so that the first of them come from everywhere.
func shuffle(pairs []smt.Pair) []smt.Pair {
	slices.SortStableFunc(pairs, func(a, b smt.Pair) int {
		x, y := sha256.Sum256([]byte(a.English)), sha256.Sum256([]byte(b.English))
		return bytes.Compare(x[:], y[:])
	})
	return pairs
}

// quality measures translations as the task does, without regard to case.
type quality struct{ BLEU, ChrF float64 }

func judge(answers []string, truth []smt.Pair) quality {
	var b metric.BLEU
	var c metric.ChrF
	for i, p := range truth {
		a, r := strings.ToLower(answers[i]), strings.ToLower(p.Spanish)
		b.Add(a, r)
		c.Add(a, r)
	}
	return quality{b.Score(), c.Score()}
}

// translateAll translates the English of pairs, two at a time.
func translateAll(ctx context.Context, pairs []smt.Pair, translator func(context.Context, string) (string, error)) ([]string, error) {
	out := make([]string, len(pairs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for i, p := range pairs {
		g.Go(func() (err error) {
			out[i], err = translator(ctx, p.English)
			return err
		})
	}
	return out, g.Wait()
}

// vote takes for each sentence the answer that is most like the others, by sentence chrF2, the measure of the subnet.
func vote(answers [][]string) []string {
	out := make([]string, len(answers[0]))
	for i := range out {
		var of []string
		for _, a := range answers {
			of = append(of, a[i])
		}
		best, _ := compose.Vote(of, likeness)
		out[i] = of[best]
	}
	return out
}

func likeness(answer, reference string) float64 {
	var c metric.ChrF
	c.Add(strings.ToLower(answer), strings.ToLower(reference))
	return c.Score()
}
