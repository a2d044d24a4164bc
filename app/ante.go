package app

import (
	"math"
	"time"

	sdkmath "cosmossdk.io/math"

	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	"github.com/cosmos/cosmos-sdk/x/auth/ante"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/producer"
)

// newAnte returns what a transaction must pass before it runs: the cheap checks first, then admission of what costs no
// fee, then the fee, then signatures, and the rehearsal of what costs no fee.
func newAnte(a *App, quota *storetypes.TransientStoreKey, now func() time.Time) sdk.AnteHandler {
	if now == nil {
		now = time.Now
	}
	return sdk.ChainAnteDecorators(
		formDecorator{},
		clockDecorator{a.LastBlockHeight, now},
		ante.NewSetUpContextDecorator(),
		ante.NewExtensionOptionsDecorator(nil),
		ante.NewValidateBasicDecorator(),
		ante.NewTxTimeoutHeightDecorator(),
		ante.NewValidateMemoDecorator(a.Accounts),
		ante.NewConsumeGasForTxSizeDecorator(a.Accounts),
		freeDecorator{a.Keepers, quota},
		frozenDecorator{a},
		stakeFeeDecorator{a.Keepers},
		ante.NewDeductFeeDecorator(a.Accounts, a.Bank, a.Feegrant, a.checkFee).WithFeeRecipientModule(producer.Fees),
		ante.NewSetPubKeyDecorator(a.Accounts),
		ante.NewValidateSigCountDecorator(a.Accounts),
		ante.NewSigGasConsumeDecorator(a.Accounts, ante.DefaultSigVerificationGasConsumer),
		newVerifiedDecorator(a),
		ante.NewIncrementSequenceDecorator(a.Accounts),
		rehearsalDecorator{a.MsgServiceRouter()},
	)
}

// clockDecorator tells the mempool and simulations which block it is: the next one, the earliest that can include the
// transaction. A node that was just restarted knows neither height nor time there before its first block, and would
// refuse every signature; the height is then that of its store, and the time that of the machine, which is good enough
// to admit a transaction: what is in a block is checked again with the block's own.
type clockDecorator struct {
	height func() int64
	now    func() time.Time
}

// AnteHandle implements sdk.AnteDecorator.
func (d clockDecorator) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	if ctx.IsCheckTx() || simulate {
		height := ctx.BlockHeight()
		if height == 0 { // the store knows, but it hashes all of its roots whenever it is asked
			height = d.height()
		}
		ctx = ctx.WithBlockHeight(height + 1)
		if ctx.BlockTime().Unix() <= 0 {
			ctx = ctx.WithBlockTime(d.now())
		}
	}
	return next(ctx, tx, simulate)
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
	return tokenomics.PartUp(gas, price, tokenomics.Million)
}
