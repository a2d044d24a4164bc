package yuma_test

import (
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
