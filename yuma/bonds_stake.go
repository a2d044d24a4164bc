package yuma

import "github.com/tianwang-net/tianwang/fixed"

// bondByStake updates a column by the rules of Yuma1 and Yuma2: a bond is a share in the miner, and stake buys it. With
// old bonds and new ones normalised by column,
//
//	D_ij = A_i·W̃_ij / Σ ,  N_ij = α·D_ij + (1−α)·B_ij ,  dividends_i += I_j·N_ij / Σ
//
// and what is stored is N divided by the largest of the column.
func (e *Engine) bondByStake(c *column) {
	n := len(c.cells)
	sum, alpha := e.rank[c.miner], e.rules.alpha
	if e.rules.penalty != one {
		sum = c.buy(e.rows)
	}
	stored := fixed.NewDivisor16(c.storedBonds())
	var most uint64 // bound of the bonds
	if e.Trace == nil && sum < 1<<30 && 0 < alpha && alpha < one {
		sum, most = c.trade(sum, stored, alpha)
	} else {
		sum = e.tradeInSteps(c, sum, stored)
		most = sum
	}
	shares, top := e.ledger.add(c.cells, c.bond, sum, most)
	if e.Trace != nil {
		divide(c.share, c.bond[:n], sum, sum)
		e.traceColumn("ema_bonds_norm", c, c.share, c.bond, positive)
		divide(c.share, c.share[:n], top, top)
		e.traceColumn("ema_bonds_upscaled", c, c.share, c.bond, positive)
	}
	e.out.shares(c.miner, shares, top)
}

// tradeInSteps is trade for all cases, and shows its working.
func (e *Engine) tradeInSteps(c *column, sum uint64, stored fixed.Divisor16) uint64 {
	delta := c.gain[:len(c.cells)]
	divide(delta, delta, sum, sum)
	if e.Trace != nil {
		c.recall(stored)
		e.traceColumn("bonds_norm", c, c.old, c.old, bonded)
		e.traceColumn("bonds_delta", c, delta, c.weight, e.rules.kept)
	}
	return c.blend(delta, stored, e.rules.alpha)
}
