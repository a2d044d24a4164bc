package yuma

import (
	"math"
	"math/bits"

	"github.com/tianwang-net/tianwang/fixed"
)

// proportions divides 16-bit proportions by 65535.
var proportions = fixed.NewDivisor16(math.MaxUint16)

// bondByMerit updates a column by the rules of Yuma3: a bond is what a validator earned by its own weights, whatever its
// stake, between 0 and 1. With stored bonds B as proportions,
//
//	N_ij = α_ij·W̃_ij + (1−α_ij)·B_ij
//
// is stored as it is. In Yuma3 the miner's incentive goes to the validators by N_ij / Σ_k N_kj and each one's sum is
// then multiplied by its stake; in Yuma3N it goes by A_i·N_ij / Σ_k A_k·N_kj, so that it makes no difference whether one
// stake holds a bond under one name or under many.
func (e *Engine) bondByMerit(c *column) {
	var sum uint64
	if e.Trace != nil || e.rules.liquid.on {
		c.recall(proportions)
		e.traceColumn("bonds_masked", c, c.old, c.old, bonded)
	}
	if e.rules.liquid.on {
		e.traceAlphas(c)
		sum = e.moveLiquid(c)
	} else {
		sum = c.blend(c.weight, proportions, e.rules.alpha)
	}
	e.traceColumn("ema_bonds", c, c.bond, c.bond, positive)
	part := c.bond
	if e.rules.weighted {
		part, sum = c.share, c.back(e.rows)
		e.ledger.addFine(c.cells, part, sum)
	} else {
		e.ledger.add(c.cells, part, sum, sum)
	}
	if e.Trace != nil {
		divide(c.share, part[:len(c.cells)], sum, sum)
		e.traceColumn("ema_bonds_norm", c, c.share, c.bond, positive)
	}
	e.out.column(c.miner, c.cells, c.bond)
}

// back sets shares to bonds times the stake behind them, in units of 2⁻⁶², finer than usual because the parts of a split
// stake are small. It returns the sum.
func (c *column) back(rows *rowTable) (sum uint64) {
	bond, share := c.bond[:len(c.cells)], c.share[:len(c.cells)]
	for k, cell := range c.cells {
		s, _ := bits.Mul64(rows[cell.row()].active<<31, bond[k]<<31)
		share[k] = s
		sum += s
	}
	return sum
}
