package stake

import (
	"context"
	"math/big"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Add moves amount rao from the coldkey's balance into the pool of the hotkey and returns what the coldkey holds there
// afterwards. It refuses an amount that buys no share, a balance that is too small, and a nomination below the minimum.
func (k Keeper) Add(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (uint64, error) {
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return 0, err
	}
	if amount == 0 {
		return 0, ErrAmount.Wrap("0 rao cannot be staked")
	}
	if b := k.bank.GetBalance(ctx, coldkey, tianwang.Denom).Amount; b.LT(math.NewIntFromUint64(amount)) {
		return 0, ErrNotEnoughRao.Wrapf("%s has %s rao, %d are to be staked", coldkey, b, amount)
	}
	shares, err := k.position(ctx, hotkey, coldkey)
	if err != nil {
		return 0, err
	}
	bought := pool(h).Issue(amount)
	if bought.Sign() == 0 {
		return 0, ErrAmount.Wrapf("%d rao are less than one share of %s", amount, h.Address)
	}
	shares = shares.Add(math.NewIntFromBigInt(bought))
	h.Shares = h.Shares.Add(math.NewIntFromBigInt(bought))
	h.Stake += amount
	stake := pool(h).Worth(shares.BigInt())
	if err := k.checkNomination(ctx, h, coldkey, stake); err != nil {
		return 0, err
	}
	if err := k.bank.SendCoinsFromAccountToModule(ctx, coldkey, ModuleName, base.Rao(amount)); err != nil {
		return 0, err
	}
	if err := k.store(ctx, h, hotkey, coldkey, shares); err != nil {
		return 0, err
	}
	base.Emit(ctx, &stakev1.EventStakeAdded{Hotkey: h.Address, Coldkey: coldkey.String(), Amount: amount})
	return stake, nil
}

// CheckRemove says whether [Keeper.Remove] would take amount rao out, without doing it.
func (k Keeper) CheckRemove(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) error {
	worth, err := k.Worth(ctx, hotkey, coldkey)
	if err != nil {
		return err
	}
	switch {
	case amount == 0:
		return ErrAmount.Wrap("0 rao cannot be taken out")
	case amount > worth:
		return ErrNotEnoughStake.Wrapf("%s holds %d rao on %s, %d are to be taken out", coldkey, worth, hotkey, amount)
	}
	return nil
}

// Remove moves amount rao from the pool of the hotkey to the coldkey's balance and returns what was paid and what
// remains. A nomination that would fall below the minimum is paid out whole.
func (k Keeper) Remove(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (paid, stake uint64, err error) {
	if err := k.CheckRemove(ctx, hotkey, coldkey, amount); err != nil {
		return 0, 0, err
	}
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return 0, 0, err
	}
	shares, err := k.position(ctx, hotkey, coldkey)
	if err != nil {
		return 0, 0, err
	}
	worth := pool(h).Worth(shares.BigInt())
	given := pool(h).Redeem(amount)
	if amount == worth || k.checkNomination(ctx, h, coldkey, worth-amount) != nil {
		amount, given = worth, shares.BigInt()
	}
	shares = shares.Sub(math.NewIntFromBigInt(given))
	h.Shares = h.Shares.Sub(math.NewIntFromBigInt(given))
	h.Stake -= amount
	if err := k.bank.SendCoinsFromModuleToAccount(ctx, ModuleName, coldkey, base.Rao(amount)); err != nil {
		return 0, 0, err
	}
	if err := k.store(ctx, h, hotkey, coldkey, shares); err != nil {
		return 0, 0, err
	}
	base.Emit(ctx, &stakev1.EventStakeRemoved{Hotkey: h.Address, Coldkey: coldkey.String(), Amount: amount})
	return amount, pool(h).Worth(shares.BigInt()), nil
}

// Reward pays what a hotkey earned in an epoch. The rao must be in the module's account already: the caller moves the
// sum of all rewards of the epoch at once. Dividends raise the pool first, then the owner's part buys shares in it; an
// empty pool has nobody to share with, so that all goes to the owner.
func (k Keeper) Reward(ctx context.Context, hotkey sdk.AccAddress, reward tokenomics.EpochReward) error {
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return err
	}
	owner, shared := reward.Split(h.Take)
	if h.Stake == 0 {
		owner, shared = owner+shared, 0
	}
	h.Stake += shared
	coldkey, err := base.Address("owner", h.Owner)
	if err != nil {
		return err
	}
	shares, err := k.position(ctx, hotkey, coldkey)
	if err != nil {
		return err
	}
	bought := new(big.Int)
	if owner > 0 {
		bought = pool(h).Issue(owner)
	}
	h.Stake += owner
	h.Shares = h.Shares.Add(math.NewIntFromBigInt(bought))
	if err := k.store(ctx, h, hotkey, coldkey, shares.Add(math.NewIntFromBigInt(bought))); err != nil {
		return err
	}
	base.Emit(ctx, &stakev1.EventRewarded{Hotkey: h.Address, Owner: owner, Pool: shared})
	return nil
}

// checkNomination refuses a nominator's stake that is neither nothing nor the minimum; owners may hold any amount.
func (k Keeper) checkNomination(ctx context.Context, h stakev1.Hotkey, coldkey sdk.AccAddress, stake uint64) error {
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	if stake > 0 && stake < params.MinNomination && h.Owner != coldkey.String() {
		return ErrBelowMinimum.Wrapf("%d rao on %s, at least %d are needed", stake, h.Address, params.MinNomination)
	}
	return nil
}

func (k Keeper) position(ctx context.Context, hotkey, coldkey sdk.AccAddress) (math.Int, error) {
	shares, err := k.positions.Get(ctx, collections.Join(hotkey, coldkey))
	return base.Or(shares, err, math.ZeroInt())
}

// store writes a hotkey and one position on it.
func (k Keeper) store(ctx context.Context, h stakev1.Hotkey, hotkey, coldkey sdk.AccAddress, shares math.Int) error {
	if err := k.hotkeys.Set(ctx, hotkey, h); err != nil {
		return err
	}
	return k.setPosition(ctx, h, hotkey, coldkey, shares)
}

// setPosition writes a position in both directions, and removes that of a nominator who has left.
func (k Keeper) setPosition(ctx context.Context, h stakev1.Hotkey, hotkey, coldkey sdk.AccAddress, shares math.Int) error {
	key, inverse := collections.Join(hotkey, coldkey), collections.Join(coldkey, hotkey)
	if shares.IsZero() && h.Owner != coldkey.String() {
		if err := k.positions.Remove(ctx, key); err != nil {
			return err
		}
		return k.byColdkey.Remove(ctx, inverse)
	}
	if err := k.positions.Set(ctx, key, shares); err != nil {
		return err
	}
	return k.byColdkey.Set(ctx, inverse)
}
