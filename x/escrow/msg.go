package escrow

import (
	"context"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ escrowv1.MsgServer = msgServer{}

type msgServer struct{ Keeper }

// TopUp implements escrowv1.MsgServer.
func (k msgServer) TopUp(ctx context.Context, m *escrowv1.MsgTopUp) (*escrowv1.MsgTopUpResponse, error) {
	payer, err := base.Address("payer", m.Payer)
	if err != nil {
		return nil, err
	}
	c, err := k.Channel(ctx, m.Channel)
	if err != nil {
		return nil, err
	}
	switch {
	case c.Payer != m.Payer:
		return nil, ErrNotParty.Wrapf("the payer of channel %d is %s, not %s", c.Id, c.Payer, m.Payer)
	case c.ClosesAt > 0:
		return nil, ErrClosing.Wrapf("channel %d takes vouchers until block %d and no more rao; open another", c.Id, c.ClosesAt)
	case m.Amount == 0:
		return nil, ErrAmount.Wrapf("channel %d cannot be topped up with 0 rao", c.Id)
	case m.Amount > tokenomics.Cap-c.Deposit:
		return nil, ErrAmount.Wrapf("%d rao after %d, a channel takes %d rao in its life; open another", m.Amount, c.Deposit, uint64(tokenomics.Cap))
	}
	if err := k.collect(ctx, payer, m.Amount); err != nil {
		return nil, err
	}
	c.Deposit += m.Amount
	if err := k.channels.Set(ctx, c.Id, c); err != nil {
		return nil, err
	}
	base.Emit(ctx, &escrowv1.EventToppedUp{Channel: c.Id, Payer: c.Payer, Amount: m.Amount})
	return &escrowv1.MsgTopUpResponse{Left: Left(c)}, nil
}

// Close implements escrowv1.MsgServer. The gateway gives up what it has not settled; the payer must leave it the time to
// settle what was promised.
func (k msgServer) Close(ctx context.Context, m *escrowv1.MsgClose) (*escrowv1.MsgCloseResponse, error) {
	if _, err := base.Address("sender", m.Sender); err != nil {
		return nil, err
	}
	c, err := k.Channel(ctx, m.Channel)
	if err != nil {
		return nil, err
	}
	switch {
	case m.Sender == c.Gateway:
		refund, err := k.refund(ctx, c)
		return &escrowv1.MsgCloseResponse{Refund: refund}, err
	case m.Sender != c.Payer:
		return nil, ErrNotParty.Wrapf("channel %d is between %s and %s, not %s", c.Id, c.Payer, c.Gateway, m.Sender)
	case c.ClosesAt > 0:
		return nil, ErrClosing.Wrapf("channel %d is refunded after block %d", c.Id, c.ClosesAt)
	}
	c.ClosesAt = base.Height(ctx) + c.Grace
	if err := k.channels.Set(ctx, c.Id, c); err != nil {
		return nil, err
	}
	if err := k.moveDue(ctx, c.Id, 0, c.ClosesAt); err != nil {
		return nil, err
	}
	base.Emit(ctx, &escrowv1.EventClosing{Channel: c.Id, Payer: c.Payer, Gateway: c.Gateway, ClosesAt: c.ClosesAt})
	return &escrowv1.MsgCloseResponse{ClosesAt: c.ClosesAt}, nil
}

// UpdateParams implements escrowv1.MsgServer.
func (k msgServer) UpdateParams(ctx context.Context, m *escrowv1.MsgUpdateParams) (*escrowv1.MsgUpdateParamsResponse, error) {
	if err := base.CheckUpdate(k.authority, m.Authority, ValidateParams(m.Params)); err != nil {
		return nil, err
	}
	return &escrowv1.MsgUpdateParamsResponse{}, k.params.Set(ctx, m.Params)
}

// collect moves rao from the balance of a payer to the module and says how many are missing if they are too few.
func (k Keeper) collect(ctx context.Context, payer sdk.AccAddress, amount uint64) error {
	need := math.NewIntFromUint64(amount)
	if b := k.bank.GetBalance(ctx, payer, tianwang.Denom).Amount; b.LT(need) {
		return ErrNotEnoughRao.Wrapf("%s has %s rao, %d are to be deposited, %s are missing", payer, b, amount, need.Sub(b))
	}
	return k.bank.SendCoinsFromAccountToModule(ctx, payer, ModuleName, base.Rao(amount))
}
