package yuma

import "github.com/tianwang-net/tianwang/fixed"

// bondByStake updates a column by the rules of Yuma1 and Yuma2: a bond is a share in the miner, and stake buys it. With
// old bonds and new ones normalised by column,
//
//	D_ij = A_i·W̃_ij / Σ ,  N_ij = α·D_ij + (1−α)·B_ij ,  dividends_i += I_j·N_ij / Σ
//
// and what is stored is N divided by the largest of the column.
func (e *Engine) bondByStake(c *column) {
	delta, sum := c.gain, e.rank[c.miner]
	if e.rules.penalty != one {
		sum = c.buy(e.rows)
	}
	divide(delta, delta, sum, sum)
	stored := fixed.NewDivisor16(c.storedBonds())
	if e.Trace != nil {
		c.recall(stored)
		e.traceColumn("bonds_norm", c, c.old, c.old, bonded)
		e.traceColumn("bonds_delta", c, delta, c.weight, e.rules.kept())
	}
	sum, top := c.blend(delta, stored, e.rules.alpha)
	top = divide(c.share, c.bond, sum, top)
	e.traceColumn("ema_bonds_norm", c, c.share, c.bond, positive)
	e.ledger.add(c)
	divide(c.share, c.share, top, top)
	e.traceColumn("ema_bonds_upscaled", c, c.share, c.bond, positive)
	e.out.column(c, c.share)
}
