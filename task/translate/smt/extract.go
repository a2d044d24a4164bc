package smt

import (
	"cmp"
	"slices"
)

// maxPhrase is the longest phrase, in words, on either side.
const maxPhrase = 5

// instance is one occurrence of a phrase pair in training.
type instance struct {
	source, target uint64 // keys of the phrases, see phraseKey
	sentence       uint32
	from, start    uint8 // first source and target place
	length, width  uint8 // number of source and target words
}

// mix spreads the bits of a key (the finaliser of SplitMix64).
func mix(k uint64) uint64 {
	k = (k ^ k>>30) * 0xbf58476d1ce4e5b9
	k = (k ^ k>>27) * 0x94d049bb133111eb
	return k ^ k>>31
}

// phraseKey hashes a phrase to 64 bits. With a million phrases the chance that any two collide is below 10^-7.
func phraseKey(words []uint16) uint64 {
	h := uint64(len(words))
	for _, w := range words {
		h = mix(h<<16 ^ h>>48 ^ uint64(w))
	}
	return h | 1
}

// extract appends all phrase pairs of a sentence pair that are consistent with its links: no word inside is linked to a
// word outside, and there is at least one link (Koehn, Och and Marcu 2003). Target words without link may be added at the
// edges.
func extract(out []instance, sentence uint32, source, target []uint16, l *links) []instance {
	for from := range l.rows {
		top, low := -1, l.cols // linked target places
		for to := from; to < min(l.rows, from+maxPhrase); to++ {
			for j := range l.cols {
				if l.at(to, j) {
					top, low = max(top, j), min(low, j)
				}
			}
			if top-low >= maxPhrase {
				break
			}
			if top < 0 || !l.inside(low, top, from, to) {
				continue
			}
			for first := low; first >= 0 && (first == low || !l.colUsed[first]); first-- {
				for last := top; last < min(l.cols, first+maxPhrase) && (last == top || !l.colUsed[last]); last++ {
					out = append(out, instance{
						phraseKey(source[from : to+1]), phraseKey(target[first : last+1]), sentence,
						uint8(from), uint8(first), uint8(to - from + 1), uint8(last - first + 1),
					})
				}
			}
		}
	}
	return out
}

// inside reports whether target places low to top have links only to source places from to to.
func (l *links) inside(low, top, from, to int) bool {
	for i := range l.rows {
		if i >= from && i <= to {
			continue
		}
		for j := low; j <= top; j++ {
			if l.at(i, j) {
				return false
			}
		}
	}
	return true
}

// phrasePair is a distinct phrase pair with its count; instance is its first occurrence.
type phrasePair struct {
	instance
	count uint32
}

// countPairs sorts instances by source and target and counts equal ones. Ties are broken by place, so that the result
// does not depend on the order of the instances.
func countPairs(all []instance) []phrasePair {
	slices.SortFunc(all, func(a, b instance) int {
		if a.source != b.source {
			return cmp.Compare(a.source, b.source)
		}
		if a.target != b.target {
			return cmp.Compare(a.target, b.target)
		}
		return cmp.Compare(uint64(a.sentence)<<16|uint64(a.from)<<8|uint64(a.start), uint64(b.sentence)<<16|uint64(b.from)<<8|uint64(b.start))
	})
	var out []phrasePair
	for _, in := range all {
		if k := len(out); k > 0 && out[k-1].source == in.source && out[k-1].target == in.target {
			out[k-1].count++
		} else {
			out = append(out, phrasePair{in, 1})
		}
	}
	return out
}
