package tokenomics

// Terms say how the price of a slot moves, or the difficulty of its proof of work: it halves in every half-life, each
// registration multiplies it, and it stays within bounds.
type Terms struct {
	HalfLife  uint64 // blocks
	Increase  uint64 // millionths, at least one million
	Low, High uint64
}

// At returns the price that was value some blocks ago.
func (t Terms) At(value, blocks uint64) uint64 {
	return Clamp(Decay(value, t.HalfLife, blocks), t.Low, t.High)
}

// Next returns the price after somebody has paid price.
func (t Terms) Next(price uint64) uint64 {
	return Clamp(Raise(price, t.Increase), t.Low, t.High)
}
