package cases

// Sizes of the Mersenne twister MT19937 (Matsumoto, Nishimura 1998).
const (
	twisterSize  = 624
	twisterShift = 397
)

// twister is MT19937. It serves to repeat published runs, nothing else.
type twister struct {
	state [twisterSize]uint32
	at    int
}

func newTwister(seed uint32) twister {
	t := twister{at: twisterSize}
	t.state[0] = seed
	for i := 1; i < twisterSize; i++ {
		t.state[i] = 1812433253*(t.state[i-1]^t.state[i-1]>>30) + uint32(i)
	}
	return t
}

// next returns 32 random bits.
func (t *twister) next() uint32 {
	if t.at == twisterSize {
		t.turn()
	}
	y := t.state[t.at]
	t.at++
	y ^= y >> 11
	y ^= y << 7 & 0x9d2c5680
	y ^= y << 15 & 0xefc60000
	return y ^ y>>18
}

// turn computes the next state.
func (t *twister) turn() {
	for i := range t.state {
		y := t.state[i]&(1<<31) | t.state[(i+1)%twisterSize]&(1<<31-1)
		t.state[i] = t.state[(i+twisterShift)%twisterSize] ^ y>>1 ^ (y&1)*0x9908b0df
	}
	t.at = 0
}
