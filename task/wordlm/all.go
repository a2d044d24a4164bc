package wordlm

import "slices"

// All answers for all words at once what Model.LogP answers for one: it goes through the words that were seen after a state,
// or before a word, and not through those that were not. It is what LogP says to the last bit, and read-only once made.
type All struct {
	m      *Model
	words  int
	single []float32           // log-probability of each word by itself
	back   []float32           // what each word as a context leaves over
	after  [Order + 1][]uint64 // n-grams of two words and more that were seen, sorted
	before []uint64            // pairs that were seen, the newer word in front, sorted
}

// NewAll prepares a model whose vocabulary has so many words.
func NewAll(m *Model, words int) *All {
	a := &All{m: m, words: words, single: make([]float32, words), back: make([]float32, words)}
	for w := range words {
		a.single[w] = m.LogP(0, uint16(w)) // #nosec G115 -- words have 16 bits
		if v := m.tables[1].find(uint64(w)); v != nil {
			a.back[w] = v.back
		}
	}
	for n := 2; n <= Order; n++ {
		t := m.tables[n]
		for i, key := range t.keys {
			if key != 0 && t.vals[i].logp != 0 {
				a.after[n] = append(a.after[n], key)
			}
		}
		slices.Sort(a.after[n])
	}
	for _, pair := range a.after[2] {
		a.before = append(a.before, pair<<16&(Max<<16)|pair>>16)
	}
	slices.Sort(a.before)
	return a
}

// After returns the log-probability of every word after a state, by its number.
func (a *All) After(state State) []float32 {
	longest := state.length() + 1
	var paid [Order + 1]float32 // by order: what the longer contexts leave over
	for n := longest - 1; n >= 1; n-- {
		paid[n] = paid[n+1]
		if v := a.m.tables[n].find(uint64(state.last(n))); v != nil {
			paid[n] += v.back
		}
	}
	out := make([]float32, a.words)
	for w, p := range a.single {
		out[w] = paid[1] + p
	}
	for n := 2; n <= longest; n++ {
		for _, gram := range seen(a.after[n], uint64(state.last(n-1))) {
			out[gram&Max] = paid[n] + a.m.tables[n].find(gram).logp
		}
	}
	return out
}

// Before returns the log-probability of a word after every word by itself, by the number of that.
func (a *All) Before(word uint16) []float32 {
	out := make([]float32, a.words)
	for w, back := range a.back {
		out[w] = back + a.single[word]
	}
	for _, pair := range seen(a.before, uint64(word)) {
		first := pair & Max
		out[first] = a.m.tables[2].find(first<<16 | uint64(word)).logp
	}
	return out
}

// seen returns the part of sorted n-grams that begins with a context.
func seen(grams []uint64, context uint64) []uint64 {
	from, _ := slices.BinarySearch(grams, context<<16)
	till := from
	for till < len(grams) && grams[till]>>16 == context {
		till++
	}
	return grams[from:till]
}
