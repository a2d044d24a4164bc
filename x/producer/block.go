package producer

import (
	"context"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

// BeginBlock counts who signed the previous block and punishes what the consensus engine proves.
func (k Keeper) BeginBlock(c context.Context) error {
	ctx := sdk.UnwrapSDKContext(c)
	p, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if err := base.RunCached(ctx, func(ctx sdk.Context) error { return k.countVotes(ctx, p) }); err != nil {
		ctx.Logger().Error("votes could not be counted", "err", err)
	}
	k.judge(ctx, p)
	return nil
}

// EndBlock shares out the fees, pays what has waited, forgets what is over, and, when stake is to be counted or somebody
// must go, chooses the set anew. If that fails the set stays as it is until it is tried again.
func (k Keeper) EndBlock(c context.Context) ([]abci.ValidatorUpdate, error) {
	ctx := sdk.UnwrapSDKContext(c)
	p, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	k.shareFees(ctx, p)
	if err := k.payDue(ctx, maxPayments); err != nil {
		return nil, err
	}
	if err := k.release(ctx, maxFreed); err != nil {
		return nil, err
	}
	stale, err := k.stale.Has(ctx)
	if err != nil || !stale && !schedule.Every(base.Height(ctx), p.RefreshInterval) {
		return nil, err
	}
	var updates []abci.ValidatorUpdate
	failure := base.RunCached(ctx, func(ctx sdk.Context) (err error) {
		updates, err = k.refresh(ctx, p)
		return err
	})
	if failure != nil {
		ctx.Logger().Error("producers could not be chosen", "err", failure)
		base.Emit(ctx, &producerv1.EventSetFailed{Reason: reasonOf(failure)})
		return nil, nil
	}
	return updates, nil
}

// maxReason is the length of the longest reason of a failure that an event tells, in bytes.
const maxReason = 256

// reasonOf returns the beginning of an error's text.
func reasonOf(err error) string {
	reason := err.Error()
	return strings.ToValidUTF8(reason[:min(len(reason), maxReason)], "?")
}
