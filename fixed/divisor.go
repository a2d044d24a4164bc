package fixed

import "math/bits"

// MulUnit returns floor(a·b/2³²) for raw [I32F32] numbers of at most 1, in a single multiplication: the product fits into
// 64 bits unless both are 1, which the second term mends. Greater numbers give a result without meaning.
func MulUnit(a, b uint64) uint64 { return a*b>>32 | a&b&uint64(One) }

// Factor multiplies many numbers by the same one, as [MulUnit] does.
type Factor struct{ x, whole uint64 }

// NewFactor prepares a multiplication by raw [I32F32] x, at most 1.
func NewFactor(x uint64) Factor { return Factor{x, x & uint64(One)} }

// Of returns floor(x·b/2³²) for b of at most 1.
func (f Factor) Of(b uint64) uint64 { return f.x*b>>32 | f.whole&b }

// Divisor divides many numbers by the same one, with multiplications instead of divisions. It is for the inner loops of
// an epoch, where all numbers are unsigned and no quotient exceeds 1.
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
//
// The reciprocal is rounded up, so the product with it is at most 1 too large, which shows in a negative remainder.
func (v Divisor) Ratio(n uint64) uint64 {
	q := v.RatioSmall(n)
	return q + uint64(int64(n<<32-q*v.d)>>63)
}

// RatioSmall is Ratio for n < 2³⁰, where the product with the reciprocal is exact.
func (v Divisor) RatioSmall(n uint64) uint64 {
	q, _ := bits.Mul64(n<<(v.shift&63), v.reciprocal)
	return q >> 30
}

// Fine returns n/d in units of 2⁻⁴⁷ for n ≤ d, truncated after an error of less than 2⁻⁶² upwards.
func (v Divisor) Fine(n uint64) uint64 {
	q, _ := bits.Mul64(n<<(v.shift&63), v.reciprocal)
	return q >> 15
}

// Divisor16 is a [Divisor] for numbers of 16 bits, in a single multiplication of 64 bits.
//
// The zero Divisor16 gives 0.
type Divisor16 struct {
	reciprocal uint64
	half       uint16
	shift      uint8
}

// NewDivisor16 prepares a division by d, which must be below 2³² (greater ones count as 2³²−1); by 0 every result is 0.
//
// With d of L bits the reciprocal 2^(47+L)/d is below 2⁴⁸ and is rounded to nearest. Rounded up, it is exact as it is,
// because the error of the product, below n/2 < 2¹⁵, does not reach the next multiple of 1/d. Rounded down, 2¹⁵ units
// make up for the error.
func NewDivisor16(d uint64) Divisor16 {
	if d == 0 {
		return Divisor16{}
	}
	d = min(d, 1<<32-1)
	shift := uint8(15 + bits.Len64(d))
	r, rest := bits.Div64(1<<32>>(64-shift), 1<<32<<shift, d)
	if rest > d/2 {
		return Divisor16{r + 1, 0, shift}
	}
	return Divisor16{r, 1 << 15, shift}
}

// Ratio returns floor(n·2³²/d) for n ≤ d and n < 2¹⁶. Greater n give a number without meaning.
func (v Divisor16) Ratio(n uint64) uint64 { return (n*v.reciprocal + uint64(v.half)) >> (v.shift & 63) }
