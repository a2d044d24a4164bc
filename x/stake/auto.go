package stake

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// SetAutoStake implements stakev1.MsgServer.
func (k msgServer) SetAutoStake(ctx context.Context, m *stakev1.MsgSetAutoStake) (*stakev1.MsgSetAutoStakeResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
	if err != nil {
		return nil, err
	}
	var hotkey sdk.AccAddress
	if m.Hotkey != "" {
		if hotkey, err = base.Address("hotkey", m.Hotkey); err != nil {
			return nil, err
		}
		if _, err := k.Hotkey(ctx, hotkey); err != nil {
			return nil, err
		}
	}
	if err := k.setAutoStake(ctx, coldkey, hotkey); err != nil {
		return nil, err
	}
	base.Emit(ctx, &stakev1.EventAutoStakeSet{Coldkey: m.Coldkey, Hotkey: m.Hotkey})
	return &stakev1.MsgSetAutoStakeResponse{}, nil
}

// setAutoStake writes the choice of a coldkey in both directions; nil takes it back.
func (k Keeper) setAutoStake(ctx context.Context, coldkey, hotkey sdk.AccAddress) error {
	old, err := k.autoStakes.Get(ctx, coldkey)
	if old, err = base.Or(old, err, nil); err != nil {
		return err
	}
	if old != nil {
		if err := k.autoStakers.Remove(ctx, collections.Join(old, coldkey)); err != nil {
			return err
		}
	}
	if hotkey == nil {
		return k.autoStakes.Remove(ctx, coldkey)
	}
	if err := k.autoStakers.Set(ctx, collections.Join(hotkey, coldkey)); err != nil {
		return err
	}
	return k.autoStakes.Set(ctx, coldkey, hotkey)
}
