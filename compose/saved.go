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
