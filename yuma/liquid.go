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
	strict    bool         // Yuma3's ways with rows, see update
	late      cell         // flags of entries that are out of order and count as 0 for δ
	// interpolated weights are in order and have no explicit 0
	interpolated bool
}

// newLiquid returns the rules of an epoch.
func newLiquid(in *Input, interpolated bool) liquid {
	l := liquid{
		on:           true,
		low:          fixed.FromProportion(in.AlphaLow),
		high:         fixed.FromProportion(in.AlphaHigh),
		slope:        fixed.FromInt(int64(in.AlphaSigmoidSteepness)).Div(fixed.FromInt(-100)),
		interpolated: interpolated,
	}
	if in.Version == Yuma3 {
		l.strict = true
		l.late = lateBond
		if !interpolated {
			l.late |= lateWeight
		}
	}
	return l
}

// update sets ema to the new bonds of a column with weights w, old bonds and a consensus.
//
// Yuma3 has the reference's two peculiarities: a bond ends at once when its weight is missing from the row, and the
// distance of an entry behind one with a greater uid is computed as if it were 0. In Yuma3N the order of a row does not
// matter, and a missing weight is a weight of 0.
func (l *liquid) update(ema []uint64, col []cell, w, old []uint64, consensus uint64) {
	for k, c := range col {
		if l.strict && w[k] == 0 && !l.explicitZero(c) {
			ema[k] = 0
			continue
		}
		alpha := l.alphaOf(c, w[k], old[k], consensus)
		ema[k] = min(fixed.MulUnit(alpha, w[k])+fixed.MulUnit(one-alpha, old[k]), one)
	}
}

// explicitZero says whether a cell has a weight that was set to 0; where weights are interpolated there are none.
func (l *liquid) explicitZero(c cell) bool {
	return c&hasWeight != 0 && c.weight() == 0 && !l.interpolated
}

// alphaOf returns α of a cell.
func (l *liquid) alphaOf(c cell, w, old, consensus uint64) uint64 {
	if c&l.late&lateWeight != 0 {
		w = 0
	}
	if c&l.late&lateBond != 0 {
		old = 0
	}
	far, near := w, consensus
	if w < old {
		far, near = old, w
	}
	return l.alpha(min(far-min(far, near), one))
}

// alpha returns α for a distance δ.
func (l *liquid) alpha(delta uint64) uint64 {
	x := l.slope.Mul(fixed.I32F32(delta) - fixed.One/2)
	sigmoid := fixed.One.Div(fixed.One.Add(fixed.Exp(x)))
	return uint64(l.low.Add(sigmoid.Mul(l.high.Sub(l.low))).Clamp(l.low, l.high))
}
