package app

import (
	"math"

	sdkmath "cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// newAnte returns what a transaction must pass before it runs: the cheap checks first, then admission of what costs no
// fee, then the fee, then signatures.
func newAnte(a *App, quota *storetypes.TransientStoreKey) sdk.AnteHandler {
	signers := newcomerAccounts{a.Accounts}
	return sdk.ChainAnteDecorators(
		ante.NewSetUpContextDecorator(),
		ante.NewExtensionOptionsDecorator(nil),
		ante.NewValidateBasicDecorator(),
		ante.NewTxTimeoutHeightDecorator(),
		ante.NewValidateMemoDecorator(a.Accounts),
		ante.NewConsumeGasForTxSizeDecorator(a.Accounts),
		freeDecorator{a.Keepers, quota, a.LastBlockHeight},
		stakeFeeDecorator{a.Keepers},
		ante.NewDeductFeeDecorator(a.Accounts, a.Bank, a.Feegrant, a.checkFee),
		ante.NewSetPubKeyDecorator(a.Accounts),
		ante.NewValidateSigCountDecorator(a.Accounts),
		ante.NewSigGasConsumeDecorator(a.Accounts, ante.DefaultSigVerificationGasConsumer),
		ante.NewSigVerificationDecorator(signers, a.Encoding.TxConfig.SignModeHandler()),
		ante.NewIncrementSequenceDecorator(a.Accounts),
	)
}

// checkFee returns what a transaction pays: nothing if it was admitted as free, otherwise the fee it offers, which must
// reach the chain's price for its gas.
func (a *App) checkFee(ctx sdk.Context, tx sdk.Tx) (sdk.Coins, int64, error) {
	feeTx, ok := tx.(sdk.FeeTx)
	if !ok {
		return nil, 0, sdkerrors.ErrTxDecode.Wrap("the transaction has no fee")
	}
	if isAdmittedFree(ctx) {
		return nil, math.MaxInt64, nil
	}
	price, err := a.Emission.GasPrice(ctx)
	if err != nil {
		return nil, 0, err
	}
	need, offered := Fee(feeTx.GetGas(), price), feeTx.GetFee()
	if got := offered.AmountOf(tianwang.Denom); got.LT(sdkmath.NewIntFromUint64(need)) {
		return nil, 0, sdkerrors.ErrInsufficientFee.Wrapf("%s offered, %d gas cost %d%s", offered, feeTx.GetGas(), need, tianwang.Denom)
	}
	return offered, 0, nil
}

// Fee returns what gas costs at a price in millionths of a rao, rounded up.
func Fee(gas, price uint64) uint64 {
	fee := tokenomics.Part(gas, price, tokenomics.Million)
	if (gas%tokenomics.Million)*(price%tokenomics.Million)%tokenomics.Million != 0 && fee < math.MaxUint64 {
		fee++
	}
	return fee
}
