package subnet

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/x/base"
)

var _ base.Rekeyer = Keeper{}

// Names implements base.Rekeyer: hotkeys hold slots, coldkeys own subnets and are offered some.
func (k Keeper) Names(ctx context.Context, role base.Role, key sdk.AccAddress) (bool, error) {
	all, err := k.Subnets(ctx)
	if err != nil {
		return false, err
	}
	for _, s := range all {
		if role == base.Coldkey {
			if s.Owner == key.String() || s.OfferedTo == key.String() {
				return true, nil
			}
			continue
		}
		if has, err := k.uids.Has(ctx, collections.Join(s.Netuid, key)); err != nil || has {
			return has, err
		}
	}
	return false, nil
}

// Rekey implements base.Rekeyer. All else that is known of a neuron, its weights, bonds, scores and commitments, is kept by
// uid and stays with the slot.
func (k Keeper) Rekey(ctx context.Context, role base.Role, old, new sdk.AccAddress) error {
	all, err := k.Subnets(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		if role == base.Hotkey {
			if err := k.rekeyNeuron(ctx, s.Netuid, old, new); err != nil {
				return err
			}
			continue
		}
		if s.Owner != old.String() && s.OfferedTo != old.String() {
			continue
		}
		if s.Owner == old.String() {
			s.Owner = new.String()
		}
		if s.OfferedTo == old.String() {
			s.OfferedTo = new.String()
		}
		if err := k.subnets.Set(ctx, s.Netuid, s); err != nil {
			return err
		}
	}
	return nil
}

func (k Keeper) rekeyNeuron(ctx context.Context, netuid uint32, old, new sdk.AccAddress) error {
	uid, err := k.uids.Get(ctx, collections.Join(netuid, old))
	if err != nil {
		return base.NotFound(err, nil)
	}
	n, err := k.Neuron(ctx, netuid, uid)
	if err != nil {
		return err
	}
	n.Hotkey = new.String()
	if err := k.neurons.Set(ctx, collections.Join(netuid, uid), n); err != nil {
		return err
	}
	if err := k.uids.Remove(ctx, collections.Join(netuid, old)); err != nil {
		return err
	}
	return k.uids.Set(ctx, collections.Join(netuid, new), uid)
}
