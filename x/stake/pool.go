package stake

import (
	"context"

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

// holding is a position together with the pool it is part of.
type holding struct {
	pool            stakev1.Hotkey
	hotkey, coldkey sdk.AccAddress
	shares          math.Int
	worth           uint64 // rao
}

// holding reads a position from which amount rao are to be taken, and refuses nothing and more than there is.
func (k Keeper) holding(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (holding, error) {
	h := holding{hotkey: hotkey, coldkey: coldkey}
	var err error
	if h.pool, err = k.Hotkey(ctx, hotkey); err != nil {
		return h, err
	}
	if h.shares, err = k.position(ctx, hotkey, coldkey); err != nil {
		return h, err
	}
	h.worth = pool(h.pool).Worth(h.shares.BigInt())
	switch {
	case amount == 0:
		return h, ErrAmount.Wrap("0 rao cannot be taken out")
	case amount > h.worth:
		return h, ErrNotEnoughStake.Wrapf("%s holds %d rao on %s, %d are to be taken out", coldkey, h.worth, hotkey, amount)
	}
	return h, nil
}

// Remove moves amount rao from the pool of the hotkey to the coldkey's balance and returns what was paid and what
// remains. A nomination that would fall below the minimum is paid out whole.
func (k Keeper) Remove(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (paid, stake uint64, err error) {
	h, err := k.holding(ctx, hotkey, coldkey, amount)
	if err != nil {
		return 0, 0, err
	}
	if k.checkNomination(ctx, h.pool, coldkey, h.worth-amount) != nil {
		amount = h.worth
	}
	stake, err = k.redeem(ctx, h, amount)
	return amount, stake, err
}

// PayFee moves amount rao from the pool to the coldkey's balance, for the fee of the withdrawal that follows. Unlike
// [Keeper.Remove] it leaves the rest where it is, however little, since the withdrawal looks for it there.
func (k Keeper) PayFee(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) error {
	h, err := k.holding(ctx, hotkey, coldkey, amount)
	if err != nil {
		return err
	}
	_, err = k.redeem(ctx, h, amount)
	return err
}

// redeem pays amount out of a position, all of its shares for all that it is worth, and returns what remains.
func (k Keeper) redeem(ctx context.Context, h holding, amount uint64) (uint64, error) {
	given := math.NewIntFromBigInt(pool(h.pool).Redeem(amount))
	if amount == h.worth {
		given = h.shares
	}
	shares := h.shares.Sub(given)
	h.pool.Shares = h.pool.Shares.Sub(given)
	h.pool.Stake -= amount
	if err := k.bank.SendCoinsFromModuleToAccount(ctx, ModuleName, h.coldkey, base.Rao(amount)); err != nil {
		return 0, err
	}
	if err := k.store(ctx, h.pool, h.hotkey, h.coldkey, shares); err != nil {
		return 0, err
	}
	base.Emit(ctx, &stakev1.EventStakeRemoved{Hotkey: h.pool.Address, Coldkey: h.coldkey.String(), Amount: amount})
	return pool(h.pool).Worth(shares.BigInt()), nil
}

// Reward pays what a hotkey earned in an epoch. The rao must be in the module's account already: the caller moves the
// sum of all rewards of the epoch at once.
func (k Keeper) Reward(ctx context.Context, hotkey sdk.AccAddress, reward tokenomics.EpochReward) error {
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return err
	}
	coldkey, err := base.Address("owner", h.Owner)
	if err != nil {
		return err
	}
	shares, err := k.position(ctx, hotkey, coldkey)
	if err != nil {
		return err
	}
	paid := pool(h).Reward(reward, h.Take)
	h.Stake, h.Shares = paid.After.Stake, h.Shares.Add(math.NewIntFromBigInt(paid.Bought))
	if err := k.store(ctx, h, hotkey, coldkey, shares.Add(math.NewIntFromBigInt(paid.Bought))); err != nil {
		return err
	}
	base.Emit(ctx, &stakev1.EventRewarded{Hotkey: h.Address, Owner: paid.Owner, Pool: paid.Shared})
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
