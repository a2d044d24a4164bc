package explorer

import (
	"testing"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/explorer/store"
)

// TestUptimes has validators of two subnets work all the time, half of it, since a while, and never.
func TestUptimes(t *testing.T) {
	t.Parallel()
	u := &uptimes{
		closings: map[uint32][]uint64{1: {10, 20, 30, 40}, 2: {15, 30, 45}},
		came:     map[string]uint64{"new": 20, "newest": 45},
		earned:   map[string]store.Yield{"old": {Rewards: 4}, "half": {Rewards: 3}, "new": {Rewards: 2}, "miner": {Rewards: 4}, "both": {Rewards: 9}},
	}
	one, two := stakev1.Seat{Netuid: 1, Permit: true}, stakev1.Seat{Netuid: 2, Permit: true}
	for _, c := range []struct {
		hotkey string
		seats  []stakev1.Seat
		want   float64 // below 0 for none
	}{
		{"old", []stakev1.Seat{one}, 1},
		{"half", []stakev1.Seat{one, two}, 0.5}, // block 30 closed an epoch of both
		{"new", []stakev1.Seat{one}, 1},
		{"newest", []stakev1.Seat{one, two}, -1},
		{"idle", []stakev1.Seat{two}, 0},
		{"miner", []stakev1.Seat{{Netuid: 1}}, -1},
		{"both", []stakev1.Seat{one}, 1}, // as a miner elsewhere, too
		{"old", nil, -1},
		{"old", []stakev1.Seat{{Netuid: 3, Permit: true}}, -1},
	} {
		got := u.of(c.hotkey, c.seats)
		if (got == nil) != (c.want < 0) || got != nil && *got != c.want {
			t.Errorf("%s at %v: %v, want %v", c.hotkey, c.seats, got, c.want)
		}
	}
}
