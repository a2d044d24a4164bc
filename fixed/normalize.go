package fixed

// Sum returns the sum of xs, saturating.
func Sum(xs []I32F32) (s I32F32) {
	for _, x := range xs {
		s = s.Add(x)
	}
	return s
}

// Normalize divides every element by the sum, truncating. It leaves xs alone when the sum is 0.
func Normalize(xs []I32F32) { NormalizeBy(xs, Sum(xs)) }

// NormalizeBy divides every element by sum, truncating. It leaves xs alone when sum is 0.
func NormalizeBy(xs []I32F32, sum I32F32) {
	if sum == 0 {
		return
	}
	for i, x := range xs {
		xs[i] = x.Div(sum)
	}
}

// Normalize64 divides every element by the sum, truncating. It leaves xs alone when the sum is 0.
func Normalize64(xs []I64F64) {
	var sum I64F64
	for _, x := range xs {
		sum = sum.Add(x)
	}
	if sum.Sign() == 0 {
		return
	}
	for i, x := range xs {
		xs[i] = x.Div(sum)
	}
}
