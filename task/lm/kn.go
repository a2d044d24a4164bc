package lm

import (
	"context"
	"fmt"
	"slices"
)

// MaxOrder is the longest n-gram a KN model holds: seven bytes and their order fit into one 64-bit key.
const MaxOrder = 7

// KN is an interpolated modified Kneser-Ney model of bytes (Chen and Goodman, "An empirical study of smoothing
// techniques for language modeling", 1999, section 3). It is exact: nothing is pruned or hashed.
//
// With c the count of symbol w after context h and T the sum of counts after h,
//
//	p_n(w|h) = max(c - D(c), 0)/T + γ(h) p_{n-1}(w|h'),   γ(h) = (D1 N1 + D2 N2 + D3 N3+)/T
//
// where h' is h without its oldest byte, Nk counts the symbols seen k times after h, and p_0 = 1/256. Counts of the
// highest order are occurrences; those of lower orders count the distinct bytes seen before the n-gram.
type KN struct {
	levels []level // levels[n-1] holds the contexts of n-1 bytes
}

// level holds all contexts of one length, ordered by their last byte, then the last but one, and so on. So contexts that
// extend the same shorter context stand together, and the levels form a trie that is walked from the newest byte back.
type level struct {
	oldest  []byte     // oldest byte of each context: its label in the trie
	child   []uint32   // child[i]:child[i+1] are the contexts of the next level that extend context i
	first   []uint32   // first[i]:first[i+1] are the symbols seen after context i
	symbols []byte     // symbols, ascending within a context
	counts  []uint32   // count of each symbol
	disc    [4]float64 // disc[k] is subtracted from a count of k; disc[3] from 3 and more
}

// TrainKN builds a model of order 1 to MaxOrder from text. It takes about 0.1 s per million bytes and needs, while it
// runs, 16 bytes of memory per byte of text. It reports progress in [0, 1] and stops with ctx.Err() when ctx ends.
func TrainKN(ctx context.Context, text []byte, order int, progress func(float64)) (*KN, error) {
	if order < 1 || order > MaxOrder {
		return nil, fmt.Errorf("order %d: must be from 1 to %d", order, MaxOrder)
	}
	if len(text) < order || len(text) >= 1<<31 {
		return nil, fmt.Errorf("text of %d bytes: must have from %d to 2^31-1", len(text), order)
	}
	keys := gramKeys(text, order)
	keys, err := sortKeys(ctx, keys, order, func(done float64) { progress(done * 0.6) })
	if err != nil {
		return nil, err
	}
	m := &KN{levels: make([]level, order)}
	top, contexts := topLevel(keys)
	m.levels[order-1] = top
	for n := order - 1; n >= 1; n-- {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		m.levels[n-1], contexts = lowerLevel(&m.levels[n], contexts)
		progress(1 - 0.4*float64(n-1)/float64(order))
	}
	for i := range m.levels {
		m.levels[i].disc = discounts(m.levels[i].counts)
	}
	progress(1)
	return m, nil
}

// gramKeys packs each n-gram of text into a key: from the highest byte down the context, newest byte first, then the
// symbol. In sorted order the symbols of a context stand together, and so do contexts with the same newest bytes.
func gramKeys(text []byte, order int) []uint64 {
	keys := make([]uint64, 0, len(text)-order+1)
	for end := order; end <= len(text); end++ {
		var key uint64
		for i := end - 2; i >= end-order; i-- {
			key = key<<8 | uint64(text[i])
		}
		keys = append(keys, key<<8|uint64(text[end-1]))
	}
	return keys
}

// topLevel counts equal keys. It also returns the keys of the contexts.
func topLevel(keys []uint64) (level, []uint64) {
	var l level
	var contexts []uint64
	for i := 0; i < len(keys); {
		j := i + 1
		for j < len(keys) && keys[j] == keys[i] {
			j++
		}
		context := keys[i] >> 8
		if len(contexts) == 0 || contexts[len(contexts)-1] != context {
			contexts = append(contexts, context)
			l.oldest = append(l.oldest, byte(context))
			l.first = append(l.first, uint32(len(l.symbols)))
		}
		l.symbols = append(l.symbols, byte(keys[i]))
		l.counts = append(l.counts, uint32(j-i))
		i = j
	}
	l.first = append(l.first, uint32(len(l.symbols)))
	return l.clip(), contexts
}

// lowerLevel derives the level below upper: it drops the oldest byte of each context and counts, for each symbol, the
// dropped bytes. contexts are the keys of upper's contexts; the keys of the new level's are returned.
func lowerLevel(upper *level, contexts []uint64) (level, []uint64) {
	var l level
	var shorter []uint64
	for i := 0; i < len(contexts); {
		var counts [256]uint32
		context := contexts[i] >> 8
		shorter = append(shorter, context)
		l.oldest = append(l.oldest, byte(context))
		l.child = append(l.child, uint32(i))
		l.first = append(l.first, uint32(len(l.symbols)))
		for ; i < len(contexts) && contexts[i]>>8 == context; i++ {
			for _, s := range upper.symbols[upper.first[i]:upper.first[i+1]] {
				counts[s]++
			}
		}
		for s, c := range counts {
			if c > 0 {
				l.symbols = append(l.symbols, byte(s))
				l.counts = append(l.counts, c)
			}
		}
	}
	l.child = append(l.child, uint32(len(contexts)))
	l.first = append(l.first, uint32(len(l.symbols)))
	return l.clip(), shorter
}

// clip gives back the memory that appending left over.
func (l level) clip() level {
	l.oldest, l.child, l.first = slices.Clone(l.oldest), slices.Clone(l.child), slices.Clone(l.first)
	l.symbols, l.counts = slices.Clone(l.symbols), slices.Clone(l.counts)
	return l
}

// discounts estimates D1, D2 and D3+ from the numbers of n-grams with counts 1 to 4: with Y = n1/(n1 + 2 n2),
// Dk = k - (k+1) Y n_{k+1}/n_k (Chen and Goodman, equation 26). Where there are none the discount is k/2.
func discounts(counts []uint32) [4]float64 {
	var n [5]float64
	for _, c := range counts {
		if c <= 4 {
			n[c]++
		}
	}
	var d [4]float64
	for k := 1; k <= 3; k++ {
		d[k] = float64(k) / 2
		if n[k] > 0 && n[1] > 0 {
			y := n[1] / (n[1] + 2*n[2])
			d[k] = float64(k) - float64(k+1)*y*n[k+1]/n[k]
		}
		d[k] = min(max(d[k], 0.01), float64(k))
	}
	return d
}

// Predict fills p with the distribution of the byte after history. It allocates nothing and takes a few microseconds.
func (m *KN) Predict(history []byte, p *[256]float64) {
	for w := range p {
		p[w] = 1. / 256
	}
	node := uint32(0)
	for n := range m.levels {
		l := &m.levels[n]
		if n > 0 {
			if n > len(history) {
				return
			}
			parent := &m.levels[n-1]
			from, to := parent.child[node], parent.child[node+1]
			i, found := slices.BinarySearch(l.oldest[from:to], history[len(history)-n])
			if !found {
				return
			}
			node = from + uint32(i)
		}
		l.interpolate(node, p)
	}
}

// interpolate turns p_{n-1} into p_n for one context.
func (l *level) interpolate(node uint32, p *[256]float64) {
	from, to := l.first[node], l.first[node+1]
	var total uint64
	var held float64
	for _, c := range l.counts[from:to] {
		total += uint64(c)
		held += l.disc[min(c, 3)]
	}
	scale := 1 / float64(total)
	back := held * scale
	for w := range p {
		p[w] *= back
	}
	for i, c := range l.counts[from:to] {
		p[l.symbols[from+uint32(i)]] += (float64(c) - l.disc[min(c, 3)]) * scale
	}
}
