package yuma

import (
	"math"

	"github.com/tianwang-net/tianwang/fixed"
)

// bondByStake updates a column by the rules of Yuma1 and Yuma2: a bond is a share in the miner, and stake buys it. With
// old bonds and new ones normalised by column,
//
//	D_ij = A_i·W̃_ij / Σ ,  N_ij = α·D_ij + (1−α)·B_ij ,  dividends_i += I_j·N_ij / Σ
//
// and what is stored is N divided by the largest of the column.
func (e *Engine) bondByStake(c *column) {
	n := len(c.cells)
	delta, sum := c.gain[:n], e.rank[c.miner]
	if e.rules.penalty != one {
		sum = c.buy(e.rows)
	}
	newest := divide(delta, delta, sum, sum)
	sum = c.storedBonds()
	stored := fixed.NewDivisor16(sum)
	oldest := stored.Ratio(min(sum, math.MaxUint16)) // no old bond is greater
	if e.Trace != nil {
		c.recall(stored)
		e.traceColumn("bonds_norm", c, c.old, c.old, bonded)
		e.traceColumn("bonds_delta", c, delta, c.weight, e.rules.kept)
	}
	sum = c.blend(delta, stored, e.rules.alpha)
	shares, top := e.ledger.add(c.cells, c.bond, sum, max(newest, oldest))
	if e.Trace != nil {
		divide(c.share, c.bond[:n], sum, sum)
		e.traceColumn("ema_bonds_norm", c, c.share, c.bond, positive)
		divide(c.share, c.share[:n], top, top)
		e.traceColumn("ema_bonds_upscaled", c, c.share, c.bond, positive)
	}
	e.out.shares(c.miner, shares, top)
}
