package fixed

import (
	"math"
	"math/bits"
)

// I96F32 is a signed number in units of 2⁻³² with 96 bits before the point: the two's complement of Hi·2⁶⁴ + Lo. It
// holds any number of rao.
type I96F32 wide

// FromAmount returns x as I96F32; exact.
func FromAmount(x uint64) I96F32 { return I96F32{Hi: int64(x >> 32), Lo: x << 32} }

// Extend returns a as I96F32; exact.
func (a I32F32) Extend() I96F32 { return I96F32{Hi: int64(a) >> 63, Lo: uint64(a)} }

// Mul returns a·b rounded towards −∞, saturating.
func (a I96F32) Mul(b I96F32) I96F32 {
	w, _ := wide(a).mul(wide(b), 32)
	return I96F32(w)
}

// Div returns a/b truncated towards zero. It is 0 when b is 0 or the quotient does not fit.
func (a I96F32) Div(b I96F32) I96F32 {
	w, _ := wide(a).div(wide(b), 32)
	return I96F32(w)
}

// Widen returns a as I64F64, saturating.
func (a I96F32) Widen() I64F64 {
	if a.Hi>>31 != a.Hi>>63 {
		return I64F64(wideSaturated(a.Hi < 0))
	}
	return I64F64{Hi: a.Hi<<32 | int64(a.Lo>>32), Lo: a.Lo << 32}
}

// Floor returns the integer part towards −∞, saturating to the range of uint64.
func (a I96F32) Floor() uint64 {
	switch {
	case a.Hi < 0:
		return 0
	case a.Hi >= 1<<32:
		return math.MaxUint64
	}
	return uint64(a.Hi)<<32 | a.Lo>>32
}

// Of returns floor(share·amount), the part of an amount that a share stands for; 0 for a negative share, saturating for a
// share so far above 1 that the part does not fit.
func (share I32F32) Of(amount uint64) uint64 {
	if share < 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(share), amount)
	if hi >= 1<<32 {
		return math.MaxUint64
	}
	return hi<<32 | lo>>32
}
