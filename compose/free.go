package compose

// Free is the model that costs nothing: it learns from the text itself, as it comes, how often bytes follow the last few.
// Where a context is new it asks the shorter one (Witten and Bell, 1991, method C): with c the count of b after a context,
// T that of all bytes after it and k the number of different ones,
//
//	p_n(b) = (c + k p_{n-1}(b)) / (T + k),   p_0 = 1/256
type Free struct {
	counts map[uint64]*freeCounts
	last   uint64
	seen   int
}

// freeCounts is what followed a context.
type freeCounts struct {
	bytes []byte
	times []float64
	total float64
}

// NewFree returns a free model that has read nothing.
func NewFree() *Free { return &Free{counts: map[uint64]*freeCounts{}} }

// freeOrders are contexts of no byte, of one, …
const freeOrders = 5

// context names the last n bytes.
func (f *Free) context(n int) uint64 { return uint64(n)<<56 | f.last&(1<<(8*n)-1) } // #nosec G115 -- below 5

// Predict returns the distribution of the next byte.
func (f *Free) Predict() *Dist {
	var p Dist
	for b := range p {
		p[b] = 1. / 256
	}
	for n := range min(freeOrders, f.seen+1) {
		c := f.counts[f.context(n)]
		if c == nil {
			break
		}
		kinds := float64(len(c.bytes))
		for b := range p {
			p[b] *= kinds / (c.total + kinds)
		}
		for i, b := range c.bytes {
			p[b] += c.times[i] / (c.total + kinds)
		}
	}
	return &p
}

// Learn reads b.
func (f *Free) Learn(b byte) {
	for n := range min(freeOrders, f.seen+1) {
		at := f.context(n)
		c := f.counts[at]
		if c == nil {
			c = &freeCounts{}
			f.counts[at] = c
		}
		c.add(b)
	}
	f.last = f.last<<8 | uint64(b)
	f.seen++
}

func (c *freeCounts) add(b byte) {
	c.total++
	for i, known := range c.bytes {
		if known == b {
			c.times[i]++
			return
		}
	}
	c.bytes, c.times = append(c.bytes, b), append(c.times, 1)
}
