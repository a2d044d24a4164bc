package compose

// Saved is the game of a mixture: a coalition is worth the bits that its mixture saves on a text against what costs
// nothing, the Free model of the gateway itself. The free model plays in every coalition, so that who knows no more
// than it adds nothing. given[t][i] is what model i gave to byte t; free[t] what the free model did.
func Saved(given [][]float64, free []float64, alpha float64) Value {
	base := 0.
	for _, p := range free {
		base += Bits(p)
	}
	return func(c Coalition) float64 {
		if c == 0 {
			return 0
		}
		var in []int
		if len(given) > 0 {
			for i := range given[0] {
				if c.Has(i) {
					in = append(in, i)
				}
			}
		}
		w := NewFixedShare(len(in)+1, alpha)
		row := make([]float64, len(in)+1)
		cost := 0.
		for t := range given {
			row[0] = free[t]
			for k, i := range in {
				row[k+1] = given[t][i]
			}
			p := 0.
			for k, weight := range w.Weights(nil) {
				p += weight * row[k]
			}
			cost += Bits(p)
			w.Learn(0, row)
		}
		return base - cost
	}
}

// Free is the model that costs nothing: it learns from the text itself, as it comes, how often bytes follow the last one
// and two bytes. Where a context is new it asks the shorter one (Witten and Bell, 1991, method C).
type Free struct {
	counts map[uint32]*freeCounts
	last   uint32
	seen   int
}

type freeCounts struct {
	of           map[byte]float64
	total, kinds float64
}

// NewFree returns a free model that has read nothing.
func NewFree() *Free { return &Free{counts: map[uint32]*freeCounts{}} }

// freeOrders are contexts of no, one and two bytes.
const freeOrders = 3

// context names the last n bytes.
func (f *Free) context(n int) uint32 { return uint32(n)<<24 | f.last&(1<<(8*n)-1) } // #nosec G115 -- below 3

// Predict returns the probability of b to come next.
func (f *Free) Predict(b byte) float64 {
	p := 1. / 256
	for n := range min(freeOrders, f.seen+1) {
		c := f.counts[f.context(n)]
		if c == nil {
			break
		}
		p = (c.of[b] + c.kinds*p) / (c.total + c.kinds)
	}
	return p
}

// Learn reads b.
func (f *Free) Learn(b byte) {
	for n := range min(freeOrders, f.seen+1) {
		at := f.context(n)
		c := f.counts[at]
		if c == nil {
			c = &freeCounts{of: map[byte]float64{}}
			f.counts[at] = c
		}
		if c.of[b] == 0 {
			c.kinds++
		}
		c.of[b]++
		c.total++
	}
	f.last = f.last<<8 | uint32(b)
	f.seen++
}
