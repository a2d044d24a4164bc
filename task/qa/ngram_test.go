package qa

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestBest is what sorting all would put first.
func TestBest(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		s := make([]scored, r.IntN(60))
		for i := range s {
			s[i] = scored{uint16(i), float32(r.IntN(20))}
		}
		n := 1 + r.IntN(12)
		want := slices.Clone(s)
		slices.SortFunc(want, func(a, b scored) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) })
		want = want[:min(n, len(want))]
		if got := best(s, n); !slices.Equal(got, want) {
			t.Fatalf("%v, want %v", got, want)
		}
	}
}
