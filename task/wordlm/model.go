// Package wordlm is a Kneser-Ney language model of words.
//
// Words are numbers of 16 bits, so that an n-gram of four fits into one 64-bit key; Vocab gives out the numbers.
// Probabilities are natural logarithms.
package wordlm

import (
	"math"
	"slices"
)

// Order is the length of the longest n-gram.
const Order = 4

// Model is an interpolated modified Kneser-Ney model of words, stored as a backoff model: the probability of an n-gram
// that was seen is in the table, that of another one is the product of what its context leaves over and the probability of
// the n-gram without its oldest word.
type Model struct {
	tables [Order + 1]*table // by order; tables[1] holds single words
	unseen float32           // log-probability of an unknown word
}

// State is the end of what was said so far: up to three words, the newest in the lowest 16 bits.
type State uint64

// BeginState is the state at the begin of a sentence.
const BeginState = State(Begin)

// Append returns the state after one more word.
func (s State) Append(w uint16) State { return (s<<16 | State(w)).last(Order - 1) }

// gramCount is an n-gram of words with its count; the newest word is in the lowest 16 bits.
type gramCount struct {
	gram  uint64
	count uint32
}

// Train learns from sentences without marks for begin and end; words is the size of the vocabulary.
func Train(sentences [][]uint16, words int) *Model {
	counts := countGrams(sentences)
	m := &Model{}
	even := 1 / float64(words)
	for n := 1; n <= Order; n++ {
		m.tables[n] = newTable(len(counts[n]) + 1)
		disc := countDiscounts(counts[n])
		for rest := counts[n]; len(rest) > 0; {
			k := 1
			for k < len(rest) && rest[k].gram>>16 == rest[0].gram>>16 {
				k++
			}
			left := m.addContext(n, rest[:k], disc, even)
			if n == 1 {
				m.unseen = float32(math.Log(left * even))
			}
			rest = rest[k:]
		}
	}
	return m
}

// addContext adds the n-grams of one context, given the model of the orders below; even is the probability below all
// orders. It returns the probability left for words not seen after the context.
func (m *Model) addContext(n int, grams []gramCount, disc [4]float64, even float64) float64 {
	total, held := 0., 0.
	for _, c := range grams {
		total += float64(c.count)
		held += disc[min(c.count, 3)]
	}
	left := held / total
	context := grams[0].gram >> 16
	for _, c := range grams {
		lower := even
		if n > 1 {
			lower = math.Exp(float64(m.LogP(State(context).last(n-2), uint16(c.gram))))
		}
		p := (float64(c.count)-disc[min(c.count, 3)])/total + left*lower
		m.tables[n].insert(c.gram).logp = float32(math.Log(p))
	}
	if n > 1 {
		m.tables[n-1].insert(context).back = float32(math.Log(left))
	}
	return left
}

// last returns the newest n words of a state.
func (s State) last(n int) State { return s & (1<<(16*n) - 1) }

// countGrams returns the n-grams of each order, sorted, with their counts: occurrences for the highest order and for
// n-grams at the begin of a sentence, which nothing precedes; distinct preceding words for the others.
func countGrams(sentences [][]uint16) [Order + 1][]gramCount {
	var raw [Order + 1][]uint64
	for _, s := range sentences {
		state := BeginState
		for n, w := range append(slices.Clone(s), End) {
			gram := uint64(state)<<16 | uint64(w)
			if n+2 < Order {
				raw[n+2] = append(raw[n+2], gram) // begins with the mark
			} else {
				raw[Order] = append(raw[Order], gram)
			}
			state = state.Append(w)
		}
	}
	var out [Order + 1][]gramCount
	for n := Order; n >= 1; n-- {
		if n < Order {
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

// LogP returns the log-probability of word w after state.
func (m *Model) LogP(state State, w uint16) float32 {
	var paid float32
	for n := state.length() + 1; n >= 1; n-- {
		context := uint64(state.last(n - 1))
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
func (s State) length() int {
	n := 0
	for ; s != 0; s >>= 16 {
		n++
	}
	return n
}

// Trim drops the oldest words of a state as long as no n-gram with them was seen: the decoder may then join hypotheses
// that no later word can tell apart.
func (m *Model) Trim(s State) State {
	for n := s.length(); n > 0; n-- {
		s = s.last(n)
		if v := m.tables[n].find(uint64(s)); v != nil && v.back != 0 {
			return s
		}
	}
	return 0
}
