// Package fixed is the arithmetic of consensus: fractions kept as integers, so that every machine computes the same bits.
//
// Its law: no floats, no maps, no panics. Every operation is defined on every input and its rounding is part of its
// contract. A Qm.n number is an integer x that stands for x/2ⁿ:
//
//	I32F32   64 bits, 32 of them fraction; the working type of an epoch, 1.0 = 2³²
//	I64F64   128 bits, 64 of them fraction; stake before it is normalised, the root epoch
//	I96F32   128 bits, 32 of them fraction; a share times an amount of rao
//
// # Rounding
//
//	Add, Sub, Neg    exact, saturating
//	Mul              exact product, floor (towards −∞), saturating
//	Div              quotient truncated towards zero; 0 when the divisor is 0 or the quotient does not fit
//	Floor            towards −∞, saturating to the range of the target
//	Round            to nearest, halves away from zero
//	narrowing        the low bits are dropped (floor)
//	Proportion       floor(x·65535), saturating to 0…65535
//	Normalize        every element divided by the sum, truncated: the sum may end a few units below 1
//	MaxUpscale       scaled to a largest of 65535, rounded to nearest
//	Of               floor(share·amount), saturating
//	Exp              each term of the series floored, then truncated; for negative x, 1 divided by that, truncated
//	MulUnit, Ratio   as Mul and Div, for numbers of at most 1: the inner loops of an epoch
//	Fine             a share in units of 2⁻⁴⁷; at most one of them above its floor
//
// These are the rules of the reference chain, whose own code printed the test vectors. [Apportion] is ours: it divides
// an amount so that not one unit is lost.
//
//	third := fixed.FromInt(1).Div(fixed.FromInt(3)) // 1431655765/2³², a little below ⅓
//	third.Mul(fixed.FromInt(3)) == fixed.One-1      // floors do not come back
package fixed
