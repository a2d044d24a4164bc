package root

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/x/base"
)

var _ base.Rekeyer = Keeper{}

// Names implements base.Rekeyer: hotkeys hold seats.
func (k Keeper) Names(ctx context.Context, role base.Role, key sdk.AccAddress) (bool, error) {
	if role != base.Hotkey {
		return false, nil
	}
	return k.seats.Has(ctx, key)
}

// Rekey implements base.Rekeyer. Votes stay with the seat.
func (k Keeper) Rekey(ctx context.Context, role base.Role, old, new sdk.AccAddress) error {
	if seated, err := k.Names(ctx, role, old); err != nil || !seated {
		return err
	}
	m, err := k.member(ctx, old)
	if err != nil {
		return err
	}
	m.Hotkey = new.String()
	if err := k.members.Set(ctx, m.Uid, m); err != nil {
		return err
	}
	if err := k.seats.Remove(ctx, old); err != nil {
		return err
	}
	return k.seats.Set(ctx, new, m.Uid)
}
