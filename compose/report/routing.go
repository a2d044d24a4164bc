package main

import (
	"context"
	"fmt"

	"github.com/tianwang-net/tianwang/compose"
	"github.com/tianwang-net/tianwang/task/translate"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

// scores are what translators reach on the mixed text, and on either half.
type scores struct {
	Name                  string
	All, Messages, Verses quality
}

// translations is what the experiments of routing and of voting come to.
type translations struct {
	Sentences, Messages, Verses int // asked; learned from
	Alone                       []scores
	Routed, Voted               scores
	Right                       int // sentences that went to the specialist of their kind

	EqualPairs int       // what each of some equal translators learned from
	Equal      []quality // each alone, on verses
	EqualVoted []quality // votes of the first two, three, …
}

// size says how much an experiment of translation takes; 0 is all there is.
type size struct{ messages, verses, half, equals, equalPairs int }

// measureRouting trains the translators and asks them.
func measureRouting(ctx context.Context, s size) (*translations, error) {
	train, held := messages()
	train = train[:limit(s.messages, len(train))]
	scripture := translate.TrainingPairs(s.verses)
	half := min(limit(s.half, len(held)), len(held))
	exam := append(append([]smt.Pair{}, held[:half]...), verses()[:half]...)
	r := &translations{Sentences: len(exam), Messages: len(train), Verses: len(scripture), EqualPairs: s.equalPairs}

	both := append(append([]smt.Pair{}, train...), scripture...)
	var all []*specialist
	var said [][]string
	for _, one := range []struct {
		name  string
		pairs []smt.Pair
	}{{"messages", train}, {"verses", scripture}, {"both, central", both}} {
		a, err := apprentice(ctx, one.name, one.pairs)
		if err != nil {
			return nil, err
		}
		out, err := translateAll(ctx, exam, a.system.Translate)
		if err != nil {
			return nil, err
		}
		all, said = append(all, a), append(said, out)
		r.Alone = append(r.Alone, score(one.name, out, exam, half))
	}
	words, err := smt.TrainWordTable(ctx, both, func(float64) {})
	if err != nil {
		return nil, err
	}
	out, err := translateAll(ctx, exam, words.Translate)
	if err != nil {
		return nil, err
	}
	r.Alone = append(r.Alone, score("both, word by word", out, exam, half))

	routed := make([]string, len(exam))
	for i, p := range exam {
		k := compose.Likeliest([]float64{all[0].surprise(p.English), all[1].surprise(p.English)})
		routed[i] = said[k][i]
		if (k == 0) == (i < half) {
			r.Right++
		}
	}
	r.Routed = score("routed", routed, exam, half)
	r.Voted = score("vote of three", vote([][]string{said[0], said[1], out}), exam, half)
	return r, r.measureVote(ctx, s, exam[half:])
}

// measureVote trains translators of equal quality on different verses, and lets them vote.
func (r *translations) measureVote(ctx context.Context, s size, exam []smt.Pair) error {
	var said [][]string
	for k := range s.equals {
		system, err := smt.Train(ctx, translate.TrainingPairs(0)[k*s.equalPairs:(k+1)*s.equalPairs], func(float64) {})
		if err != nil {
			return fmt.Errorf("translator %d: %w", k, err)
		}
		out, err := translateAll(ctx, exam, system.Translate)
		if err != nil {
			return err
		}
		said = append(said, out)
		r.Equal = append(r.Equal, judge(out, exam))
		if k > 0 {
			r.EqualVoted = append(r.EqualVoted, judge(vote(said), exam))
		}
	}
	return nil
}

func score(name string, out []string, exam []smt.Pair, half int) scores {
	return scores{name, judge(out, exam), judge(out[:half], exam[:half]), judge(out[half:], exam[half:])}
}

func limit(n, all int) int {
	if n <= 0 {
		return all
	}
	return min(n, all)
}
