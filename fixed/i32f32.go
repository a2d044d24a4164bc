package fixed

import (
	"math"
	"math/bits"
)

// I32F32 is a signed number in units of 2⁻³².
type I32F32 int64

// Limits and the unit of [I32F32].
const (
	One I32F32 = 1 << 32
	Max I32F32 = math.MaxInt64
	Min I32F32 = math.MinInt64
)

// FromInt returns x as a fraction, saturating beyond ±2³¹.
func FromInt(x int64) I32F32 {
	switch {
	case x >= 1<<31:
		return Max
	case x < -1<<31:
		return Min
	}
	return I32F32(x << 32)
}

// Add returns a+b, saturating.
func (a I32F32) Add(b I32F32) I32F32 {
	s := a + b
	if (s > a) == (b > 0) || b == 0 {
		return s
	}
	return saturated(b < 0)
}

// Sub returns a−b, saturating.
func (a I32F32) Sub(b I32F32) I32F32 {
	d := a - b
	if (d < a) == (b > 0) || b == 0 {
		return d
	}
	return saturated(b > 0)
}

// Neg returns −a, saturating.
func (a I32F32) Neg() I32F32 {
	if a == Min {
		return Max
	}
	return -a
}

// Mul returns a·b rounded towards −∞, saturating.
func (a I32F32) Mul(b I32F32) I32F32 {
	negative := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(a.abs(), b.abs())
	if negative {
		var carry uint64
		lo, carry = bits.Add64(lo, 1<<32-1, 0) // up in size is down in value
		hi += carry
	}
	if hi >= 1<<32 {
		return saturated(negative)
	}
	return signed(hi<<32|lo>>32, negative)
}

// Div returns a/b truncated towards zero. It is 0 when b is 0 or the quotient does not fit.
func (a I32F32) Div(b I32F32) I32F32 {
	hi, lo := a.abs()>>32, a.abs()<<32
	if b.abs() <= hi { // b = 0 or 2⁶⁴ and more
		return 0
	}
	negative := (a < 0) != (b < 0)
	q, _ := bits.Div64(hi, lo, b.abs())
	if q > math.MaxInt64 && (!negative || q != 1<<63) {
		return 0
	}
	return signed(q, negative)
}

// Floor returns the integer part towards −∞.
func (a I32F32) Floor() int64 { return int64(a >> 32) }

// Round returns the nearest whole number, halves away from zero, saturating.
func (a I32F32) Round() I32F32 {
	if a < 0 {
		return a.Neg().Round().Neg()
	}
	return a.Add(One/2) &^ (One - 1)
}

// Clamp returns the number nearest to a in lo…hi; lo when the range is empty.
func (a I32F32) Clamp(lo, hi I32F32) I32F32 { return max(min(a, hi), lo) }

// abs returns the size of a; that of Min is 2⁶³.
func (a I32F32) abs() uint64 {
	if a < 0 {
		return -uint64(a)
	}
	return uint64(a)
}

// signed puts a sign to a size, saturating.
func signed(size uint64, negative bool) I32F32 {
	switch {
	case negative && size >= 1<<63:
		return Min
	case negative:
		return -I32F32(size)
	case size >= 1<<63:
		return Max
	}
	return I32F32(size)
}

func saturated(negative bool) I32F32 {
	if negative {
		return Min
	}
	return Max
}
