package subnet

import (
	"context"
	"slices"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/yuma"
)

// leaving returns which of all subnets would make room for another one at a height, 0 while there is room, and the first
// height at which one may be opened at all. It is [ErrTooManySubnets] if nobody has to make room yet.
//
// One that waits to be closed goes first. Otherwise it is, among those whose immunity is over, the one with the least
// standing, the earliest registration, the lowest netuid, in this order; a subnet without neurons, which earns nothing
// whatever its standing, goes before all that have some. (Reference chain: the least emission, ties to the oldest.)
func (k Keeper) leaving(
	ctx context.Context, params subnetv1.Params, all []subnetv1.Subnet, height uint64,
) (netuid uint32, from uint64, err error) {
	if len(all) < int(params.SubnetLimit) {
		return 0, 0, nil
	}
	if len(all) == 0 {
		return 0, 0, ErrTooManySubnets.Wrap("subnet_limit is 0")
	}
	waiting, err := k.waiting(ctx, 1)
	if err != nil {
		return 0, 0, err
	}
	if len(waiting) > 0 {
		return waiting[0], 0, nil
	}
	registeredAt, standings := make([]uint64, len(all)), make([]uint64, len(all))
	for i, s := range all {
		registeredAt[i] = s.RegisteredAt
		if s.Neurons == 0 {
			continue
		}
		standing, err := k.ranks.Standing(ctx, s.Netuid)
		if err != nil {
			return 0, 0, err
		}
		standings[i] = standing + 1 // which fits: parts sum to 2⁶²
	}
	from = slices.Min(registeredAt) + params.SubnetImmunity
	if height < from {
		return 0, from, ErrTooManySubnets.Wrapf("all %d are taken and immune, the next subnet can be created at block %d, now is block %d",
			params.SubnetLimit, from, height)
	}
	return all[yuma.Lowest(registeredAt, standings, params.SubnetImmunity, height)].Netuid, from, nil
}

// prune closes a subnet at once so that another one can take its place.
func (k Keeper) prune(ctx context.Context, netuid uint32) error {
	queued, err := k.dissolving.Has(ctx, netuid)
	if err != nil {
		return err
	}
	if err := k.dissolving.Remove(ctx, netuid); err != nil {
		return err
	}
	return k.dissolve(ctx, netuid, !queued)
}

// NextSubnet returns what a new subnet costs now, from which height on one may be opened, and the netuid of the subnet
// that would be closed for it now, 0 for none.
func (k Keeper) NextSubnet(ctx context.Context) (cost, from uint64, closes uint32, err error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return 0, 0, 0, err
	}
	all, err := k.Subnets(ctx)
	if err != nil {
		return 0, 0, 0, err
	}
	if cost, from, err = k.LockCost(ctx); err != nil {
		return 0, 0, 0, err
	}
	closes, room, err := k.leaving(ctx, params, all, base.Height(ctx)+1)
	if room > 0 && err != nil {
		err = nil // it is only too early
	}
	return cost, max(from, room), closes, err
}
