package smt

import (
	"math"
	"slices"
)

// lmOrder is the longest n-gram of the language model.
const lmOrder = 4

// wordLM is an interpolated modified Kneser-Ney model of words, stored as a backoff model: the probability of an n-gram
// that was seen is in the table, that of another one is the product of what its context leaves over and the probability of
// the n-gram without its oldest word.
type wordLM struct {
	tables [lmOrder + 1]*table // by order; tables[1] holds single words
	unseen float32             // log-probability of an unknown word
}

// lmState is the end of what was said so far: up to three words, the newest in the lowest 16 bits.
type lmState uint64

const beginState = lmState(begin)

// append returns the state after one more word.
func (s lmState) append(w uint16) lmState { return (s<<16 | lmState(w)) & (1<<(16*(lmOrder-1)) - 1) }

// gram is an n-gram of words, the newest in the lowest 16 bits.
type gramCount struct {
	gram  uint64
	count uint32
}

// trainWordLM learns from sentences without marks for begin and end; words is the size of the vocabulary.
func trainWordLM(sentences [][]uint16, words int) *wordLM {
	counts := countGrams(sentences)
	m := &wordLM{}
	even := 1 / float64(words)
	for n := 1; n <= lmOrder; n++ {
		disc := countDiscounts(counts[n])
		m.tables[n] = newTable(len(counts[n]))
		for from := 0; from < len(counts[n]); { // n-grams of one context stand together
			to := from
			context := counts[n][from].gram >> 16
			total, held := 0., 0.
			for ; to < len(counts[n]) && counts[n][to].gram>>16 == context; to++ {
				total += float64(counts[n][to].count)
				held += disc[min(counts[n][to].count, 3)]
			}
			left := held / total
			for _, c := range counts[n][from:to] {
				lower := even
				if n > 1 {
					lower = math.Exp(float64(m.logp(lmState(context)&(1<<(16*(n-2))-1), uint16(c.gram))))
				}
				p := (float64(c.count)-disc[min(c.count, 3)])/total + left*lower
				m.tables[n].insert(c.gram).logp = float32(math.Log(p))
			}
			if n == 1 {
				m.unseen = float32(math.Log(left * even))
			} else if v := m.tables[n-1].insert(context); true {
				v.back = float32(math.Log(left))
			}
			from = to
		}
	}
	return m
}

// countGrams returns the n-grams of each order, sorted, with their counts: occurrences for the highest order and for
// n-grams at the begin of a sentence, which nothing precedes; distinct preceding words for the others.
func countGrams(sentences [][]uint16) [lmOrder + 1][]gramCount {
	var raw [lmOrder + 1][]uint64
	for _, s := range sentences {
		state := beginState
		for n, w := range append(slices.Clone(s), end) {
			gram := uint64(state)<<16 | uint64(w)
			if n+2 < lmOrder {
				raw[n+2] = append(raw[n+2], gram) // begins with the mark
			} else {
				raw[lmOrder] = append(raw[lmOrder], gram)
			}
			state = state.append(w)
		}
	}
	var out [lmOrder + 1][]gramCount
	for n := lmOrder; n >= 1; n-- {
		if n < lmOrder {
			for _, c := range out[n+1] {
				raw[n] = append(raw[n], c.gram&(1<<(16*n)-1))
			}
		}
		slices.Sort(raw[n])
		for _, g := range raw[n] {
			if k := len(out[n]); k > 0 && out[n][k-1].gram == g {
				out[n][k-1].count++
			} else {
				out[n] = append(out[n], gramCount{g, 1})
			}
		}
	}
	return out
}

// countDiscounts estimates the discounts of modified Kneser-Ney smoothing for counts of 1, 2, and 3 or more.
func countDiscounts(counts []gramCount) [4]float64 {
	var n [5]float64
	for _, c := range counts {
		if c.count <= 4 {
			n[c.count]++
		}
	}
	var d [4]float64
	for k := 1; k <= 3; k++ {
		d[k] = float64(k) / 2
		if n[k] > 0 && n[1] > 0 {
			y := n[1] / (n[1] + 2*n[2])
			d[k] = min(max(float64(k)-float64(k+1)*y*n[k+1]/n[k], 0.01), float64(k))
		}
	}
	return d
}

// logp returns the log-probability of word w after state.
func (m *wordLM) logp(state lmState, w uint16) float32 {
	var paid float32
	for n := state.length() + 1; n >= 1; n-- {
		context := uint64(state) & (1<<(16*(n-1)) - 1)
		if m.tables[n] != nil {
			if v := m.tables[n].find(context<<16 | uint64(w)); v != nil && v.logp != 0 {
				return paid + v.logp
			}
		}
		if n > 1 {
			if v := m.tables[n-1].find(context); v != nil {
				paid += v.back
			}
		}
	}
	return paid + m.unseen
}

// length returns the number of words in the state.
func (s lmState) length() int {
	n := 0
	for ; s != 0; s >>= 16 {
		n++
	}
	return n
}

// trim drops the oldest words of a state as long as no n-gram with them was seen: the decoder may then join hypotheses
// that no later word can tell apart.
func (m *wordLM) trim(s lmState) lmState {
	for n := s.length(); n > 0; n-- {
		s &= 1<<(16*n) - 1
		if v := m.tables[n].find(uint64(s)); v != nil && v.back != 0 {
			return s
		}
	}
	return 0
}
