package yuma_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tianwang-net/tianwang/yuma"
)

func TestPrune_AveragesConsensusAndDividends(t *testing.T) {
	t.Parallel()
	r := &yuma.Result{Consensus: []uint16{300, 100, 0}, Dividends: []uint16{0, 0, 7}}
	const one = uint64(1) << 32
	if got, want := r.Prune(nil, 0), []uint64{one * 3 / 8, one / 8, one / 2}; !slices.Equal(got, want) {
		t.Errorf("without memory: %d, want %d", got, want)
	}
	if got, want := r.Prune([]uint64{one}, 500_000), []uint64{one*3/16 + one/2, one / 16, one / 4}; !slices.Equal(got, want) {
		t.Errorf("half of it remembered: %d, want %d", got, want)
	}
	if got := r.Prune([]uint64{^uint64(0)}, 2_000_000); got[0] != ^uint64(0) || got[1] != 0 {
		t.Errorf("all of it remembered: %d", got)
	}
}

func TestHeld_DropsBondsInPredecessors(t *testing.T) {
	t.Parallel()
	row := yuma.Pack(yuma.Entry{UID: 0, Value: 5}, yuma.Entry{UID: 1, Value: 6}, yuma.Entry{UID: 9, Value: 7})
	if got, want := row.Held([]uint64{10, 11}, 10).Entries(), []yuma.Entry{{UID: 0, Value: 5}}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := row.Held(nil, 10); got == nil || got.Len() != 0 {
		t.Errorf("%v, want a row that is empty but not nil", got)
	}
}

func TestWithout_DropsBondsInTheMarked(t *testing.T) {
	t.Parallel()
	row := yuma.Pack(yuma.Entry{UID: 0, Value: 5}, yuma.Entry{UID: 1, Value: 6}, yuma.Entry{UID: 9, Value: 7})
	got, want := row.Without([]bool{false, true}).Entries(), []yuma.Entry{{UID: 0, Value: 5}, {UID: 9, Value: 7}}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := row.Without([]bool{true, true, 9: true}); got == nil || got.Len() != 0 {
		t.Errorf("%v, want a row that is empty but not nil", got)
	}
}

// TestOrder_IsWhoGoesNext: taking out the neuron that has to go, again and again, gives the order.
func TestOrder_IsWhoGoesNext(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		n := 1 + rng.IntN(12)
		registeredAt, scores, uids := make([]uint64, n), make([]uint64, rng.IntN(n+1)), make([]int, n)
		for i := range registeredAt {
			registeredAt[i], uids[i] = rng.Uint64N(12), i
		}
		for i := range scores {
			scores[i] = rng.Uint64N(4)
		}
		got := yuma.Order(registeredAt, scores, 5, 12)
		scores = append(scores, make([]uint64, n-len(scores))...)
		for place, uid := range got {
			next := yuma.Lowest(registeredAt, scores, 5, 12)
			if uids[next] != uid {
				t.Fatalf("place %d of %v is %d, want %d (registered %v, scores %v)", place, got, uid, uids[next], registeredAt, scores)
			}
			registeredAt, scores, uids = slices.Delete(registeredAt, next, next+1), slices.Delete(scores, next, next+1), slices.Delete(uids, next, next+1)
		}
	}
}
