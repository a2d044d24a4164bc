package fixed

import "math"

// units is 65535 as a fraction, the scale of a 16-bit proportion.
const units I32F32 = math.MaxUint16 << 32

// FromProportion returns p/65535, truncated.
func FromProportion(p uint16) I32F32 {
	// 2³² = 65537·65535 + 1, so the remainder of p·2³² reaches 65535 only for the largest p.
	x := I32F32(p) * 65537
	if p == math.MaxUint16 {
		x++
	}
	return x
}

// Proportion returns floor(a·65535), saturating to 0…65535.
func (a I32F32) Proportion() uint16 {
	return uint16(min(max(a.Mul(units).Floor(), 0), math.MaxUint16))
}

// MaxUpscale appends to dst the values of xs scaled so that the largest becomes 65535, rounded to nearest. Values
// are meant to be ≥ 0; all stay 0 when the largest is 0. Where the largest is above 32768 the factor is divided first,
// otherwise the product, as on the reference chain: that decides the last bit.
func MaxUpscale(dst []uint16, xs []I32F32) []uint16 {
	if len(xs) == 0 {
		return dst
	}
	top := xs[0]
	for _, x := range xs {
		top = max(top, x)
	}
	factor := units.Div(top)
	for _, x := range xs {
		switch {
		case top == 0:
			x = x.Mul(units)
		case top > FromInt(32768):
			x = x.Mul(factor).Round()
		default:
			x = x.Mul(units).Div(top).Round()
		}
		dst = append(dst, uint16(min(max(x.Floor(), 0), math.MaxUint16)))
	}
	return dst
}
