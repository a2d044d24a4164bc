package stake

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// purchase is a position and its pool as they are after rao have bought shares.
type purchase struct {
	pool   stakev1.Hotkey
	shares math.Int
	worth  uint64 // rao
}

// quote returns what amount rao would make of a position; it writes nothing.
func (k Keeper) quote(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (purchase, error) {
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return purchase{}, err
	}
	shares, err := k.position(ctx, hotkey, coldkey)
	if err != nil {
		return purchase{}, err
	}
	bought := math.NewIntFromBigInt(pool(h).Issue(amount))
	shares = shares.Add(bought)
	h.Shares = h.Shares.Add(bought)
	h.Stake += amount
	return purchase{h, shares, pool(h).Worth(shares.BigInt())}, nil
}

// purchase is [Keeper.quote] that refuses an amount that buys no share.
func (k Keeper) purchase(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (purchase, error) {
	before, err := k.position(ctx, hotkey, coldkey)
	if err != nil {
		return purchase{}, err
	}
	p, err := k.quote(ctx, hotkey, coldkey, amount)
	if err == nil && p.shares.Equal(before) {
		err = ErrAmount.Wrapf("%d rao are less than one share of %s", amount, hotkey)
	}
	return p, err
}

// Add moves amount rao from the coldkey's balance into the pool of the hotkey and returns what the coldkey holds there
// afterwards. It refuses an amount that buys no share, a balance that is too small, and a nomination below the minimum.
func (k Keeper) Add(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (uint64, error) {
	if _, err := k.Hotkey(ctx, hotkey); err != nil {
		return 0, err
	}
	if amount == 0 {
		return 0, ErrAmount.Wrap("0 rao cannot be staked")
	}
	if b := k.bank.GetBalance(ctx, coldkey, tianwang.Denom).Amount; b.LT(math.NewIntFromUint64(amount)) {
		return 0, ErrNotEnoughRao.Wrapf("%s has %s rao, %d are to be staked", coldkey, b, amount)
	}
	p, err := k.purchase(ctx, hotkey, coldkey, amount)
	if err != nil {
		return 0, err
	}
	if err := k.checkNomination(ctx, p.pool, coldkey, p.worth); err != nil {
		return 0, err
	}
	if err := k.bank.SendCoinsFromAccountToModule(ctx, coldkey, ModuleName, base.Rao(amount)); err != nil {
		return 0, err
	}
	if err := k.store(ctx, p.pool, hotkey, coldkey, p.shares); err != nil {
		return 0, err
	}
	base.Emit(ctx, &stakev1.EventStakeAdded{Hotkey: hotkey.String(), Coldkey: coldkey.String(), Amount: amount})
	return p.worth, nil
}

// holding is a position together with the pool it is part of.
type holding struct {
	pool            stakev1.Hotkey
	hotkey, coldkey sdk.AccAddress
	shares          math.Int
	worth           uint64 // rao
}

// holding reads a position from which amount rao are to be taken, and refuses nothing and more than there is. Every way
// out of a position begins here, so that a coldkey whose swap is announced has none.
func (k Keeper) holding(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (holding, error) {
	h := holding{hotkey: hotkey, coldkey: coldkey}
	err := k.CheckFree(ctx, coldkey)
	if err != nil {
		return h, err
	}
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
// remains. A nomination that would fall below the minimum is paid out whole. Stake that is held waits first: until is the
// block at whose end it is paid, zero if it was at once.
func (k Keeper) Remove(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) (paid, stake, until uint64, err error) {
	h, err := k.holding(ctx, hotkey, coldkey, amount)
	if err != nil {
		return 0, 0, 0, err
	}
	if k.checkNomination(ctx, h.pool, coldkey, h.worth-amount) != nil {
		amount = h.worth
	}
	paid = h.cut(amount)
	if until, err = k.payOut(ctx, h, paid); err != nil {
		return 0, 0, 0, err
	}
	return paid, pool(h.pool).Worth(h.shares.BigInt()), until, k.store(ctx, h.pool, h.hotkey, h.coldkey, h.shares)
}

// PayFee moves amount rao from the pool to the coldkey's balance, for the fee of the withdrawal that follows. Unlike
// [Keeper.Remove] it leaves the rest where it is, however little, since the withdrawal looks for it there.
func (k Keeper) PayFee(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64) error {
	h, err := k.holding(ctx, hotkey, coldkey, amount)
	if err != nil {
		return err
	}
	if err := k.send(ctx, h, h.cut(amount), ""); err != nil {
		return err
	}
	return k.store(ctx, h.pool, h.hotkey, h.coldkey, h.shares)
}

// cut takes amount out of a position and its pool and returns what it took: more than amount, all of it, where the rest
// would be less than a share. It writes nothing.
func (h *holding) cut(amount uint64) uint64 {
	paid, given := pool(h.pool).Withdraw(h.shares.BigInt(), amount)
	h.shares = h.shares.Sub(math.NewIntFromBigInt(given))
	h.pool.Shares = h.pool.Shares.Sub(math.NewIntFromBigInt(given))
	h.pool.Stake -= paid
	return paid
}

// payOut sends what was cut to the coldkey's balance, or to where it waits first: until is the block at whose end it is
// paid, zero if it was at once.
func (k Keeper) payOut(ctx context.Context, h holding, amount uint64) (until uint64, err error) {
	custodian, until, err := k.market.Hold(ctx, h.hotkey, h.coldkey, amount)
	if err != nil {
		return 0, err
	}
	return until, k.send(ctx, h, amount, custodian)
}

// send moves what was cut out of the module's account to a custodian, or, if none is named, to the coldkey.
func (k Keeper) send(ctx context.Context, h holding, amount uint64, custodian string) error {
	pay := func() error { return k.bank.SendCoinsFromModuleToAccount(ctx, ModuleName, h.coldkey, base.Rao(amount)) }
	if custodian != "" {
		pay = func() error { return k.bank.SendCoinsFromModuleToModule(ctx, ModuleName, custodian, base.Rao(amount)) }
	}
	if err := pay(); err != nil {
		return err
	}
	base.Emit(ctx, &stakev1.EventStakeRemoved{Hotkey: h.pool.Address, Coldkey: h.coldkey.String(), Amount: amount})
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

// store writes a hotkey and one position on it, and counts those who come and go.
func (k Keeper) store(ctx context.Context, h stakev1.Hotkey, hotkey, coldkey sdk.AccAddress, shares math.Int) error {
	if h.Owner != coldkey.String() {
		was, err := k.positions.Has(ctx, collections.Join(hotkey, coldkey))
		if err != nil {
			return err
		}
		switch is := !shares.IsZero(); {
		case is && !was:
			h.Nominators++
		case was && !is:
			h.Nominators--
		}
	}
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
