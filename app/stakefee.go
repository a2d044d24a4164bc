package app

import (
	sdkmath "cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// stakeFeeDecorator lets a withdrawal pay its own fee. Who mines earns stake and not balance; without this the first
// withdrawal of a new coldkey would have nothing to pay with. What the balance lacks is taken out of the stake that the
// transaction's first message names, if the signer owns it; it is gone even if the message fails.
type stakeFeeDecorator struct{ k *Keepers }

// AnteHandle implements sdk.AnteDecorator.
func (d stakeFeeDecorator) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return ctx, sdkerrors.ErrTxDecode.Wrap("the transaction has no fee")
	}
	msg, ok := tx.GetMsgs()[0].(*stakev1.MsgRemoveStake)
	if !ok || simulate || feeTx.FeeGranter() != nil {
		return next(ctx, tx, simulate)
	}
	coldkey, err := base.Address("coldkey", msg.Coldkey)
	if err != nil {
		return ctx, err
	}
	if !coldkey.Equals(sdk.AccAddress(feeTx.FeePayer())) {
		return next(ctx, tx, simulate) // somebody else pays
	}
	fee := feeTx.GetFee().AmountOf(tianwang.Denom)
	missing := fee.Sub(d.k.Bank.GetBalance(ctx, coldkey, tianwang.Denom).Amount)
	if !missing.IsPositive() {
		return next(ctx, tx, simulate)
	}
	hotkey, err := base.Address("hotkey", msg.Hotkey)
	if err != nil {
		return ctx, err
	}
	if missing.GT(sdkmath.NewIntFromUint64(^uint64(0))) {
		return ctx, sdkerrors.ErrInsufficientFunds.Wrapf("a fee of %s", fee)
	}
	if err := d.k.Stake.PayFee(ctx, hotkey, coldkey, missing.Uint64()); err != nil {
		return ctx, err
	}
	return next(ctx, tx, simulate)
}
