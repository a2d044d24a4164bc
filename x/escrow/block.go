package escrow

import (
	"context"
	"strings"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// EndBlock refunds the channels whose grace period ends with this block or ended earlier, the longest due first, at most
// params.MaxRefundsPerBlock of them; the others wait for the next block, in which nothing can be settled any more. Each is
// refunded in isolation; one that fails is tried again later.
func (k Keeper) EndBlock(ctx context.Context) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	now, deferred, err := k.dueNow(ctx, int(params.MaxRefundsPerBlock))
	if err != nil {
		return err
	}
	for _, at := range now {
		failure := base.RunCached(sdk.UnwrapSDKContext(ctx), func(ctx sdk.Context) error {
			c, err := k.Channel(ctx, at.K2())
			if err != nil {
				return err
			}
			_, err = k.refund(ctx, c)
			return err
		})
		if failure != nil {
			if err := k.postpone(ctx, at, params.RetryInterval, failure); err != nil {
				return err
			}
		}
	}
	if deferred > 0 {
		base.Emit(ctx, &escrowv1.EventRefundsDeferred{FirstChannel: deferred})
	}
	return nil
}

// dueNow returns at most most entries that are due, and the channel of the first that has to wait, 0 if none has.
func (k Keeper) dueNow(ctx context.Context, most int) (now []due, deferred uint64, err error) {
	upTo := new(collections.Range[due]).EndExclusive(collections.PairPrefix[uint64, uint64](base.Height(ctx) + 1))
	err = k.due.Walk(ctx, upTo, func(at due) (bool, error) { // bound: MaxRefundsPerBlock + 1
		if len(now) == most {
			deferred = at.K2()
			return true, nil
		}
		now = append(now, at)
		return false, nil
	})
	return now, deferred, err
}

// maxReason is the length of the longest reason of a failure that an event tells, in bytes.
const maxReason = 256

// postpone moves a refund that failed to a later block and says why. A channel that cannot be read stays as it is, and
// only its place in the index moves: whatever is broken in one channel, the others are refunded.
func (k Keeper) postpone(ctx context.Context, at due, interval uint64, failure error) error {
	retry := base.Height(ctx) + interval
	sdk.UnwrapSDKContext(ctx).Logger().Error("refund failed", "channel", at.K2(), "retry_at", retry, "err", failure)
	reason := failure.Error()
	reason = strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "?")
	base.Emit(ctx, &escrowv1.EventRefundFailed{Channel: at.K2(), Reason: reason, RetryAt: retry})
	if c, err := k.Channel(ctx, at.K2()); err == nil {
		c.RefundAt = retry
		if err := k.channels.Set(ctx, c.Id, c); err != nil {
			return err
		}
	}
	return k.moveDue(ctx, at.K2(), at.K1(), retry)
}

// moveDue moves the refund of a channel from one height to another; from 0 adds it.
func (k Keeper) moveDue(ctx context.Context, id, from, to uint64) error {
	if from > 0 {
		if err := k.due.Remove(ctx, collections.Join(from, id)); err != nil {
			return err
		}
	}
	return k.due.Set(ctx, collections.Join(to, id))
}
