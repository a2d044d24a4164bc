package smt

import (
	"math"
	"slices"

	"github.com/tianwang-net/tianwang/task/wordlm"
)

// lexicon holds how often words translate each other, as estimated from links: p(target|source) by rows of source words.
type lexicon struct {
	rows    []uint32 // rows[e]:rows[e+1] are the entries of word e
	targets []uint16 // ascending within a row
	prob    []float32
}

// leastLex is the probability of a translation that was never seen.
const leastLex = 1e-7

// newLexicon estimates a lexicon from pairs (source word in the high 16 bits, target word in the low), one for each link;
// the source word None stands for unlinked target words.
func newLexicon(pairs []uint32, words int) *lexicon {
	slices.Sort(pairs)
	l := &lexicon{rows: make([]uint32, words+1)}
	for from := 0; from < len(pairs); {
		e := pairs[from] >> 16
		first := len(l.prob)
		total := 0
		for from < len(pairs) && pairs[from]>>16 == e {
			to := from
			for to < len(pairs) && pairs[to] == pairs[from] {
				to++
			}
			l.targets = append(l.targets, uint16(pairs[from]))
			l.prob = append(l.prob, float32(to-from))
			total += to - from
			from = to
		}
		for i := first; i < len(l.prob); i++ {
			l.prob[i] /= float32(total)
		}
		l.rows[e+1] = uint32(len(l.prob))
	}
	for e := range words {
		l.rows[e+1] = max(l.rows[e+1], l.rows[e])
	}
	return l
}

// p returns p(f|e).
func (l *lexicon) p(e, f uint16) float32 {
	from, to := l.rows[e], l.rows[e+1]
	if i, ok := slices.BinarySearch(l.targets[from:to], f); ok {
		return l.prob[int(from)+i]
	}
	return 0
}

// bestWord returns the most likely translation of e; none if it was never linked.
func (l *lexicon) bestWord(e uint16) uint16 {
	word, top := uint16(wordlm.None), float32(0)
	for i := l.rows[e]; i < l.rows[e+1]; i++ {
		if l.prob[i] > top {
			word, top = l.targets[i], l.prob[i]
		}
	}
	return word
}

// logPhrase returns the lexical weight of a phrase pair: every target word is explained by the mean over the source words
// and the empty word, as in IBM model 1.
func (l *lexicon) logPhrase(source, target []uint16) float32 {
	sum := 0.
	for _, f := range target {
		p := l.p(wordlm.None, f)
		for _, e := range source {
			p += l.p(e, f)
		}
		sum += math.Log(max(float64(p)/float64(len(source)+1), leastLex))
	}
	return float32(sum)
}
