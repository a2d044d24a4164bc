package app

import (
	"fmt"
	"runtime/debug"

	"cosmossdk.io/log/v2"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	txtypes "github.com/cosmos/cosmos-sdk/types/tx"

	"github.com/tianwang-net/tianwang/x/base"
)

// formDecorator refuses transactions that decode but lack what the SDK takes for granted: it would panic when it asks
// them for their gas or their payer.
type formDecorator struct{}

// AnteHandle implements sdk.AnteDecorator.
func (formDecorator) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	p, ok := tx.(interface{ GetProtoTx() *txtypes.Tx })
	if !ok {
		return ctx, sdkerrors.ErrTxDecode.Wrapf("%T is no transaction of this chain", tx)
	}
	t := p.GetProtoTx()
	if t.Body == nil || t.AuthInfo == nil || t.AuthInfo.Fee == nil {
		return ctx, sdkerrors.ErrTxDecode.Wrap("the transaction has no fee and no gas limit, name both, a fee of nothing if it is free")
	}
	for _, one := range []struct{ field, address string }{{"payer", t.AuthInfo.Fee.Payer}, {"granter", t.AuthInfo.Fee.Granter}} {
		if one.address == "" {
			continue
		}
		if _, err := base.Address(one.field, one.address); err != nil {
			return ctx, err
		}
	}
	return next(ctx, tx, simulate)
}

// explainPanic turns a panic in a transaction into an error. The SDK's own would put the stack into the result, which
// differs from node to node; it belongs into the log. Running out of gas stays what it is.
func explainPanic(logger log.Logger) func(any) error {
	return func(cause any) error {
		if _, gas := cause.(storetypes.ErrorOutOfGas); gas {
			return nil
		}
		logger.Error("a transaction panicked", "cause", cause, "stack", string(debug.Stack()))
		return sdkerrors.ErrPanic.Wrap(fmt.Sprint(cause))
	}
}
