package yuma

import (
	"math/bits"

	"github.com/tianwang-net/tianwang/fixed"
)

// bondByMerit updates column j by the rules of Yuma3, for bond weights w: a bond is what a validator earned by its own
// weights, whatever its stake, between 0 and 1. With stored bonds B as proportions,
//
//	N_ij = α_ij·W̃_ij + (1−α_ij)·B_ij
//
// is stored as it is. In Yuma3 the miner's incentive goes to the validators by N_ij / Σ_k N_kj and each one's sum is
// then multiplied by its stake; in Yuma3N it goes by A_i·N_ij / Σ_k A_k·N_kj, so that it makes no difference whether one
// stake holds a bond under one name or under many.
func (e *Engine) bondByMerit(j int, col []cell, w []uint64) {
	old, ema := e.y[:len(col)], e.z[:len(col)]
	for k, c := range col {
		old[k] = bondValue(c.bond())
	}
	e.traceColumn("bonds_masked", j, col, old, old, hasBondCell)
	if e.rules.liquid.on {
		e.traceAlphas(j, col, w, old)
		e.rules.liquid.update(ema, col, w, old, e.consensus[j])
	} else {
		alpha := e.rules.alpha
		for k := range ema {
			ema[k] = fixed.MulUnit(alpha, w[k]) + fixed.MulUnit(one-alpha, old[k])
		}
	}
	e.traceColumn("ema_bonds", j, col, ema, ema, positive)
	share := w
	e.shareOut(share, ema, col)
	e.traceColumn("ema_bonds_norm", j, col, share, ema, positive)
	e.ledger.column(col, share)
	e.out.column(j, col, ema, ema)
}

// bondValue returns b/65535, truncated, as raw bits.
func bondValue(b uint64) uint64 { return uint64(fixed.FromProportion(uint16(b))) }

// shareOut sets share to the part of each bond in its column.
func (e *Engine) shareOut(share, bond []uint64, col []cell) {
	copy(share, bond)
	if e.rules.weighted {
		for k, c := range col { // A·N in units of 2⁻⁶², finer than usual: the parts of a split stake are small
			share[k], _ = bits.Mul64(e.validators[c.row()].active<<31, bond[k]<<31)
		}
	}
	normalise(share)
}
