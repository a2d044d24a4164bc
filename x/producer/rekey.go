package producer

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/x/base"
)

var _ base.Rekeyer = Keeper{}

// CheckHeld returns [ErrHeld] while the stake on a hotkey answers for blocks: it can then leave by a withdrawal only,
// which waits, and the hotkey cannot be replaced by another, which would know nothing of what it signed.
func (k Keeper) CheckHeld(ctx context.Context, hotkey sdk.AccAddress) error {
	c, err := k.candidates.Get(ctx, hotkey)
	switch {
	case err != nil:
		return base.NotFound(err, nil)
	case c.HeldUntil == 0:
		return ErrHeld.Wrapf("%s is a candidate, it must leave first", hotkey)
	}
	return ErrHeld.Wrapf("%s can be used again after block %d", hotkey, c.HeldUntil)
}

// Names implements base.Rekeyer: hotkeys are candidates or buried, stake of coldkeys waits.
func (k Keeper) Names(ctx context.Context, role base.Role, key sdk.AccAddress) (bool, error) {
	if role == base.Coldkey {
		ids, err := k.waiting(ctx, key)
		return len(ids) > 0, err
	}
	if known, err := k.candidates.Has(ctx, key); err != nil || known {
		return known, err
	}
	return k.tombstones.Has(ctx, key)
}

// Rekey implements base.Rekeyer. A candidate cannot be replaced; a tombstone goes along.
func (k Keeper) Rekey(ctx context.Context, role base.Role, old, new sdk.AccAddress) error {
	if role == base.Coldkey {
		return k.rekeyColdkey(ctx, old, new)
	}
	if err := k.CheckHeld(ctx, old); err != nil {
		return err
	}
	t, err := k.tombstones.Get(ctx, old)
	if err != nil {
		return base.NotFound(err, nil)
	}
	t.Hotkey = new.String()
	if err := k.tombstones.Remove(ctx, old); err != nil {
		return err
	}
	return k.tombstones.Set(ctx, new, t)
}

// rekeyColdkey pays what waits to the new coldkey, and names it as who answers for its nodes.
func (k Keeper) rekeyColdkey(ctx context.Context, old, new sdk.AccAddress) error {
	ids, err := k.waiting(ctx, old)
	if err != nil {
		return err
	}
	for _, id := range ids {
		u, err := k.unbondings.Get(ctx, id)
		if err != nil {
			return err
		}
		u.Coldkey = new.String()
		if err := k.unbondings.Set(ctx, id, u); err != nil {
			return err
		}
		if err := k.byColdkey.Remove(ctx, collections.Join(old, id)); err != nil {
			return err
		}
		if err := k.byColdkey.Set(ctx, collections.Join(new, id)); err != nil {
			return err
		}
	}
	set, err := k.Producers(ctx)
	if err != nil {
		return err
	}
	for _, p := range set {
		if p.Hotkey == "" || p.Operator != old.String() {
			continue
		}
		p.Operator = new.String()
		if err := k.active.Set(ctx, p.Pubkey, p); err != nil {
			return err
		}
	}
	return nil
}

// waiting returns the ids of what a coldkey waits for.
func (k Keeper) waiting(ctx context.Context, coldkey sdk.AccAddress) (ids []uint64, err error) {
	err = k.byColdkey.Walk(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, uint64](coldkey), // bound: maxUnbondings
		func(key collections.Pair[sdk.AccAddress, uint64]) (bool, error) {
			ids = append(ids, key.K2())
			return false, nil
		})
	return ids, err
}
