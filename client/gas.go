package client

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
)

// gasPerPosition is what the swap of a key costs for each position that moves with it, with room for children and others
// who name the key.
const gasPerPosition = 20_000

// gas returns the gas limit of a message that pays a fee: the same for all, and more for swaps of keys, whose work grows
// with what the key holds.
func (c *Client) gas(ctx context.Context, msg sdk.Msg) (uint64, error) {
	positions := uint64(0)
	switch m := msg.(type) {
	case *stakev1.MsgSwapHotkey:
		r, err := stakev1.NewQueryClient(c).Hotkey(ctx, &stakev1.QueryHotkeyRequest{Hotkey: m.Hotkey})
		if err != nil {
			return 0, err
		}
		positions = r.Hotkey.Nominators
	case *stakev1.MsgSwapColdkey:
		r, err := stakev1.NewQueryClient(c).Stakes(ctx, &stakev1.QueryStakesRequest{
			Coldkey: m.Coldkey, Pagination: &query.PageRequest{Limit: 1, CountTotal: true},
		})
		if err != nil {
			return 0, err
		}
		positions = r.Pagination.Total
	}
	return gasPerMessage + gasPerPosition*positions, nil
}
