package yuma

import (
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
)

// bondRules are the numbers of an epoch that the bonds of all columns share.
type bondRules struct {
	alpha    uint64 // α, part of a bond that is new
	penalty  uint64 // π, part of the clipping that applies to bonds
	byMerit  bool   // Yuma3: bonds do not depend on stake
	weighted bool   // Yuma3N: the shares of a column do
}

// one is 1.0 in raw bits.
const one = uint64(fixed.One)

// bond updates the bonds of every column and sums up the dividends they earn.
func (e *Engine) bond(in *Input) {
	e.setBondRules(in)
	for j := range e.consensus {
		col := e.matrix.column(j)
		w := e.bondWeights(j, col)
		switch {
		case e.bonds.byMerit:
			e.bondByMerit(j, col, w)
		case in.Version == Whitepaper:
			e.bondForever(j, col, w)
		default:
			e.bondByStake(j, col, w)
		}
	}
	if e.bonds.byMerit {
		e.vector("total_bonds_per_validator", e.dividends)
	}
	if e.bonds.byMerit && !e.bonds.weighted {
		for i, d := range e.dividends {
			e.dividends[i] = fixed.MulUnit(e.active[i], d)
		}
	}
	normalise(e.dividends)
	e.vector("dividends", e.dividends)
}

func (e *Engine) setBondRules(in *Input) {
	e.bonds = bondRules{
		alpha:    bondsAlpha(in.BondsMovingAverage),
		penalty:  one,
		byMerit:  in.uses(Yuma3),
		weighted: in.uses(Yuma3N),
	}
	if in.Version == Whitepaper {
		e.bonds.penalty = 0
	}
	if in.uses(Yuma2) {
		e.bonds.penalty = uint64(fixed.FromProportion(in.BondsPenalty))
		e.scalar("bonds_penalty", e.bonds.penalty)
	}
	agreed := slices.ContainsFunc(e.consensus, func(c uint64) bool { return c > 0 })
	e.liquid = newLiquid(in, agreed, &e.bonds)
	if !e.liquid.on {
		e.scalar("bonds_alpha", e.bonds.alpha)
	}
}

// bondsAlpha returns 1 − average/10⁶, with the quotient cut to 32 fraction bits.
func bondsAlpha(average uint64) uint64 {
	return one - average<<32/perMillion
}

// bondWeights returns, in e.x, the weights that bonds follow: between the plain and the clipped ones, by the penalty. An
// element that the reference's sparse matrix would not hold is 0.
func (e *Engine) bondWeights(j int, col []cell) []uint64 {
	w, limit := e.weights(col), e.consensus[j]
	switch penalty := e.bonds.penalty; penalty {
	case 0:
	case one:
		for k, x := range w {
			w[k] = min(x, limit)
		}
	default: // x + π·(min(x, limit) − x), the product rounded towards −∞
		for k, x := range w {
			w[k] = x - (penalty*(x-min(x, limit))+one-1)>>32
		}
	}
	e.traceColumn("weights_for_bonds", j, col, w, w, e.bonds.kept())
	return w
}

// kept tells which bond weights the reference's sparse matrix holds: an explicit 0 survives unless weights are
// interpolated.
func (b *bondRules) kept() func(cell, uint64) bool {
	if b.penalty == 0 || b.penalty == one {
		return keptWeight
	}
	return positive
}
