package fixed

import "math/bits"

// Divisor divides many numbers by the same one, with multiplications instead of divisions: n·2³²/d is the product of n
// and a reciprocal that is rounded up, which is exact for small n and at most 1 too large otherwise. It is for the
// inner loops of an epoch, where all numbers are unsigned and no quotient exceeds 1.
//
// The zero Divisor gives 0.
type Divisor struct {
	d, reciprocal uint64
	shift         uint8
}

// NewDivisor prepares a division by d, which must be below 2⁶³ (greater ones count as 2⁶³−1); by 0 every result is 0.
func NewDivisor(d uint64) Divisor {
	if d == 0 {
		return Divisor{}
	}
	d = min(d, 1<<63-1)
	z := uint8(bits.LeadingZeros64(d))
	// ceil(2¹²⁶ / (d·2^z)), between 2⁶² and 2⁶³
	r, _ := bits.Div64(1<<62-1, 1<<64-1, d<<z)
	return Divisor{d, r + 1, z}
}

// Ratio returns floor(n·2³²/d), the share n/d as raw [I32F32], for n ≤ d. Greater n give a number without meaning.
func (v Divisor) Ratio(n uint64) uint64 {
	q, _ := bits.Mul64(n<<(v.shift&63), v.reciprocal)
	q >>= 30
	return q + uint64(int64(n<<32-q*v.d)>>63) // −1 where the remainder is negative
}

// RatioSmall is Ratio for n < 2³⁰, where the reciprocal is exact.
func (v Divisor) RatioSmall(n uint64) uint64 {
	q, _ := bits.Mul64(n<<(v.shift&63), v.reciprocal)
	return q >> 30
}

// MulUnit returns floor(a·b/2³²) for raw [I32F32] numbers 0 ≤ a ≤ 1 and 0 ≤ b < 2³⁰ (as raw bits, b < 2⁶²). Outside of
// that the result has no meaning.
func MulUnit(a, b uint64) uint64 {
	q, _ := bits.Mul64(a<<31, b<<1)
	return q
}
