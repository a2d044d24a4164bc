package compose

// Weigher weighs models byte by byte. It belongs to one text and is used by one goroutine.
type Weigher interface {
	// Weights returns how much each model counts for the next byte, given what it shows of its opinion. They add up to 1.
	// The slice is good until the next call.
	Weights(opinions []Opinion) []float64
	// Learn is told the byte that came, and the probability that each model had given to it.
	Learn(b byte, given []float64)
}

// Alpha is the share of its weight that a model gives up at each byte, unless told otherwise. Between 0.01 and 0.03 it
// hardly matters.
const Alpha = 0.02

// FixedShare weighs models by how well they did, most of all lately: the fixed-share forecaster (Herbster and Warmuth,
// "Tracking the best expert", Machine Learning 32, 1998). With v the weights after Bayes' rule,
//
//	v_i ~ w_i p_i(b),   w_i' = (1-α) v_i + α (1-v_i)/(n-1)
//
// Its cost over the best sequence of models with k changes in T bytes is at most log2 n + k log2((n-1)/α) +
// (T-k-1) log2(1/(1-α)) bits. It needs no training, and at α = 0 it is Bayes' mixture.
type FixedShare struct {
	alpha float64
	w     []float64
}

var _ Weigher = (*FixedShare)(nil)

// NewFixedShare weighs n models, at first equally.
func NewFixedShare(n int, alpha float64) *FixedShare {
	f := &FixedShare{alpha: alpha, w: make([]float64, n)}
	for i := range f.w {
		f.w[i] = 1 / float64(n)
	}
	return f
}

// Weights returns the weights; opinions do not matter to them.
func (f *FixedShare) Weights([]Opinion) []float64 { return f.w }

// Learn moves weight to those that gave b more. A probability counts as 2^-20 at least.
func (f *FixedShare) Learn(_ byte, given []float64) {
	sum := 0.
	for i, p := range given {
		f.w[i] *= max(p, floor)
		sum += f.w[i]
	}
	n := float64(len(f.w))
	for i := range f.w {
		v := f.w[i] / sum
		f.w[i] = v
		if n > 1 {
			f.w[i] = (1-f.alpha)*v + f.alpha*(1-v)/(n-1)
		}
	}
}
