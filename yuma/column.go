package yuma

import (
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
)

// column holds the values of one miner, element k of each slice belonging to cell k. Its methods are the inner loops of an
// epoch: each takes few slices, so that all of them stay in registers.
type column struct {
	miner int
	cells []cell

	weight []uint64 // W, row-normalised; then W', cut at the consensus; then W̃, what bonds follow
	plain  []uint64 // W, kept where W̃ needs it
	vote   []uint64 // of the validator
	gain   []uint64 // A·W', what the miner gains; then D, the new bonds by stake
	old    []uint64 // B, bonds before
	bond   []uint64 // N, bonds after; one that is 0 is not stored
	share  []uint64 // of the bond in the column
}

// row is what columns need to know of a row.
type row struct {
	sum    fixed.Divisor16 // of its weights
	vote   uint64
	active uint64 // A
}

// rowTable and sumTable have an element for every uid that 16 bits can name, so that no index needs a check.
type (
	rowTable [maxUIDs]row
	sumTable [maxUIDs]uint64
)

// set makes c the column of a miner. The values are arbitrary, and their slices may be longer than the column.
func (c *column) set(miner int, cells []cell) {
	c.miner, c.cells = miner, cells
	if n := len(cells); n > len(c.weight) {
		for _, s := range []*[]uint64{&c.weight, &c.plain, &c.vote, &c.gain, &c.old, &c.bond, &c.share} {
			*s = make([]uint64, n)
		}
	}
}

// weigh sets weights and votes. It returns the largest weight, and what the miner would gain from the weights.
func (c *column) weigh(rows *rowTable) (top, prerank uint64) {
	weight, vote := c.weight[:len(c.cells)], c.vote[:len(c.cells)]
	for k, cell := range c.cells {
		r := &rows[cell.row()]
		w := r.sum.Ratio(cell.weight())
		weight[k], vote[k] = w, r.vote
		prerank += r.active * w >> 32
		top = max(top, w)
	}
	return top, prerank
}

// clip cuts the weights at a limit and sums up what they give: trust to validators, and rank to the miner.
func (c *column) clip(rows *rowTable, trust *sumTable, limit uint64) (rank uint64) {
	weight, gain := c.weight[:len(c.cells)], c.gain[:len(c.cells)]
	for k, cell := range c.cells {
		i, w := cell.row(), min(weight[k], limit)
		g := rows[i].active * w >> 32
		rank += g
		trust[i] += w
		weight[k], gain[k] = w, g
	}
	return rank
}

// whole says whether the miner has all of the weight of the validator with all of the stake. The product of these two is
// the only one that does not fit into 64 bits, so weigh and clip leave it out.
func (c *column) whole(rows *rowTable) (k int, ok bool) {
	k = slices.IndexFunc(c.cells, func(x cell) bool { return rows[x.row()].active == one })
	return k, k >= 0 && c.weight[k] == one
}

// buy sets gains to the stake behind each weight and returns their sum.
func (c *column) buy(rows *rowTable) (sum uint64) {
	weight, gain := c.weight[:len(c.cells)], c.gain[:len(c.cells)]
	for k, cell := range c.cells {
		gain[k] = fixed.MulUnit(rows[cell.row()].active, weight[k])
		sum += gain[k]
	}
	return sum
}

// storedBonds returns the sum of the bonds as they are stored.
func (c *column) storedBonds() (sum uint64) {
	for _, cell := range c.cells {
		sum += cell.bond()
	}
	return sum
}

// recall sets the old bonds to the stored ones divided by a number.
func (c *column) recall(by fixed.Divisor16) {
	old := c.old[:len(c.cells)]
	for k, cell := range c.cells {
		old[k] = by.Ratio(cell.bond())
	}
}

// blend sets the bonds to α·fresh + (1−α)·old, both products rounded down, with old the stored bonds divided by a number.
// It returns the sum.
func (c *column) blend(fresh []uint64, by fixed.Divisor16, alpha uint64) (sum uint64) {
	keep, fresh, bond := one-alpha, fresh[:len(c.cells)], c.bond[:len(c.cells)]
	if alpha == 0 || alpha == one { // products with 1 do not always fit into 64 bits
		c.recall(by)
		copy(bond, c.old)
		if alpha == one {
			copy(bond, fresh)
		}
		return total(bond)
	}
	for k, cell := range c.cells {
		b := alpha*fresh[k]>>32 + keep*by.Ratio(cell.bond())>>32
		bond[k] = b
		sum += b
	}
	return sum
}

// trade does what dividing the gains by their sum and blending them with the bonds does, in one pass, for sums below 2³⁰
// and 0 < α < 1. It returns the sum of the bonds and the largest.
func (c *column) trade(sum uint64, by fixed.Divisor16, alpha uint64) (all, top uint64) {
	bought, keep := fixed.NewDivisor(sum), one-alpha
	gain, bond := c.gain[:len(c.cells)], c.bond[:len(c.cells)]
	for k, cell := range c.cells {
		b := alpha*bought.RatioSmall(gain[k])>>32 + keep*by.Ratio(cell.bond())>>32
		bond[k] = b
		all += b
		top = max(top, b)
	}
	return all, top
}

func total(xs []uint64) (sum uint64) {
	for _, x := range xs {
		sum += x
	}
	return sum
}

// normalise divides raw values by their sum, truncating, and returns the sum of the result. All stay 0 when they are.
func normalise(xs []uint64) (sum uint64) {
	sum = total(xs)
	divide(xs, xs, sum, sum)
	return total(xs)
}

// divide sets dst to the elements of xs divided by d and truncated. No element is greater than top, which is at most d.
func divide(dst, xs []uint64, d, top uint64) {
	by := fixed.NewDivisor(d)
	dst = dst[:len(xs)]
	if top < 1<<30 {
		for k, x := range xs {
			dst[k] = by.RatioSmall(x)
		}
		return
	}
	for k, x := range xs {
		dst[k] = by.Ratio(x)
	}
}
