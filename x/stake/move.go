package stake

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// MoveStake implements stakev1.MsgServer.
func (k msgServer) MoveStake(ctx context.Context, m *stakev1.MsgMoveStake) (*stakev1.MsgMoveStakeResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
	if err != nil {
		return nil, err
	}
	from, err := base.Address("from", m.From)
	if err != nil {
		return nil, err
	}
	to, err := base.Address("to", m.To)
	if err != nil {
		return nil, err
	}
	if from.Equals(to) {
		return nil, ErrSameKey.Wrapf("hotkey %s", m.From)
	}
	amount, err := k.amountOrAll(ctx, from, coldkey, m.Amount, m.All)
	if err != nil {
		return nil, err
	}
	return k.move(ctx, coldkey, from, to, amount)
}

// amountOrAll returns the amount, or all that the position is worth.
func (k Keeper) amountOrAll(ctx context.Context, hotkey, coldkey sdk.AccAddress, amount uint64, all bool) (uint64, error) {
	if !all {
		return amount, nil
	}
	if amount != 0 {
		return 0, ErrAmount.Wrapf("amount is %d although all is set, it must be 0", amount)
	}
	return k.Worth(ctx, hotkey, coldkey)
}

// move takes amount rao out of one pool and puts them into another; the coins stay in the module's account. What would
// remain below the minimum of a nomination moves, too. Stake that is held stays: the other hotkey does not answer for it.
func (k Keeper) move(ctx context.Context, coldkey, from, to sdk.AccAddress, amount uint64) (*stakev1.MsgMoveStakeResponse, error) {
	h, err := k.holding(ctx, from, coldkey, amount)
	if err != nil {
		return nil, err
	}
	if err := k.market.CheckHeld(ctx, from); err != nil {
		return nil, err
	}
	if k.checkNomination(ctx, h.pool, coldkey, h.worth-amount) != nil {
		amount = h.worth
	}
	amount = h.cut(amount)
	p, err := k.purchase(ctx, to, coldkey, amount)
	if err != nil {
		return nil, err
	}
	if err := k.checkNomination(ctx, p.pool, coldkey, p.worth); err != nil {
		return nil, err
	}
	if err := k.store(ctx, h.pool, from, coldkey, h.shares); err != nil {
		return nil, err
	}
	if err := k.store(ctx, p.pool, to, coldkey, p.shares); err != nil {
		return nil, err
	}
	base.Emit(ctx, &stakev1.EventStakeMoved{Coldkey: coldkey.String(), From: from.String(), To: to.String(), Amount: amount})
	return &stakev1.MsgMoveStakeResponse{Moved: amount, Stake: p.worth, Rest: pool(h.pool).Worth(h.shares.BigInt())}, nil
}

// TransferStake implements stakev1.MsgServer.
func (k msgServer) TransferStake(ctx context.Context, m *stakev1.MsgTransferStake) (*stakev1.MsgTransferStakeResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	to, err := base.Address("to", m.To)
	if err != nil {
		return nil, err
	}
	switch {
	case coldkey.Equals(to):
		return nil, ErrSameKey.Wrapf("coldkey %s", m.To)
	case k.bank.BlockedAddr(to):
		return nil, ErrModuleAccount.Wrap(m.To)
	}
	amount, err := k.amountOrAll(ctx, hotkey, coldkey, m.Amount, m.All)
	if err != nil {
		return nil, err
	}
	return k.transfer(ctx, hotkey, coldkey, to, amount)
}

// transfer gives the shares that are worth at least amount to another coldkey; the pool stays as it is. What would
// remain below the minimum of a nomination is paid out to the sender: it is not the receiver's.
func (k Keeper) transfer(ctx context.Context, hotkey, coldkey, to sdk.AccAddress, amount uint64) (*stakev1.MsgTransferStakeResponse, error) {
	h, err := k.holding(ctx, hotkey, coldkey, amount)
	if err != nil {
		return nil, err
	}
	received, err := k.position(ctx, hotkey, to)
	if err != nil {
		return nil, err
	}
	given := h.shares
	if amount < h.worth {
		given = math.MinInt(given, math.NewIntFromBigInt(pool(h.pool).Redeem(amount)))
		if pool(h.pool).Worth(h.shares.Sub(given).BigInt()) == 0 {
			given = h.shares // what would be left is less than a rao
		}
	}
	received = received.Add(given)
	h.shares = h.shares.Sub(given)
	h.worth = pool(h.pool).Worth(h.shares.BigInt())
	if err := k.checkNomination(ctx, h.pool, to, pool(h.pool).Worth(received.BigInt())); err != nil {
		return nil, err
	}
	paid, until := uint64(0), uint64(0)
	if k.checkNomination(ctx, h.pool, coldkey, h.worth) != nil {
		paid = h.worth
	}
	if paid > 0 {
		paid = h.cut(paid)
		if until, err = k.payOut(ctx, h, paid); err != nil {
			return nil, err
		}
	}
	if err := k.store(ctx, h.pool, hotkey, coldkey, h.shares); err != nil {
		return nil, err
	}
	after, err := k.Hotkey(ctx, hotkey) // with the count of its nominators
	if err != nil {
		return nil, err
	}
	if err := k.store(ctx, after, hotkey, to, received); err != nil {
		return nil, err
	}
	k.welcome(ctx, to)
	base.Emit(ctx, &stakev1.EventStakeTransferred{Hotkey: hotkey.String(), From: coldkey.String(), To: to.String(), Amount: amount})
	return &stakev1.MsgTransferStakeResponse{
		Stake: pool(after).Worth(received.BigInt()), Rest: pool(after).Worth(h.shares.BigInt()), Paid: paid, PaidAt: until,
	}, nil
}

// welcome creates the account of a key that has none, so that it can sign.
func (k Keeper) welcome(ctx context.Context, key sdk.AccAddress) {
	if !k.accounts.HasAccount(ctx, key) {
		k.accounts.SetAccount(ctx, k.accounts.NewAccountWithAddress(ctx, key))
	}
}
