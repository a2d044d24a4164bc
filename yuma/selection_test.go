package yuma

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// slowLargest sorts.
func slowLargest(values, votes []uint64, need uint64) uint64 {
	order := make([]int, len(values))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int { return -cmpUint(values[a], values[b]) })
	var sum uint64
	for _, k := range order {
		if sum += votes[k]; sum >= need {
			return values[k]
		}
	}
	return 0
}

func cmpUint(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestSelection_AgreesWithSorting(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 1))
	var s selection
	for range 5_000 {
		n := r.IntN(400)
		values, votes := make([]uint64, n), make([]uint64, n)
		var total uint64
		spread := r.IntN(34)
		for k := range values {
			values[k] = r.Uint64N(one+1) >> r.IntN(spread+1)
			if r.IntN(3) == 0 && k > 0 {
				values[k] = values[r.IntN(k)] // ties
			}
			votes[k] = r.Uint64N(1 << 24)
			if r.IntN(5) == 0 {
				votes[k] = 0
			}
			total += votes[k]
		}
		need := 1 + r.Uint64N(total+2)
		hi := uint64(0)
		for _, x := range values {
			hi = max(hi, x)
		}
		before := slices.Clone(values)
		if got, want := s.largest(values, votes, hi, need), slowLargest(values, votes, need); got != want {
			t.Fatalf("largest of %d with %d votes for %d: %d, want %d", values, votes, need, got, want)
		}
		if !slices.Equal(values, before) {
			t.Fatal("values were changed")
		}
	}
}

// TestSelection_NestedClusters gives each round values that are far from the answer, so that little is decided by it.
func TestSelection_NestedClusters(t *testing.T) {
	t.Parallel()
	var s selection
	var values, votes []uint64
	for k := range uint64(4096) {
		values, votes = append(values, 1<<(k%33)+k/33), append(votes, 1)
	}
	for need := uint64(1); need <= 4096; need += 61 {
		if got, want := s.largest(values, votes, slices.Max(values), need), slowLargest(values, votes, need); got != want {
			t.Fatalf("need %d: %d, want %d", need, got, want)
		}
	}
}
