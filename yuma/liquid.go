package yuma

import "github.com/tianwang-net/tianwang/fixed"

// liquid makes the speed α of a bond depend on how far it has to go: with W̃ the weight, C the consensus and B the bond,
//
//	δ = W̃ − C if W̃ ≥ B, otherwise B − W̃, cut to 0…1
//	α = low + (high − low) / (1 + exp(−steepness/100·(δ − ½)))
//
// so that a bond moves fast where a validator stands out or has been wrong.
type liquid struct {
	on        bool
	low, high fixed.I32F32
	slope     fixed.I32F32 // −steepness/100

	// Yuma3 has two peculiarities of the reference: a bond ends at once when its weight is missing from the row, and the
	// distance of an entry behind one with a greater uid is computed as if the entry were 0. In Yuma3N the order of a
	// row does not matter, and a missing weight is a weight of 0.
	strict bool
	// interpolated weights are in order and have no explicit 0.
	interpolated bool
}

// newLiquid returns the rules of an epoch.
func newLiquid(in *Input, interpolated bool) liquid {
	return liquid{
		on:           true,
		low:          fixed.FromProportion(in.AlphaLow),
		high:         fixed.FromProportion(in.AlphaHigh),
		slope:        fixed.FromInt(int64(in.AlphaSigmoidSteepness)).Div(fixed.FromInt(-100)),
		strict:       in.Version == Yuma3,
		interpolated: interpolated,
	}
}

// moveLiquid sets the new bonds of a column, each moving at its own speed, and returns their sum.
func (e *Engine) moveLiquid(c *column) (sum uint64) {
	l := &e.rules.liquid
	for k, cell := range c.cells {
		w, old := c.weight[k], c.old[k]
		if w == 0 && !l.keeps(cell) {
			c.bond[k] = 0
			continue
		}
		alpha := l.alpha(e.distance(c.miner, cell, w, old))
		c.bond[k] = min(fixed.MulUnit(alpha, w)+fixed.MulUnit(one-alpha, old), one)
		sum += c.bond[k]
	}
	return sum
}

// keeps says whether the bond of a cell without bond weight lives on.
func (l *liquid) keeps(c cell) bool {
	return !l.strict || c&hasWeight != 0 && c.weight() == 0 && !l.interpolated
}

// distance returns δ of a cell in column j.
func (e *Engine) distance(j int, c cell, w, old uint64) uint64 {
	l := &e.rules.liquid
	if l.strict && e.weights.mixed && !l.interpolated && e.weights.isLate(c.row(), j) {
		w = 0
	}
	if l.strict && e.bonds.mixed && e.bonds.isLate(c.row(), j) {
		old = 0
	}
	far, near := w, e.consensus[j]
	if w < old {
		far, near = old, w
	}
	return min(far-min(far, near), one)
}

// alpha returns α for a distance δ.
func (l *liquid) alpha(delta uint64) uint64 {
	x := l.slope.Mul(fixed.I32F32(delta) - fixed.One/2)
	sigmoid := fixed.One.Div(fixed.One.Add(fixed.Exp(x)))
	return uint64(l.low.Add(sigmoid.Mul(l.high.Sub(l.low))).Clamp(l.low, l.high))
}
