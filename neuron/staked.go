package neuron

import (
	"context"
	"fmt"

	"github.com/cosmos/cosmos-sdk/types/query"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
)

// stakedEvery is the number of blocks between two looks at who has stake. All hotkeys of the chain are read, so that no
// request of a stranger leads to one of ours.
const stakedEvery = 25

// stakedPage is how many hotkeys are asked for at once.
const stakedPage = 500

// refreshStaked reads which hotkeys have the stake that somebody wants to know of, if it is time.
func (v *View) refreshStaked(ctx context.Context, height uint64) error {
	v.mu.Lock()
	least, last := v.least, v.stakedAt
	v.mu.Unlock()
	if least == 0 || last > 0 && height < last+stakedEvery {
		return nil
	}
	staked := map[string]uint64{}
	page := &query.PageRequest{Limit: stakedPage}
	for {
		r, err := stakev1.NewQueryClient(v.client).Hotkeys(ctx, &stakev1.QueryHotkeysRequest{Pagination: page})
		if err != nil {
			return fmt.Errorf("stake of hotkeys: %w", err)
		}
		for _, h := range r.Hotkeys {
			if h.Stake >= least {
				staked[h.Address] = h.Stake
			}
		}
		if r.Pagination == nil || len(r.Pagination.NextKey) == 0 {
			break
		}
		page = &query.PageRequest{Limit: stakedPage, Key: r.Pagination.NextKey}
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.staked, v.stakedAt = staked, height
	return nil
}
