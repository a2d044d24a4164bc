package fixed

import "math/bits"

// The reference computes e^|x| as 1 + x + Σ tᵢ with tᵢ = floor(tᵢ₋₁·x)/i truncated, and turns the result over for
// negative x. It stops before i reaches the number of fraction bits, and it takes x = 1 from a constant of 23 bits.
const (
	expTop  = 20 // bound of |x| in Exp
	expLast = 31 // last term of Exp

	e23 I32F32 = 22802600 << 9 // floor(e·2²³)/2²³
)

// reciprocal[i] is ceil(2^(64+k)/i) with k = expShift[i] = ceil(log₂ i) − 1, so that the division y/i of any y < 2⁶³ is
// a multiplication and a shift.
var reciprocal, expShift = reciprocals()

func reciprocals() (r [expLast + 1]uint64, s [expLast + 1]uint8) {
	for i := uint64(2); i <= expLast; i++ {
		k := uint8(bits.Len64(i-1) - 1)
		q, rest := bits.Div64(1<<k, 0, i)
		if rest > 0 {
			q++
		}
		r[i], s[i] = q, k
	}
	return r, s
}

// Exp returns e^x for x clamped to −20…20. For x ≥ 0 the error is below 2⁻²⁶ of the result; for x < 0 the result is 1
// divided by e^−x, truncated.
func Exp(x I32F32) I32F32 {
	y, _ := Exp2(x, 0)
	return y
}

// Exp2 returns the [Exp] of two numbers in little more time than that of one: the steps of a series wait for each other,
// but not for those of another series.
func Exp2(x, y I32F32) (ex, ey I32F32) {
	x, y = x.Clamp(-expTop*One, expTop*One), y.Clamp(-expTop*One, expTop*One)
	sx, sy := series(x.abs(), y.abs())
	return expOf(x, sx), expOf(y, sy)
}

// expOf returns e^x, given the series of |x|.
func expOf(x I32F32, series uint64) I32F32 {
	switch {
	case x == One:
		return e23
	case x < 0:
		return One.Div(I32F32(series))
	}
	return I32F32(series)
}

// series sums two series for 0 ≤ x, y ≤ 20·2³². No term exceeds 20²⁰/19! < 2³⁰ in value, so nothing overflows.
func series(x, y uint64) (sx, sy uint64) {
	tx, ty := x, y
	sx, sy = x+uint64(One), y+uint64(One)
	for i := 2; i <= expLast && tx|ty != 0; i++ {
		r, shift := reciprocal[i], expShift[i]&63
		hi, lo := bits.Mul64(tx, x)
		tx, _ = bits.Mul64(hi<<32|lo>>32, r)
		hi, lo = bits.Mul64(ty, y)
		ty, _ = bits.Mul64(hi<<32|lo>>32, r)
		tx >>= shift
		ty >>= shift
		sx += tx
		sy += ty
	}
	return sx, sy
}

// Exp64 returns e^x with the same series of 63 terms in I64F64; ok is false when a term or the sum does not fit, which
// cannot happen for |x| ≤ 42.
func Exp64(x I64F64) (y I64F64, ok bool) {
	switch {
	case x.Sign() == 0:
		return One64, true
	case x == One64:
		return e23.Widen(), true
	}
	size := wide(x)
	if x.Sign() < 0 {
		size = wide(x.Neg())
	}
	sum, term := size.add(wide(One64)), size
	for i := uint64(2); i < 64 && term.sign() != 0; i++ {
		var fits bool
		if term, fits = term.mul(size, 64); !fits {
			return I64F64{}, false
		}
		_, hi, lo := quotient([3]uint64{term.Lo, uint64(term.Hi), 0}, 0, i)
		term = wide{int64(hi), lo}
		sum = sum.add(term)
	}
	if sum == wideMax {
		return I64F64{}, false
	}
	if x.Sign() < 0 {
		return One64.Div(I64F64(sum)), true
	}
	return I64F64(sum), true
}
