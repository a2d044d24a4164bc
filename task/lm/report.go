package lm

import "slices"

// likeliest reports the n most likely bytes of p; of equally likely ones, those of lower value.
func likeliest(p *[256]float64, n int) map[string]float64 {
	out := make(map[string]float64, n)
	var order [256]byte
	for b := range order {
		order[b] = byte(b)
	}
	if n < len(order) {
		slices.SortStableFunc(order[:], func(a, b byte) int {
			switch {
			case p[a] > p[b]:
				return -1
			case p[a] < p[b]:
				return 1
			}
			return 0
		})
	}
	for _, b := range order[:n] {
		out[tokenNames[b]] = logprob(p[b])
	}
	return out
}
