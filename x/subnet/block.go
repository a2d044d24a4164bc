package subnet

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/x/base"
)

// BeginBlock remembers the hash of this block, so that work can be bound to it from the next one on, and forgets those
// that have left the window: one in most blocks, and more only after the window has been made shorter. It closes
// at most one of the subnets that wait for it.
func (k Keeper) BeginBlock(ctx context.Context) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if err := k.dissolveNext(ctx); err != nil {
		return err
	}
	now := base.Height(ctx)
	old := new(collections.Range[uint64]).EndExclusive(now - min(now, params.WorkWindow))
	if err := k.hashes.Clear(ctx, old); err != nil {
		return err
	}
	return k.hashes.Set(ctx, now, sdk.UnwrapSDKContext(ctx).HeaderHash())
}
