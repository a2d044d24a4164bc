package yuma

import "github.com/tianwang-net/tianwang/fixed"

// one is 1.0 in raw bits.
const one = uint64(fixed.One)

// rules are the numbers of an epoch by which bonds change, the same in all columns.
type rules struct {
	alpha    uint64 // α, part of a bond that is new
	penalty  uint64 // π, part of the clipping that applies to bonds
	byMerit  bool   // Yuma3: bonds do not depend on stake
	weighted bool   // Yuma3N: the shares of a column do
	liquid   liquid
	kept     func(cell, uint64) bool // for traces: which bond weights the reference's sparse matrix holds
}

func (e *Engine) setRules(in *Input) {
	r := &e.rules
	*r = rules{
		alpha:    bondsAlpha(in.BondsMovingAverage),
		penalty:  one,
		byMerit:  in.uses(Yuma3),
		weighted: in.uses(Yuma3N),
	}
	if in.uses(Yuma2) {
		r.penalty = uint64(fixed.FromProportion(in.BondsPenalty))
		e.scalar("bonds_penalty", r.penalty)
	}
	r.kept = keptWeight
	if r.interpolated() {
		r.kept = positive
	}
	if in.uses(Yuma3) && in.LiquidAlpha && e.anyConsensus() {
		r.liquid = newLiquid(in, r.interpolated())
	}
	if !r.liquid.on {
		e.scalar("bonds_alpha", r.alpha)
	}
}

// bondsAlpha returns 1 − average/10⁶, with the quotient cut to 32 fraction bits.
func bondsAlpha(average uint64) uint64 { return one - average<<32/perMillion }

// interpolated says whether bond weights lie between the plain weights and the clipped ones.
func (r *rules) interpolated() bool { return r.penalty != 0 && r.penalty != one }

// penalise turns the clipped weights of a column into those that bonds follow: between the plain weights and the clipped
// ones, by the penalty. An element that the reference's sparse matrix would not hold is 0.
func (e *Engine) penalise(c *column) {
	switch penalty := e.rules.penalty; penalty {
	case one:
	case 0:
		copy(c.weight, c.plain)
	default: // plain + π·(cut − plain), the product rounded towards −∞
		for k, w := range c.plain[:len(c.cells)] {
			c.weight[k] = w - (penalty*(w-c.weight[k])+one-1)>>32
		}
	}
	e.traceColumn("weights_for_bonds", c, c.weight, c.weight, e.rules.kept)
}
