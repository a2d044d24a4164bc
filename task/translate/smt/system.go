package smt

import (
	"context"
	"errors"
	"strings"

	"github.com/tianwang-net/tianwang/task/wordlm"
)

// Pair is a sentence in both languages.
type Pair struct{ English, Spanish string }

// System is a trained translator. It is safe for concurrent use.
type System struct {
	source, target    *wordlm.Vocab
	forward, backward *lexicon
	phrases           *phraseTable
	language          *wordlm.Model
	cases             *caser
	weights           weights
	beam              int     // hypotheses kept for each number of source words
	threshold         float32 // how far below the best a hypothesis may be
}

// maxTraining is the longest sentence, in words, that training uses.
const maxTraining = 120

// bitext is the training text as numbers.
type bitext struct {
	source, target *wordlm.Vocab
	english        [][]uint16
	spanish        [][]uint16
}

func newBitext(pairs []Pair) (*bitext, error) {
	b := &bitext{source: wordlm.NewVocab(), target: wordlm.NewVocab()}
	for _, p := range pairs {
		e, f := lower(splitEnglish(p.English)), Tokenize(p.Spanish)
		if len(e) == 0 || len(f) == 0 || len(e) > maxTraining || len(f) > maxTraining {
			continue
		}
		b.english = append(b.english, b.source.Add(e))
		b.spanish = append(b.spanish, b.target.Add(f))
	}
	if len(b.english) == 0 {
		return nil, errors.New("no sentence pair to learn from")
	}
	return b, nil
}

// Train builds a system from sentence pairs.
func Train(ctx context.Context, pairs []Pair, progress func(float64)) (*System, error) {
	b, err := newBitext(pairs)
	if err != nil {
		return nil, err
	}
	forward, err := align(ctx, b.english, b.spanish, b.source.Size(), b.target.Size(), func(p float64) { progress(0.3 * p) })
	if err != nil {
		return nil, err
	}
	backward, err := align(ctx, b.spanish, b.english, b.target.Size(), b.source.Size(), func(p float64) { progress(0.3 + 0.3*p) })
	if err != nil {
		return nil, err
	}
	s := &System{source: b.source, target: b.target, weights: tuned, beam: 10, threshold: 3}
	counted, err := s.learnPhrases(ctx, b, forward, backward)
	if err != nil {
		return nil, err
	}
	progress(0.8)
	if s.phrases, err = s.newPhraseTable(ctx, counted, b); err != nil {
		return nil, err
	}
	progress(0.9)
	s.language = wordlm.Train(b.spanish, b.target.Size())
	s.cases = newCaser(pairs)
	progress(1)
	return s, nil
}

// learnPhrases estimates the lexicons and returns the phrase pairs with their counts.
func (s *System) learnPhrases(ctx context.Context, b *bitext, forward, backward []alignment) ([]phrasePair, error) {
	var ef, fe []uint32
	var all []instance
	for n := range b.english {
		if n%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		l := symmetrize(forward[n], backward[n])
		for i, e := range b.english[n] {
			for j, f := range b.spanish[n] {
				if l.at(i, j) {
					ef = append(ef, uint32(e)<<16|uint32(f))
					fe = append(fe, uint32(f)<<16|uint32(e))
				}
			}
			if !l.rowUsed[i] {
				fe = append(fe, uint32(e))
			}
		}
		for j, f := range b.spanish[n] {
			if !l.colUsed[j] {
				ef = append(ef, uint32(f))
			}
		}
		all = extract(all, uint32(n), b.english[n], b.spanish[n], l)
	}
	s.forward, s.backward = newLexicon(ef, b.source.Size()), newLexicon(fe, b.target.Size())
	return countPairs(all), nil
}

// Translate translates a text line by line; it stops with the error of ctx when that ends.
func (s *System) Translate(ctx context.Context, text string) (string, error) {
	return Lines(s.line)(ctx, text)
}

func (s *System) line(line string) string {
	var tokens []string
	for words := splitEnglish(line); len(words) > 0; {
		n := cutSentence(words)
		tokens = append(tokens, s.sentence(words[:n])...)
		words = words[n:]
	}
	return Detokenize(tokens)
}

// cutSentence returns how many words to decode at once: all, or up to the last mark within reach.
func cutSentence(words []string) int {
	if len(words) <= maxSentence {
		return len(words)
	}
	for n := maxSentence; n > maxSentence/2; n-- {
		if strings.ContainsAny(words[n-1], ".,;:!?") {
			return n
		}
	}
	return maxSentence
}

func (s *System) sentence(words []string) []string {
	ids := make([]uint16, len(words))
	for i, w := range words {
		ids[i] = s.source.ID(strings.ToLower(w))
	}
	var out []string
	for _, o := range s.decode(ids, words) {
		if o.literal != "" {
			out = append(out, o.literal)
			continue
		}
		for _, f := range o.words {
			out = append(out, s.cases.restore(s.target.Word(f)))
		}
	}
	return out
}
