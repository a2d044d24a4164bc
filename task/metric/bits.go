package metric

import "math"

// Bits sums how many bits a model of bytes needs for a text. The zero value is an empty text.
type Bits struct {
	Floor float64 // bits that one byte costs at most; 0 means no limit

	sum   float64
	bytes int
}

// Add adds a byte to which the model gave the probability p, from 0 to 1.
func (b *Bits) Add(p float64) {
	bits := max(0, -math.Log2(p)) // log2(1) is 0, not -0
	if b.Floor > 0 {
		bits = min(bits, b.Floor)
	}
	b.sum += bits
	b.bytes++
}

// PerByte returns the mean bits per byte: the cross-entropy of the model and the text to the base 2. It is 0 for an empty
// text.
func (b *Bits) PerByte() float64 {
	if b.bytes == 0 {
		return 0
	}
	return b.sum / float64(b.bytes)
}
