package yuma

import "math/bits"

// bondByMerit updates a column by the rules of Yuma3: a bond is what a validator earned by its own weights, whatever its
// stake, between 0 and 1. With stored bonds B as proportions,
//
//	N_ij = α_ij·W̃_ij + (1−α_ij)·B_ij
//
// is stored as it is. In Yuma3 the miner's incentive goes to the validators by N_ij / Σ_k N_kj and each one's sum is
// then multiplied by its stake; in Yuma3N it goes by A_i·N_ij / Σ_k A_k·N_kj, so that it makes no difference whether one
// stake holds a bond under one name or under many.
func (e *Engine) bondByMerit(c *column) {
	old := c.old[:len(c.cells)]
	for k, cell := range c.cells {
		old[k] = bondValue(cell.bond())
	}
	e.traceColumn("bonds_masked", c, old, old, bonded)
	var sum, top uint64
	if e.rules.liquid.on {
		e.traceAlphas(c)
		sum, top = e.moveLiquid(c)
	} else {
		sum, top = blend(c.bond, c.weight, c.old, e.rules.alpha)
	}
	e.traceColumn("ema_bonds", c, c.bond, c.bond, positive)
	if e.rules.weighted {
		sum = e.backBonds(c)
		divide(c.share, c.share, sum, sum)
	} else {
		divide(c.share, c.bond, sum, top)
	}
	e.traceColumn("ema_bonds_norm", c, c.share, c.bond, positive)
	e.ledger.add(c)
	e.out.column(c, c.bond)
}

// bondValue returns b/65535, truncated, as raw bits: 2³² = 65537·65535 + 1, so that the remainder of b·2³² counts only for
// the largest b.
func bondValue(b uint64) uint64 { return b*65537 + (b+1)>>16 }

// backBonds sets shares to bonds times the stake behind them, in units of 2⁻⁶², finer than usual because the parts of a
// split stake are small. It returns the sum.
func (e *Engine) backBonds(c *column) (sum uint64) {
	bond, share := c.bond[:len(c.cells)], c.share[:len(c.cells)]
	for k, cell := range c.cells {
		share[k], _ = bits.Mul64(e.active[cell.row()]<<31, bond[k]<<31)
		sum += share[k]
	}
	return sum
}
