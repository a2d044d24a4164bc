package base

import (
	"fmt"
	"runtime/debug"

	sdk "github.com/cosmos/cosmos-sdk/types"
)

// RunCached runs one piece of block work in isolation: what it writes and the events it emits are kept only if it
// returns nil. An error and a panic are both returned as errors, so that a piece that fails costs the block nothing.
func RunCached(ctx sdk.Context, work func(sdk.Context) error) (err error) {
	cached, write := ctx.CacheContext()
	defer func() {
		if r := recover(); r != nil {
			ctx.Logger().Error("block work panicked", "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	if err := work(cached); err != nil {
		return err
	}
	write()
	return nil
}
