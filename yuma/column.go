package yuma

import "github.com/tianwang-net/tianwang/fixed"

// column holds the values of one miner, element k of each slice belonging to cell k.
type column struct {
	miner int
	cells []cell

	weight []uint64 // W, row-normalised; then W̃, what bonds follow
	votes  []uint64 // of the validator
	cut    []uint64 // W', W cut at the consensus
	gain   []uint64 // A·W', what the miner gains; then D, the new bonds by stake
	old    []uint64 // B, bonds before
	bond   []uint64 // N, bonds after; an element that is 0 is not stored
	share  []uint64 // of the bond in the column
	top    uint64   // no weight is greater
}

// set makes c the column of miner j. The values are arbitrary.
func (c *column) set(j int, cells []cell) {
	c.miner, c.cells = j, cells
	n := len(cells)
	if n > cap(c.weight) {
		for _, s := range []*[]uint64{&c.weight, &c.votes, &c.cut, &c.gain, &c.old, &c.bond, &c.share} {
			*s = make([]uint64, n)
		}
	}
	c.weight, c.votes, c.cut, c.gain = c.weight[:n], c.votes[:n], c.cut[:n], c.gain[:n]
	c.old, c.bond, c.share = c.old[:n], c.bond[:n], c.share[:n]
}

// normalise divides raw values by their sum, truncating, and returns the sum of the result. All stay 0 when they are.
func normalise(xs []uint64) (total uint64) {
	var sum uint64
	for _, x := range xs {
		sum += x
	}
	divide(xs, xs, sum, sum)
	for _, x := range xs {
		total += x
	}
	return total
}

// divide sets dst to the elements of xs divided by d and truncated. No element is greater than top, which is at most d. It
// returns the largest quotient.
func divide(dst, xs []uint64, d, top uint64) (most uint64) {
	by := fixed.NewDivisor(d)
	dst = dst[:len(xs)]
	if top < 1<<30 {
		for k, x := range xs {
			q := by.RatioSmall(x)
			dst[k] = q
			most = max(most, q)
		}
		return most
	}
	for k, x := range xs {
		q := by.Ratio(x)
		dst[k] = q
		most = max(most, q)
	}
	return most
}

// blend sets dst to α·fresh + (1−α)·old, both products rounded down, and returns sum and maximum.
func blend(dst, fresh, old []uint64, alpha uint64) (sum, top uint64) {
	dst, old = dst[:len(fresh)], old[:len(fresh)]
	for k, x := range fresh {
		y := fixed.MulUnit(alpha, x) + fixed.MulUnit(one-alpha, old[k])
		dst[k] = y
		sum += y
		top = max(top, y)
	}
	return sum, top
}
