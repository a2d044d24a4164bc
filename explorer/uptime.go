package explorer

import (
	"context"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/explorer/store"
)

// uptimes tells of validators how much of the time they did their work, over a stretch of blocks.
type uptimes struct {
	closings map[uint32][]uint64 // heights at which each subnet closed an epoch
	came     map[string]uint64   // when a hotkey did, if it was within the stretch
	earned   map[string]store.Yield
}

func (a *API) uptimes(ctx context.Context, since uint64, earned map[string]store.Yield) (*uptimes, error) {
	closings, err := a.store.Closings(ctx, since)
	if err != nil {
		return nil, err
	}
	came, err := a.store.Newcomers(ctx, since)
	return &uptimes{closings, came, earned}, err
}

// of returns in which part of the blocks a validator was paid in which its subnets closed an epoch since it came, from 0 to 1: who
// judges nothing is paid nothing. nil says that it may judge nowhere, or that no epoch has closed.
func (u *uptimes) of(hotkey string, seats []stakev1.Seat) *float64 {
	due := map[uint64]bool{}
	for _, s := range seats {
		if !s.Permit {
			continue
		}
		for _, height := range u.closings[s.Netuid] {
			if height > u.came[hotkey] {
				due[height] = true
			}
		}
	}
	if len(due) == 0 {
		return nil
	}
	up := min(1, float64(u.earned[hotkey].Rewards)/float64(len(due)))
	return &up
}
