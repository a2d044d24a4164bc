package qa

import (
	"context"
	"math"
	"slices"

	"github.com/tianwang-net/tianwang/task/corpus"
)

// retrieval looks the verse up in modern English and finds what stands there for the gap.
type retrieval struct {
	book  *book
	index *index
	// versions tells how King James's version says a modern word: how often either word stood where the other did, in
	// training verses.
	versions map[string]map[string]float32
}

// sharpness is how much a word prefers its own place: the weight falls by e over a fifth of the verse.
const sharpness = 5

func trainRetrieval(ctx context.Context, b *book) (*retrieval, error) {
	r := &retrieval{book: b, versions: map[string]map[string]float32{}}
	modern := map[string][]string{}
	var verses []string
	for _, v := range corpus.Verses(corpus.English) {
		verses = append(verses, v.Text)
		modern[v.Ref] = words(v.Text)
	}
	r.index = newIndex(verses)
	for n, v := range b.train {
		if n%1024 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		old := words(v.Text)
		oldRest := b.unmatched(old, modern[v.Ref])
		for _, m := range b.unmatched(modern[v.Ref], old) {
			if o, ok := closest(oldRest, m.at); ok {
				r.count(m.word, o)
			}
		}
		for _, w := range old {
			if slices.Contains(modern[v.Ref], w) {
				r.count(w, w)
			}
		}
	}
	return r, nil
}

func (r *retrieval) count(modern, old string) {
	if r.versions[modern] == nil {
		r.versions[modern] = map[string]float32{}
	}
	r.versions[modern][old]++
}

// placed is a word with its place in its verse, from 0 to 1.
type placed struct {
	word string
	at   float64
}

// unmatched returns the words of verse that other does not contain, each with its place, common ones left out. A word that
// stands more often in verse than in other is unmatched at its last places.
func (b *book) unmatched(verse, other []string) []placed {
	have := map[string]int{}
	for _, w := range other {
		have[w]++
	}
	var out []placed
	for i, w := range verse {
		if have[w] > 0 {
			have[w]--
		} else if !b.common[w] {
			out = append(out, placed{w, (float64(i) + 0.5) / float64(len(verse))})
		}
	}
	return out
}

func closest(ps []placed, at float64) (string, bool) {
	best, top := "", math.Inf(1)
	for _, p := range ps {
		if d := math.Abs(p.at - at); d < top {
			best, top = p.word, d
		}
	}
	return best, best != ""
}

// identity is how many observations the guess is worth that both translations use the same word.
const identity = 3

// evidence returns the words that the nearest modern verse has for the gap, with weights that sum to at most 1.
func (r *retrieval) evidence(c cloze) map[string]float32 {
	context := slices.Concat(c.left, c.right)
	at := (float64(len(c.left)) + 0.5) / float64(len(context)+1)
	rest := r.book.unmatched(r.index.nearest(c), context)
	var sum float64
	for _, p := range rest {
		sum += math.Exp(-sharpness * math.Abs(p.at-at))
	}
	out := map[string]float32{}
	for _, p := range rest {
		weight := float32(math.Exp(-sharpness*math.Abs(p.at-at)) / sum)
		total := float32(identity)
		for _, n := range r.versions[p.word] { // whole numbers: the order does not matter
			total += n
		}
		out[p.word] += weight * identity / total
		for w, n := range r.versions[p.word] {
			out[w] += weight * n / total
		}
	}
	return out
}

// best returns the word with the most evidence that may be masked and does not stand elsewhere in the verse; of equal
// ones, the first by the alphabet.
func (r *retrieval) best(c cloze) string {
	best, top := "", float32(0)
	for w, e := range r.evidence(c) {
		if !r.book.content(w) || slices.Contains(c.left, w) || slices.Contains(c.right, w) {
			continue
		}
		if e > top || e == top && w < best {
			best, top = w, e
		}
	}
	return best
}
