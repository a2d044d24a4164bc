package epoch

import (
	"context"
	"strings"

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
	for i, at := range due {
		netuid := at.K2()
		if i >= int(params.MaxEpochsPerBlock) {
			base.Emit(ctx, &epochv1.EventEpochDeferred{Netuid: netuid})
			continue
		}
		failure := base.RunCached(sdk.UnwrapSDKContext(ctx), func(ctx sdk.Context) error {
			return k.closeEpoch(ctx, params, at.K1(), netuid)
		})
		if failure != nil {
			if err := k.postpone(ctx, params, at.K1(), netuid, failure); err != nil {
				return err
			}
		}
	}
	return nil
}

// dueNow returns the entries of the index that are due at this height or were earlier, longest due first.
func (k Keeper) dueNow(ctx context.Context) ([]collections.Pair[uint64, uint32], error) {
	var due []collections.Pair[uint64, uint32]
	upTo := new(collections.Range[collections.Pair[uint64, uint32]]).
		EndExclusive(collections.PairPrefix[uint64, uint32](base.Height(ctx) + 1))
	err := k.due.Walk(ctx, upTo, func(key collections.Pair[uint64, uint32]) (bool, error) { // bound: SubnetLimit
		due = append(due, key)
		return false, nil
	})
	return due, err
}

// closeEpoch runs the consensus of one subnet, pays, stores the result and starts the next epoch.
func (k Keeper) closeEpoch(ctx context.Context, params epochv1.Params, due uint64, netuid uint32) error {
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
		DueAt: schedule.NextEpoch(due, s.Hyperparams.Tempo, base.Height(ctx)),
	}
	closed := &epochv1.EventEpochClosed{Netuid: netuid, Epoch: clock.Epoch, NextDue: next.DueAt}
	if s.Neurons > 0 {
		if closed.Paid, closed.OwnerCut, err = k.run(ctx, params, clock, s); err != nil {
			return err
		}
	}
	base.Emit(ctx, closed)
	return k.setClock(ctx, netuid, due, next)
}

// maxReason is the length of the longest reason of a failure that an event tells, in bytes.
const maxReason = 256

// postpone moves a failed epoch to a later block and says why. A clock that cannot be read stays as it is, and only its
// place in the index moves: whatever is broken in one subnet, the others go on.
func (k Keeper) postpone(ctx context.Context, params epochv1.Params, due uint64, netuid uint32, failure error) error {
	retry := base.Height(ctx) + params.RetryInterval
	clock, unreadable := k.Clock(ctx, netuid)
	sdk.UnwrapSDKContext(ctx).Logger().Error("epoch failed", "netuid", netuid, "epoch", clock.Epoch, "retry_at", retry, "err", failure)
	reason := failure.Error()
	reason = strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "?")
	base.Emit(ctx, &epochv1.EventEpochFailed{Netuid: netuid, Epoch: clock.Epoch, Reason: reason, RetryAt: retry})
	if unreadable != nil {
		return k.moveDue(ctx, netuid, due, retry)
	}
	clock.DueAt = retry
	return k.setClock(ctx, netuid, due, clock)
}
