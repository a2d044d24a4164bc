package main

import (
	"context"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/compose"
	"github.com/tianwang-net/tianwang/task/corpus"
	"github.com/tianwang-net/tianwang/task/lm"
)

// order is that of the models of bytes.
const order = lm.MaxOrder

// specialists are the miners of the experiment.
type specialists struct {
	spanish, golang, english, joint *lm.KN
}

// learn trains the specialists, each on the training text of its domain alone, and the joint model on both.
func learn(ctx context.Context) (*specialists, error) {
	var s specialists
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(2)
	for _, one := range []struct {
		to   **lm.KN
		text func() []byte
	}{
		{&s.spanish, func() []byte { return lm.TrainingText(lm.Spanish) }},
		{&s.golang, func() []byte { return lm.TrainingText(lm.Go) }},
		{&s.english, kjv},
		{&s.joint, func() []byte { return lm.TrainingText(lm.Domains...) }},
	} {
		g.Go(func() (err error) {
			*one.to, err = lm.TrainKN(ctx, one.text(), order, func(float64) {})
			return err
		})
	}
	return &s, g.Wait()
}

// kjv is what the model without use for the text learns from.
func kjv() []byte {
	var sb strings.Builder
	for _, v := range corpus.Verses(corpus.KJV) {
		if !corpus.Held(v.Chapter()) {
			sb.WriteString(v.Text + "\n")
		}
	}
	return []byte(sb.String())
}

// track asks models, and then the free model, about every byte of a text.
func track(text []byte, models ...lm.Predictor) *compose.Track {
	t := &compose.Track{Text: text, Opinions: make([][]compose.Opinion, len(text)), Given: make([][]float64, len(text))}
	free := compose.NewFree()
	var p compose.Dist
	for at, b := range text {
		t.Opinions[at], t.Given[at] = make([]compose.Opinion, len(models)+1), make([]float64, len(models)+1)
		for i, m := range models {
			m.Predict(text[max(0, at-lm.MaxOrder):at], (*[256]float64)(&p))
			t.Opinions[at][i], t.Given[at][i] = compose.Look(&p), p[b]
		}
		own := free.Predict()
		t.Opinions[at][len(models)], t.Given[at][len(models)] = compose.Look(own), own[b]
		free.Learn(b)
	}
	return t
}
