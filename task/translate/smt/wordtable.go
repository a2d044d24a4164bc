package smt

import (
	"context"
	"strings"

	"github.com/tianwang-net/tianwang/task/wordlm"
)

// WordTable translates word by word: each English word by the Spanish word it is most often linked to. It is safe for
// concurrent use.
type WordTable struct {
	words map[string]string // lower case to Spanish; "" for words that were never linked
	cases *caser
}

// TrainWordTable learns a table from sentence pairs.
func TrainWordTable(ctx context.Context, pairs []Pair, progress func(float64)) (*WordTable, error) {
	b, err := newBitext(pairs)
	if err != nil {
		return nil, err
	}
	aligned, err := align(ctx, b.spanish, b.english, b.target.Size(), b.source.Size(), func(p float64) { progress(0.9 * p) })
	if err != nil {
		return nil, err
	}
	var linked []uint32
	for n, a := range aligned {
		for i, e := range b.english[n] {
			if a[i] >= 0 {
				linked = append(linked, uint32(e)<<16|uint32(b.spanish[n][a[i]]))
			}
		}
	}
	lex := newLexicon(linked, b.source.Size())
	t := &WordTable{map[string]string{}, newCaser(pairs)}
	for e := uint16(wordlm.First); int(e) < b.source.Size(); e++ {
		t.words[b.source.Word(e)] = b.target.Word(lex.bestWord(e))
	}
	progress(1)
	return t, nil
}

// Translate translates a text line by line; words that training did not contain stay as they are.
func (t *WordTable) Translate(ctx context.Context, text string) (string, error) {
	return Lines(t.line)(ctx, text)
}

func (t *WordTable) line(line string) string {
	var tokens []string
	for _, w := range splitEnglish(line) {
		f, known := t.words[strings.ToLower(w)]
		switch {
		case !known:
			tokens = append(tokens, w)
		case f != "":
			tokens = append(tokens, t.cases.restore(f))
		}
	}
	return Detokenize(tokens)
}
