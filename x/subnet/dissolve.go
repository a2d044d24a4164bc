package subnet

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// queueDissolution marks a subnet to be closed at the beginning of a later block. Until then it works as before.
func (k Keeper) queueDissolution(ctx context.Context, m *subnetv1.MsgDissolveSubnet) error {
	if _, _, err := k.checkSender(ctx, m.Sender, m.Netuid); err != nil {
		return err
	}
	queued, err := k.dissolving.Has(ctx, m.Netuid)
	if err != nil {
		return err
	}
	if queued {
		return ErrDissolving.Wrapf("netuid %d", m.Netuid)
	}
	return k.dissolving.Set(ctx, m.Netuid)
}

// dissolveNext closes the first subnet that waits for it: one a block, so that the work of a block is bounded by
// MaxUids. One that cannot be closed leaves the queue and stays open.
func (k Keeper) dissolveNext(ctx context.Context) error {
	waiting, err := k.waiting(ctx, 1)
	if err != nil || len(waiting) == 0 {
		return err
	}
	netuid := waiting[0]
	if err := k.dissolving.Remove(ctx, netuid); err != nil {
		return err
	}
	if err := base.RunCached(sdk.UnwrapSDKContext(ctx), func(ctx sdk.Context) error { return k.dissolve(ctx, netuid, false) }); err != nil {
		base.Emit(ctx, &subnetv1.EventDissolutionFailed{Netuid: netuid, Reason: err.Error()})
	}
	return nil
}

// waiting returns the first subnets that wait to be closed, by netuid.
func (k Keeper) waiting(ctx context.Context, most int) ([]uint32, error) {
	var all []uint32
	err := k.dissolving.Walk(ctx, nil, func(netuid uint32) (bool, error) { // bound: SubnetLimit
		all = append(all, netuid)
		return len(all) >= most, nil
	})
	return all, err
}

// dissolve removes everything that belongs to a subnet and pays its lock back; a lock without an owner, and the emission
// that waited for the next epoch, are burned. pruned says that it makes room for another one.
func (k Keeper) dissolve(ctx context.Context, netuid uint32, pruned bool) error {
	s, err := k.Subnet(ctx, netuid)
	if err != nil {
		return err
	}
	if err := k.payLockBack(ctx, s); err != nil {
		return err
	}
	forfeited, err := k.market.SubnetDissolved(ctx, netuid)
	if err != nil {
		return err
	}
	slots := collections.NewPrefixedPairRange[uint32, uint32](netuid)
	err = base.Either(k.neurons.Clear(ctx, slots), k.axons.Clear(ctx, slots))
	err = base.Either(err, k.uids.Clear(ctx, collections.NewPrefixedPairRange[uint32, sdk.AccAddress](netuid)))
	err = base.Either(err, k.subnets.Remove(ctx, netuid))
	if err != nil {
		return err
	}
	lock, err := k.lock.Get(ctx)
	if err != nil {
		return err
	}
	lock.LastNetuid = max(lock.LastNetuid, netuid)
	base.Emit(ctx, &subnetv1.EventSubnetDissolved{Netuid: netuid, Owner: s.Owner, Lock: s.Lock, Forfeited: forfeited, Pruned: pruned})
	return k.lock.Set(ctx, lock)
}

// payLockBack gives the lock of a subnet to its owner, or, without one, to be burned.
func (k Keeper) payLockBack(ctx context.Context, s subnetv1.Subnet) error {
	if s.Lock == 0 {
		return nil
	}
	if s.Owner == "" {
		return k.bank.SendCoinsFromModuleToModule(ctx, ModuleName, k.recycler, base.Rao(s.Lock))
	}
	owner, err := base.Address("owner", s.Owner)
	if err != nil {
		return err
	}
	return k.bank.SendCoinsFromModuleToAccount(ctx, ModuleName, owner, base.Rao(s.Lock))
}
