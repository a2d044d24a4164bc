package app

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/x/emission"
)

// deposits is the bank as x/gov has it. What x/gov burns goes to the collector, so that x/emission burns it at the end of
// the block and its ledger knows. What it pays back carries the mark without which nothing leaves its account.
type deposits struct{ bankkeeper.BaseKeeper }

// depositKey marks a context in which deposits are paid back or burned.
type depositKey struct{}

func handsOut(ctx context.Context) context.Context {
	return sdk.UnwrapSDKContext(ctx).WithValue(depositKey{}, true)
}

// SendCoinsFromModuleToAccount pays a deposit back.
func (d deposits) SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amount sdk.Coins) error {
	return d.BaseKeeper.SendCoinsFromModuleToAccount(handsOut(ctx), module, to, amount)
}

// SendCoinsFromAccountToModule takes a deposit. The account of a module cannot make one, since it could not be paid back.
func (d deposits) SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amount sdk.Coins) error {
	if d.BlockedAddr(from) {
		return sdkerrors.ErrUnauthorized.Wrapf("%s is the account of a module, it makes no deposits", from)
	}
	return d.BaseKeeper.SendCoinsFromAccountToModule(ctx, from, module, amount)
}

// BurnCoins gives a deposit to the collector.
func (d deposits) BurnCoins(ctx context.Context, module string, amount sdk.Coins) error {
	if amount.IsZero() {
		return nil
	}
	return d.SendCoinsFromModuleToModule(handsOut(ctx), module, emission.Collector, amount)
}

// keepDeposits is asked before coins move: those of governance's account are deposits of others, and leave it only when
// x/gov pays them back or burns them. A proposal that would spend them otherwise fails.
func (k *Keepers) keepDeposits(ctx context.Context, from, to sdk.AccAddress, _ sdk.Coins) (sdk.AccAddress, error) {
	if from.Equals(k.Accounts.GetModuleAddress(govtypes.ModuleName)) && sdk.UnwrapSDKContext(ctx).Value(depositKey{}) == nil {
		return to, sdkerrors.ErrUnauthorized.Wrapf("%s holds the deposits of others, it pays for nothing", from)
	}
	return to, nil
}

// checkDeposits returns an error unless governance's account holds exactly the deposits of all proposals.
func (k *Keepers) checkDeposits(ctx context.Context) error {
	sum := math.ZeroInt()
	if err := k.Gov.Deposits.Walk(ctx, nil, func(_ collections.Pair[uint64, sdk.AccAddress], d govv1.Deposit) (bool, error) {
		sum = sum.Add(sdk.NewCoins(d.Amount...).AmountOf(tianwang.Denom))
		return false, nil
	}); err != nil {
		return err
	}
	held := k.Bank.GetBalance(ctx, k.Accounts.GetModuleAddress(govtypes.ModuleName), tianwang.Denom).Amount
	if !held.Equal(sum) {
		return emission.ErrInconsistent.Wrapf("deposits of proposals are %s rao, the account of governance holds %s", sum, held)
	}
	return nil
}
