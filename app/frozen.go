package app

import (
	"context"

	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/stake"
)

// swapFeeKey marks a context in which a frozen coldkey pays the fee of a message about its swap; the value is its address.
type swapFeeKey struct{}

// frozenDecorator keeps what a coldkey has in place while its swap is announced: the coldkey pays for nothing but messages
// about the swap, at the chain's price, and for nothing at all while the swap is disputed. That no coins leave by another
// way, such as a grant to somebody else, is made sure of where coins move; see [Keepers.keepFrozen].
type frozenDecorator struct{ app *App }

// AnteHandle implements sdk.AnteDecorator.
func (d frozenDecorator) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return ctx, sdkerrors.ErrTxDecode.Wrap("the transaction has no fee")
	}
	payer := sdk.AccAddress(feeTx.FeePayer())
	if granter := feeTx.FeeGranter(); granter != nil {
		payer = granter
	}
	frozen := d.app.Stake.CheckFree(ctx, payer)
	if frozen == nil || isAdmittedFree(ctx) {
		return next(ctx, tx, simulate)
	}
	swap, err := d.app.Stake.Announced(ctx, payer)
	if err != nil {
		return ctx, err
	}
	for _, msg := range tx.GetMsgs() {
		if !aboutSwapOf(msg, payer.String()) {
			return ctx, frozen
		}
	}
	if swap.DisputedAt > 0 {
		return ctx, stake.ErrDisputed.Wrapf("%s, since block %d", swap.Coldkey, swap.DisputedAt)
	}
	price, err := d.app.Emission.GasPrice(ctx)
	if err != nil {
		return ctx, err
	}
	if most := Fee(feeTx.GetGas(), price); !simulate && feeTx.GetFee().AmountOf(tianwang.Denom).GT(sdkmath.NewIntFromUint64(most)) {
		return ctx, stake.ErrFrozen.Wrapf("%s may pay %d rao for this transaction, not more", swap.Coldkey, most)
	}
	return next(ctx.WithValue(swapFeeKey{}, payer.String()), tx, simulate)
}

// aboutSwapOf says whether a message carries out, disputes or cancels the swap of a coldkey.
func aboutSwapOf(msg sdk.Msg, coldkey string) bool {
	switch m := msg.(type) {
	case *stakev1.MsgSwapColdkey:
		return m.Coldkey == coldkey
	case *stakev1.MsgDisputeColdkeySwap:
		return m.Coldkey == coldkey
	case *stakev1.MsgCancelColdkeySwap:
		return m.Coldkey == coldkey
	}
	return false
}

// keepFrozen is asked before coins move: none leave a coldkey whose swap is announced, except for the fee of a message
// about it.
func (k *Keepers) keepFrozen(ctx context.Context, from, to sdk.AccAddress, _ sdk.Coins) (sdk.AccAddress, error) {
	if sdk.UnwrapSDKContext(ctx).Value(swapFeeKey{}) == from.String() {
		return to, nil
	}
	return to, k.Stake.CheckFree(ctx, from)
}
