package stake

import (
	"context"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Holds knows which stake answers for something and must wait when it leaves. Every way on which stake leaves the pool of
// a hotkey asks it, except the fee of a withdrawal.
type Holds interface {
	// CheckHeld returns an error while the stake on a hotkey answers for something, so that it cannot go to another hotkey.
	CheckHeld(ctx context.Context, hotkey sdk.AccAddress) error
	// Hold takes note that amount rao leave the pool of a hotkey for a coldkey. It returns the module that must get them
	// and the block at whose end that pays them out, or "" and 0 if they go to the coldkey at once.
	Hold(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (custodian string, until uint64, err error)
}

// Slash takes a part of all stake on a hotkey, in parts of 65535, rounded down, from every position by share, and gives
// it to a module that has it burned. It returns how much. The part must be less than everything: shares of an empty pool
// would be worth nothing for ever.
func (k Keeper) Slash(ctx context.Context, hotkey sdk.AccAddress, part uint32, collector string) (uint64, error) {
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return 0, err
	}
	if err := base.InRange("part", uint64(part), 0, tokenomics.ProportionOne-1); err != nil {
		return 0, ErrAmount.Wrap(err.Error())
	}
	amount := tokenomics.Part(h.Stake, uint64(part), tokenomics.ProportionOne)
	if amount == 0 {
		return 0, nil
	}
	if err := k.bank.SendCoinsFromModuleToModule(ctx, ModuleName, collector, base.Rao(amount)); err != nil {
		return 0, err
	}
	h.Stake -= amount
	return amount, k.hotkeys.Set(ctx, hotkey, h)
}
