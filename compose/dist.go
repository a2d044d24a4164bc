package compose

import (
	"errors"
	"fmt"
	"math"
)

// Dist is a distribution of the next byte.
type Dist [256]float64

const (
	slack = 1e-3           // what a sum may differ from 1, since reports are rounded
	floor = 1. / (1 << 20) // what a byte counts at least: one surprise costs 20 bits at most
)

// ErrDist says that numbers are no distribution.
var ErrDist = errors.New("not a distribution")

// Normal returns p with its rounding mended: every byte has at least 2^-20 before the sum is made 1. The error is ErrDist
// when a number is negative or none, or the sum is not 1 within a thousandth. Without this rule who claims certainty for
// everything would win every mixture.
func Normal(p *Dist) (*Dist, error) {
	sum := 0.
	for b, v := range p {
		if !(v >= 0 && v <= 1+slack) { // also what is no number
			return nil, fmt.Errorf("byte %d has probability %v: %w", b, v, ErrDist)
		}
		sum += v
	}
	if math.Abs(sum-1) > slack {
		return nil, fmt.Errorf("probabilities add up to %v: %w", sum, ErrDist)
	}
	var out Dist
	total := 0.
	for b, v := range p {
		out[b] = max(v/sum, floor)
		total += out[b]
	}
	for b := range out {
		out[b] /= total
	}
	return &out, nil
}

// Blend mixes distributions by weights that add up to 1. There are as many of the one as of the other.
func Blend(ps []*Dist, weights []float64) *Dist {
	var out Dist
	for i, p := range ps {
		for b, v := range p {
			out[b] += weights[i] * v
		}
	}
	return &out
}

// Opinion is what is seen of a distribution before the byte is known.
type Opinion struct {
	Entropy float64 // in bits, from 0 to 8
	Top     float64 // the probability of the likeliest byte
}

// Look returns what is seen of p.
func Look(p *Dist) Opinion {
	var o Opinion
	for _, v := range p {
		if v > 0 {
			o.Entropy -= v * math.Log2(v)
		}
		o.Top = max(o.Top, v)
	}
	return o
}

// Bits is what a byte costs that had probability p: -log2 p, at most 20.
func Bits(p float64) float64 { return -math.Log2(min(1, max(p, floor))) }
