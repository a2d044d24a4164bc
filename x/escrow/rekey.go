package escrow

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ base.Rekeyer = Keeper{}

// Names implements base.Rekeyer: coldkeys pay into channels and are paid out of them.
func (k Keeper) Names(ctx context.Context, role base.Role, key sdk.AccAddress) (bool, error) {
	if role != base.Coldkey {
		return false, nil
	}
	ids, err := k.channelsOf(ctx, key)
	return len(ids) > 0, err
}

// Rekey implements base.Rekeyer. The key that signs vouchers stays, so that those that are signed stay good; a payer who
// no longer trusts it closes the channel.
func (k Keeper) Rekey(ctx context.Context, role base.Role, old, new sdk.AccAddress) error {
	if role != base.Coldkey {
		return nil
	}
	ids, err := k.channelsOf(ctx, old)
	if err != nil {
		return err
	}
	for _, id := range ids {
		c, err := k.Channel(ctx, id)
		if err != nil {
			return err
		}
		if err := k.renameParties(ctx, c, old.String(), new.String()); err != nil {
			return err
		}
	}
	return nil
}

// channelsOf returns the channels in which an account pays or is paid, ascending in each of the two; nobody pays itself.
func (k Keeper) channelsOf(ctx context.Context, key sdk.AccAddress) (ids []uint64, err error) {
	for _, index := range []collections.KeySet[party]{k.byPayer, k.byGateway} {
		err := index.Walk(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, uint64](key), func(p party) (bool, error) {
			ids = append(ids, p.K2())
			return false, nil
		})
		if err != nil {
			return nil, err
		}
	}
	return ids, nil
}

// renameParties puts another account in the place of one, in a channel and its indexes.
func (k Keeper) renameParties(ctx context.Context, c escrowv1.Channel, old, new string) error {
	payer, gateway, err := parties(c)
	if err != nil {
		return err
	}
	if err := k.byPayer.Remove(ctx, collections.Join(payer, c.Id)); err != nil {
		return err
	}
	if err := k.byGateway.Remove(ctx, collections.Join(gateway, c.Id)); err != nil {
		return err
	}
	if c.Payer == old {
		c.Payer = new
	}
	if c.Gateway == old {
		c.Gateway = new
	}
	return k.add(ctx, c)
}
