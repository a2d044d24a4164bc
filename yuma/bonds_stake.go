package yuma

import "github.com/tianwang-net/tianwang/fixed"

// bondByStake updates a column by the rules of Yuma1 and Yuma2: a bond is a share in the miner, and stake buys it. With
// old bonds and new ones normalised by column,
//
//	D_ij = A_i·W̃_ij / Σ ,  N_ij = α·D_ij + (1−α)·B_ij ,  dividends_i += I_j·N_ij / Σ
//
// and what is stored is N divided by the largest of the column.
func (e *Engine) bondByStake(c *column) {
	shareOfBonds(c)
	e.traceColumn("bonds_norm", c, c.old, c.old, bonded)
	delta, sum := c.gain, e.rank[c.miner]
	if e.rules.penalty != one {
		sum = e.buy(c)
	}
	divide(delta, delta, sum, sum)
	e.traceColumn("bonds_delta", c, delta, c.weight, e.rules.kept())
	sum, top := blend(c.bond, delta, c.old, e.rules.alpha)
	top = divide(c.share, c.bond, sum, top)
	e.traceColumn("ema_bonds_norm", c, c.share, c.bond, positive)
	e.ledger.add(c)
	divide(c.share, c.share, top, top)
	e.traceColumn("ema_bonds_upscaled", c, c.share, c.bond, positive)
	e.out.column(c, c.share)
}

// shareOfBonds sets the old bonds to their part of the column.
func shareOfBonds(c *column) {
	var sum uint64
	for _, cell := range c.cells {
		sum += cell.bond()
	}
	by, old := fixed.NewDivisor16(sum), c.old[:len(c.cells)]
	for k, cell := range c.cells {
		old[k] = by.Ratio(cell.bond())
	}
}

// buy sets gain to the stake behind each bond weight and returns the sum.
func (e *Engine) buy(c *column) (sum uint64) {
	weight, gain := c.weight[:len(c.cells)], c.gain[:len(c.cells)]
	for k, cell := range c.cells {
		gain[k] = fixed.MulUnit(e.active[cell.row()], weight[k])
		sum += gain[k]
	}
	return sum
}
