package yuma

import "math/bits"

// buckets is how finely a round of selection divides the range of many values; for few it uses less.
const (
	bucketBits = 6
	buckets    = 1 << bucketBits
)

// selection finds weighted order statistics without sorting: a histogram by the leading bits of the values tells in
// which bucket the answer lies, and only the values in that bucket are looked at again. Every round fixes a few bits, so
// no choice of values makes it slow.
type selection struct {
	histogram [buckets]uint64
	values    []uint64
	votes     []uint64
	index     []int
}

// largest returns the largest x such that the values ≥ x hold at least need votes, and 0 when all values together do
// not. values and votes have the same length, no value is greater than hi, and need is at least 1.
func (s *selection) largest(values, votes []uint64, hi, need uint64) uint64 {
	for lo := uint64(0); len(values) > few; lo, hi = limits(values) {
		fineness := min(bucketBits, bits.Len(uint(len(values)))-2)
		shift := uint(max(0, bits.Len64(hi-lo)-fineness))
		s.count(values, votes, lo, shift)
		b := (hi - lo) >> shift
		for s.histogram[b] < need {
			need -= s.histogram[b]
			if b == 0 {
				return 0
			}
			b--
		}
		lo += b << shift
		if shift == 0 {
			return lo
		}
		values, votes = s.keep(values, votes, lo, lo+1<<shift-1)
	}
	return largestOfFew(values, votes, need)
}

// count fills the histogram of values − lo, without their lowest bits.
func (s *selection) count(values, votes []uint64, lo uint64, shift uint) {
	clear(s.histogram[:])
	votes = votes[:len(values)]
	for k, x := range values {
		s.histogram[(x-lo)>>(shift&63)%buckets] += votes[k]
	}
}

// few values are looked through again and again.
const few = 12

// largestOfFew is largest for few values.
func largestOfFew(values, votes []uint64, need uint64) uint64 {
	for below := uint64(1<<64 - 1); ; {
		x, sum := uint64(0), uint64(0) // the largest value below, and its votes
		for k, y := range values {
			switch {
			case y > x && y < below:
				x, sum = y, votes[k]
			case y == x:
				sum += votes[k]
			}
		}
		if sum >= need || x == 0 {
			return x
		}
		need -= sum
		below = x
	}
}

// keep copies the values within lo…hi. The copies may overwrite the slices it reads, which lie at or after them.
func (s *selection) keep(values, votes []uint64, lo, hi uint64) (v, w []uint64) {
	if cap(s.values) < len(values) {
		s.values, s.votes = make([]uint64, len(values)), make([]uint64, len(values))
		s.index = make([]int, len(values)+1)
	}
	kept, index, width := 0, s.index, hi-lo
	for k, x := range values {
		index[kept] = k
		if x-lo <= width {
			kept++
		}
	}
	v, w = s.values[:kept], s.votes[:kept]
	for k, at := range index[:kept] {
		v[k], w[k] = values[at], votes[at]
	}
	return v, w
}

// limits returns the smallest and the largest value, where more than a few are left.
func limits(values []uint64) (lo, hi uint64) {
	if len(values) <= few {
		return 0, 0
	}
	lo = 1<<64 - 1
	for _, x := range values {
		lo, hi = min(lo, x), max(hi, x)
	}
	return lo, hi
}
