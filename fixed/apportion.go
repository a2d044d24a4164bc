package fixed

import (
	"cmp"
	"math/bits"
	"slices"
)

// Apportion divides total in proportion to weights so that nothing is lost: everybody gets the floor of its exact
// part, and the units that are left go one each to the largest remainders, ties to the lowest index. The parts sum to
// total exactly, or are all 0 when the weights are. Who has no weight gets nothing.
func Apportion(total uint64, weights []uint64) []uint64 {
	return AppendApportion(make([]uint64, 0, len(weights)), total, weights)
}

// AppendApportion is [Apportion] into a buffer: it appends the parts to dst.
func AppendApportion(dst []uint64, total uint64, weights []uint64) []uint64 {
	var sumHi, sumLo uint64
	for _, w := range weights {
		var carry uint64
		sumLo, carry = bits.Add64(sumLo, w, 0)
		sumHi += carry
	}
	if sumHi|sumLo == 0 {
		return append(dst, make([]uint64, len(weights))...)
	}
	parts := len(dst)
	rests := make([]rest, 0, len(weights))
	left := total
	for i, w := range weights {
		hi, lo := bits.Mul64(total, w)
		_, _, q := quotient([3]uint64{lo, hi, 0}, sumHi, sumLo)
		dst = append(dst, q)
		left -= q
		if r := restOf(hi, lo, q, sumHi, sumLo); r.hi|r.lo != 0 {
			r.index = i
			rests = append(rests, r)
		}
	}
	slices.SortFunc(rests, rest.compare)
	for _, r := range rests[:left] {
		dst[parts+r.index]++
	}
	return dst
}

// rest is what the floor of one part cut off, in units of 1/sum.
type rest struct {
	hi, lo uint64
	index  int
}

// restOf returns n − q·d.
func restOf(nHi, nLo, q, dHi, dLo uint64) rest {
	hi, lo := bits.Mul64(q, dLo)
	hi += q * dHi
	lo, borrow := bits.Sub64(nLo, lo, 0)
	hi, _ = bits.Sub64(nHi, hi, borrow)
	return rest{hi: hi, lo: lo}
}

// compare puts larger remainders first, equal ones in the order of their index.
func (a rest) compare(b rest) int {
	return cmp.Or(cmp.Compare(b.hi, a.hi), cmp.Compare(b.lo, a.lo), cmp.Compare(a.index, b.index))
}
