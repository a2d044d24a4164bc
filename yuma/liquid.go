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
	low, span uint64       // α lies between low and low + span
	slope     fixed.I32F32 // −steepness/100
	flat      uint64       // α for δ = 0

	// Yuma3 has two peculiarities of the reference: a bond ends at once when its weight is missing from the row, and the
	// distance of an entry behind one with a greater uid is computed as if the entry were 0. In Yuma3N the order of a
	// row does not matter, and a missing weight is a weight of 0.
	strict bool
	// interpolated weights are in order and have no explicit 0.
	interpolated bool
}

// newLiquid returns the rules of an epoch.
func newLiquid(in *Input, interpolated bool) liquid {
	low, high := fixed.FromProportion(in.AlphaLow), fixed.FromProportion(in.AlphaHigh)
	l := liquid{
		on:           true,
		low:          uint64(low),
		span:         uint64(max(high-low, 0)),
		slope:        fixed.FromInt(int64(in.AlphaSigmoidSteepness)).Div(fixed.FromInt(-100)),
		strict:       in.Version == Yuma3,
		interpolated: interpolated,
	}
	l.flat, _ = l.alphas(0, 0)
	return l
}

// alphas returns α for two distances δ.
func (l *liquid) alphas(x, y uint64) (ax, ay uint64) {
	const half = fixed.One / 2
	ex, ey := fixed.Exp2(l.slope.Mul(fixed.I32F32(x)-half), l.slope.Mul(fixed.I32F32(y)-half))
	return l.alpha(ex), l.alpha(ey)
}

// alpha returns low + span/(1 + e), the quotient truncated.
func (l *liquid) alpha(e fixed.I32F32) uint64 {
	return l.low + fixed.MulUnit(l.span, uint64(fixed.One.Div(fixed.One+e)))
}

// moveLiquid sets the new bonds of a column, each moving at its own speed, and returns their sum.
func (e *Engine) moveLiquid(c *column) (sum uint64) {
	e.speeds(c)
	l, alpha := &e.rules.liquid, c.share
	for k, cell := range c.cells {
		w := c.weight[k]
		b := min(fixed.MulUnit(alpha[k], w)+fixed.MulUnit(one-alpha[k], c.old[k]), one)
		if w == 0 && !l.keeps(cell) {
			b = 0
		}
		c.bond[k] = b
		sum += b
	}
	return sum
}

// speeds sets, in the shares of a column, α of its cells. Where δ is 0, as behind every cut weight, it is known; the
// others are computed by twos.
func (e *Engine) speeds(c *column) {
	l, alpha := &e.rules.liquid, c.share
	waiting := -1
	var first uint64
	for k, cell := range c.cells {
		alpha[k] = l.flat
		switch delta := e.distance(c.miner, cell, c.weight[k], c.old[k]); {
		case delta == 0:
		case waiting < 0:
			waiting, first = k, delta
		default:
			alpha[waiting], alpha[k] = l.alphas(first, delta)
			waiting = -1
		}
	}
	if waiting >= 0 {
		alpha[waiting], _ = l.alphas(first, 0)
	}
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
