package epoch

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

// EndBlock closes the epochs that are due, the longest due first, at most params.MaxEpochsPerBlock of them; the others
// wait for the next block. An epoch that fails is tried again later.
func (k Keeper) EndBlock(ctx context.Context) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	due, err := k.dueNow(ctx)
	if err != nil {
		return err
	}
	for i, netuid := range due {
		if i >= int(params.MaxEpochsPerBlock) {
			base.Emit(ctx, &epochv1.EventEpochDeferred{Netuid: netuid})
			continue
		}
		failure := base.RunCached(sdk.UnwrapSDKContext(ctx), func(ctx sdk.Context) error {
			return k.closeEpoch(ctx, params, netuid)
		})
		if failure != nil {
			if err := k.postpone(ctx, params, netuid, failure); err != nil {
				return err
			}
		}
	}
	return nil
}

// dueNow returns the subnets whose epoch is due at this height or was earlier, longest due first.
func (k Keeper) dueNow(ctx context.Context) ([]uint32, error) {
	var netuids []uint32
	upTo := new(collections.Range[collections.Pair[uint64, uint32]]).
		EndExclusive(collections.PairPrefix[uint64, uint32](base.Height(ctx) + 1))
	err := k.due.Walk(ctx, upTo, func(key collections.Pair[uint64, uint32]) (bool, error) { // bound: SubnetLimit
		netuids = append(netuids, key.K2())
		return false, nil
	})
	return netuids, err
}

// closeEpoch runs the consensus of one subnet, pays, stores the result and starts the next epoch.
func (k Keeper) closeEpoch(ctx context.Context, params epochv1.Params, netuid uint32) error {
	clock, err := k.Clock(ctx, netuid)
	if err != nil {
		return err
	}
	s, err := k.subnets.Subnet(ctx, netuid)
	if err != nil {
		return err
	}
	next := epochv1.Clock{
		Epoch: clock.Epoch + 1, StartedAt: base.Height(ctx) + 1, Hyperparams: s.Hyperparams,
		DueAt: schedule.NextEpoch(clock.DueAt, s.Hyperparams.Tempo, base.Height(ctx)),
	}
	closed := &epochv1.EventEpochClosed{Netuid: netuid, Epoch: clock.Epoch, NextDue: next.DueAt}
	if s.Neurons > 0 {
		if closed.Paid, closed.OwnerCut, err = k.run(ctx, params, clock, s); err != nil {
			return err
		}
	}
	base.Emit(ctx, closed)
	return k.setClock(ctx, netuid, clock.DueAt, next)
}

// postpone moves a failed epoch to a later block and says why.
func (k Keeper) postpone(ctx context.Context, params epochv1.Params, netuid uint32, failure error) error {
	clock, err := k.Clock(ctx, netuid)
	if err != nil {
		return err
	}
	old := clock.DueAt
	clock.DueAt = base.Height(ctx) + params.RetryInterval
	sdk.UnwrapSDKContext(ctx).Logger().Error("epoch failed", "netuid", netuid, "epoch", clock.Epoch, "retry_at", clock.DueAt, "err", failure)
	base.Emit(ctx, &epochv1.EventEpochFailed{Netuid: netuid, Epoch: clock.Epoch, Reason: failure.Error(), RetryAt: clock.DueAt})
	return k.setClock(ctx, netuid, old, clock)
}
