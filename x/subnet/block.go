package subnet

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/x/base"
)

// BeginBlock remembers the hash of this block, so that work can be bound to it from the next one on, and forgets the
// one that has left the window. Both are one write, whatever the number of subnets.
func (k Keeper) BeginBlock(ctx context.Context) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	now := base.Height(ctx)
	if now > params.WorkWindow {
		if err := k.hashes.Remove(ctx, now-params.WorkWindow-1); err != nil {
			return err
		}
	}
	return k.hashes.Set(ctx, now, sdk.UnwrapSDKContext(ctx).HeaderHash())
}
