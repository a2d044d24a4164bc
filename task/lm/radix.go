package lm

import "context"

// sortKeys sorts keys by their lowest n bytes, least significant byte first, and returns the sorted slice, which may be
// a new one. It checks ctx between passes and reports the share of passes done.
func sortKeys(ctx context.Context, keys []uint64, n int, progress func(float64)) ([]uint64, error) {
	other := make([]uint64, len(keys))
	for pass := range n {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var at [256]int
		shift := 8 * pass
		for _, k := range keys {
			at[byte(k>>shift)]++
		}
		sum := 0
		for i, c := range at {
			at[i] = sum
			sum += c
		}
		for _, k := range keys {
			b := byte(k >> shift)
			other[at[b]] = k
			at[b]++
		}
		keys, other = other, keys
		progress(float64(pass+1) / float64(n))
	}
	return keys, nil
}
