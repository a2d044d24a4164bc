package fixed

import "math"

// I64F64 is a signed number in units of 2⁻⁶⁴: the two's complement of Hi·2⁶⁴ + Lo.
type I64F64 wide

// One64 is 1.0 as I64F64.
var One64 = I64F64{Hi: 1}

// FromUint64 returns x as I64F64, saturating from 2⁶³.
func FromUint64(x uint64) I64F64 {
	if x > math.MaxInt64 {
		return I64F64(wideMax)
	}
	return I64F64{Hi: int64(x)}
}

// Widen returns a as I64F64; exact.
func (a I32F32) Widen() I64F64 { return I64F64{Hi: int64(a) >> 32, Lo: uint64(a) << 32} }

// Narrow drops the low 32 bits of the fraction (floor), saturating.
func (a I64F64) Narrow() I32F32 {
	switch {
	case a.Hi >= 1<<31:
		return Max
	case a.Hi < -1<<31:
		return Min
	}
	return I32F32(a.Hi<<32 | int64(a.Lo>>32))
}

// Add returns a+b, saturating.
func (a I64F64) Add(b I64F64) I64F64 { return I64F64(wide(a).add(wide(b))) }

// Sub returns a−b, saturating.
func (a I64F64) Sub(b I64F64) I64F64 { return I64F64(wide(a).sub(wide(b))) }

// Neg returns −a, saturating.
func (a I64F64) Neg() I64F64 { return I64F64{}.Sub(a) }

// Mul returns a·b rounded towards −∞, saturating.
func (a I64F64) Mul(b I64F64) I64F64 {
	w, _ := wide(a).mul(wide(b), 64)
	return I64F64(w)
}

// Div returns a/b truncated towards zero. It is 0 when b is 0 or the quotient does not fit.
func (a I64F64) Div(b I64F64) I64F64 {
	w, _ := wide(a).div(wide(b), 64)
	return I64F64(w)
}

// Floor returns the integer part towards −∞, 0 for negative numbers.
func (a I64F64) Floor() uint64 { return uint64(max(a.Hi, 0)) }

// Sign returns −1, 0 or 1.
func (a I64F64) Sign() int { return wide(a).sign() }

// Cmp returns −1, 0 or 1 as a is less than, equal to or greater than b.
func (a I64F64) Cmp(b I64F64) int { return wide(a).cmp(wide(b)) }
