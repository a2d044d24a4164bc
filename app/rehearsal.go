package app

import (
	"github.com/cosmos/cosmos-sdk/baseapp"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// rehearsalDecorator runs the messages of a free transaction once before they count. It comes last, when the state and
// what is left of the gas are exactly what the messages will find; one that fails, for whatever reason, is then refused
// by the ante handler: it leaves no trace in a block, and a mempool does not take it in.
//
// In a block the rehearsal is forgotten. In the mempool what it wrote stays, until the next block, so that the mempool
// does not take in two transactions of which only one can succeed. The transaction is then given the gas that it needs,
// and not what it asks for, since gas is what bounds a block and asking costs nothing.
type rehearsalDecorator struct{ router *baseapp.MsgServiceRouter }

// AnteHandle implements sdk.AnteDecorator.
func (d rehearsalDecorator) AnteHandle(ctx sdk.Context, tx sdk.Tx, simulate bool, next sdk.AnteHandler) (sdk.Context, error) {
	if !isAdmittedFree(ctx) || simulate {
		return next(ctx, tx, simulate)
	}
	meter := ctx.GasMeter()
	state, probe := ctx.MultiStore().CacheMultiStore(), storetypes.NewGasMeter(meter.GasRemaining())
	branch := ctx.WithMultiStore(state).WithGasMeter(probe).WithEventManager(sdk.NewEventManager())
	for _, msg := range tx.GetMsgs() {
		if _, err := d.router.Handler(msg)(branch, msg); err != nil {
			return ctx, err
		}
	}
	if ctx.IsCheckTx() {
		state.Write()
	}
	need := meter.GasConsumed() + probe.GasConsumed()
	exact := storetypes.NewGasMeter(min(meter.Limit(), need+need/gasMargin))
	exact.ConsumeGas(meter.GasConsumed(), "ante handler")
	return next(ctx.WithGasMeter(exact), tx, simulate)
}

// gasMargin is the part of the gas of a free transaction, one in so many, that it may take more than in its rehearsal.
const gasMargin = 10
