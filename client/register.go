package client

import (
	"context"
	"fmt"

	sdk "github.com/cosmos/cosmos-sdk/types"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/work"
)

// RegisterByWork gives the hotkey a slot in a subnet by solving a proof of work, and returns the slot. The account of
// the hotkey need not exist. The coldkey becomes the owner of a new hotkey. progress, if not nil, is told how many
// hashes have been tried and how many it takes on average.
func (c *Client) RegisterByWork(
	ctx context.Context, hotkey Signer, coldkey string, netuid uint32, progress func(tried, difficulty uint64),
) (uid uint32, res *Result, err error) {
	address, err := sdk.AccAddressFromBech32(hotkey.Address())
	if err != nil {
		return 0, nil, fmt.Errorf("hotkey: %w", err)
	}
	id, err := c.ChainID(ctx)
	if err != nil {
		return 0, nil, err
	}
	base, err := subnetv1.NewQueryClient(c).WorkBase(ctx, &subnetv1.QueryWorkBaseRequest{Netuid: netuid})
	if err != nil {
		return 0, nil, err
	}
	p := work.Puzzle{ChainID: id, Netuid: netuid, BlockHash: base.Hash, Hotkey: address}
	nonce, err := p.Solve(ctx, base.Difficulty, 0, func(tried uint64) {
		if progress != nil {
			progress(tried, base.Difficulty)
		}
	})
	if err != nil {
		return 0, nil, err
	}
	res, err = c.Send(ctx, hotkey, &subnetv1.MsgRegisterWork{
		Hotkey: hotkey.Address(), Coldkey: coldkey, Netuid: netuid, Height: base.Height, Nonce: nonce,
	})
	if err != nil {
		return 0, nil, err
	}
	var slot subnetv1.MsgRegisterResponse
	err = c.Response(res, 0, &slot)
	return slot.Uid, res, err
}
