package yuma

import "github.com/tianwang-net/tianwang/fixed"

// bondByStake updates column j by the rules of Yuma1 and Yuma2, for bond weights w: a bond is a share in the miner, and
// stake buys it. With old bonds and new ones normalised by column,
//
//	D_ij = A_i·W̃_ij / Σ ,  N_ij = α·D_ij + (1−α)·B_ij ,  dividends_i += I_j·N_ij / Σ
//
// and what is stored is N divided by the largest of the column.
func (e *Engine) bondByStake(j int, col []cell, w []uint64) {
	old, delta, ema := e.y[:len(col)], e.z[:len(col)], e.u[:len(col)]
	for k, c := range col {
		old[k] = c.bond()
		delta[k] = fixed.MulUnit(e.validators[c.row()].active, w[k])
	}
	normalise(old)
	normalise(delta)
	e.traceColumn("bonds_norm", j, col, old, old, hasBondCell)
	e.traceColumn("bonds_delta", j, col, delta, w, e.rules.kept())
	var sum uint64
	alpha := e.rules.alpha
	for k := range ema {
		ema[k] = fixed.MulUnit(alpha, delta[k]) + fixed.MulUnit(one-alpha, old[k])
		sum += ema[k]
	}
	share := w
	top := divideInto(share, ema, sum)
	e.traceColumn("ema_bonds_norm", j, col, share, ema, positive)
	e.ledger.column(col, share)
	divideInto(share, share, top)
	e.traceColumn("ema_bonds_upscaled", j, col, share, ema, positive)
	e.out.column(j, col, share, ema)
}

// divideInto sets dst to the elements of xs divided by d, truncated, and returns the largest quotient.
func divideInto(dst, xs []uint64, d uint64) (top uint64) {
	by := fixed.NewDivisor(d)
	for k, x := range xs {
		q := by.Ratio(x)
		dst[k] = q
		top = max(top, q)
	}
	return top
}
