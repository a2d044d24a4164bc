package escrow

import (
	"context"
	"errors"

	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// verifyGas is the gas of one signature, the same as for one of a transaction.
const verifyGas = 1000

// Settle implements escrowv1.MsgServer. Only the gateway may: a payer could settle vouchers that its gateway has never seen,
// whose numbers for some subnet are higher, and so void the one that the gateway has, since none may fall.
func (k msgServer) Settle(ctx context.Context, m *escrowv1.MsgSettle) (*escrowv1.MsgSettleResponse, error) {
	if _, err := base.Address("sender", m.Sender); err != nil {
		return nil, err
	}
	c, err := k.Channel(ctx, m.Channel)
	if err != nil {
		return nil, err
	}
	if m.Sender != c.Gateway {
		return nil, ErrNotParty.Wrapf("channel %d: only its gateway, %s, settles", c.Id, c.Gateway)
	}
	payee, err := k.payee(c, m.PayTo)
	if err != nil {
		return nil, err
	}
	if now := base.Height(ctx); c.ClosesAt > 0 && now > c.ClosesAt {
		return nil, ErrClosed.Wrapf("channel %d took vouchers until block %d, now is block %d", c.Id, c.ClosesAt, now)
	}
	added, err := claim(ctx, c, m)
	if err != nil {
		return nil, err
	}
	settled := &escrowv1.EventSettled{Channel: c.Id, Payer: c.Payer, Gateway: c.Gateway, PaidTo: payee.String(), Paid: voucher.Total(added)}
	if settled.ToGateway, settled.Parts, err = k.divide(ctx, c.SubnetShare, added); err != nil {
		return nil, err
	}
	if err := k.payOut(ctx, settled, payee); err != nil {
		return nil, err
	}
	c.Settled = m.Spent
	if err := k.channels.Set(ctx, c.Id, c); err != nil {
		return nil, err
	}
	base.Emit(ctx, settled)
	return &escrowv1.MsgSettleResponse{Paid: settled.Paid, Gateway: settled.ToGateway, Left: Left(c)}, nil
}

// payee returns who gets the gateway's part of a settlement: the account named, or the gateway.
func (k Keeper) payee(c escrowv1.Channel, named string) (sdk.AccAddress, error) {
	if named == "" {
		return base.Address("gateway", c.Gateway)
	}
	payee, err := base.Address("pay_to", named)
	if err == nil && k.bank.BlockedAddr(payee) {
		err = ErrPayee.Wrapf("%s is the account of a module", payee)
	}
	return payee, err
}

// claim returns what a voucher adds to what was settled, if it is one of the channel, good for the deposit.
func claim(ctx context.Context, c escrowv1.Channel, m *escrowv1.MsgSettle) ([]voucher.Spend, error) {
	v := voucher.Signed{Signature: m.Signature, Voucher: voucher.Voucher{
		ChainID: sdk.UnwrapSDKContext(ctx).ChainID(), Channel: c.Id, Spent: Spends(m.Spent),
	}}
	if err := v.Check(); err != nil {
		return nil, refusal(err)
	}
	added, err := v.Since(Spends(c.Settled))
	total := voucher.Total(v.Spent)
	switch {
	case err != nil:
		return nil, refusal(err)
	case len(added) == 0:
		return nil, ErrNothingNew.Wrapf("channel %d: all %d rao are settled", c.Id, total)
	case total > c.Deposit:
		return nil, ErrDeposit.Wrapf("channel %d: %d rao were promised, %d deposited, %d are missing", c.Id, total, c.Deposit, total-c.Deposit)
	}
	sdk.UnwrapSDKContext(ctx).GasMeter().ConsumeGas(verifyGas, "voucher")
	return added, refusal(v.Verify(c.Signer))
}

// refusal turns an error of a voucher into one of this module.
func refusal(err error) error {
	switch {
	case errors.Is(err, voucher.ErrForm):
		return ErrVoucher.Wrap(err.Error())
	case errors.Is(err, voucher.ErrSignature):
		return ErrSignature.Wrap(err.Error())
	case errors.Is(err, voucher.ErrLower):
		return ErrLower.Wrap(err.Error())
	}
	return err
}

// divide splits a payment without dust: the subnets' share of the whole, rounded down, is apportioned over them by what
// was paid for each, and the gateway keeps the rest. What a subnet would get that does not exist is to be burned.
func (k Keeper) divide(ctx context.Context, share uint32, added []voucher.Spend) (uint64, []escrowv1.Part, error) {
	paid := make([]uint64, len(added))
	for i, s := range added {
		paid[i] = s.Amount
	}
	total := voucher.Total(added)
	toSubnets := tokenomics.Part(total, uint64(share), tokenomics.ProportionOne)
	parts := make([]escrowv1.Part, len(added))
	for i, amount := range fixed.Apportion(toSubnets, paid) {
		parts[i] = escrowv1.Part{Netuid: added[i].Netuid, Paid: paid[i], Pending: amount}
		_, err := k.subnets.Subnet(ctx, added[i].Netuid)
		if errors.Is(err, subnet.ErrUnknownSubnet) {
			parts[i].Pending, parts[i].Burned = 0, amount
		} else if err != nil {
			return 0, nil, err
		}
	}
	return total - toSubnets, parts, nil
}

// payOut moves the rao of a settlement out of the module's account.
func (k Keeper) payOut(ctx context.Context, s *escrowv1.EventSettled, payee sdk.AccAddress) error {
	var burned uint64
	var netuids []uint32
	var amounts []uint64
	for _, p := range s.Parts {
		burned += p.Burned
		if p.Pending > 0 {
			netuids, amounts = append(netuids, p.Netuid), append(amounts, p.Pending)
		}
	}
	if s.ToGateway > 0 {
		if err := k.bank.SendCoinsFromModuleToAccount(ctx, ModuleName, payee, base.Rao(s.ToGateway)); err != nil {
			return err
		}
	}
	if burned > 0 {
		if err := k.bank.SendCoinsFromModuleToModule(ctx, ModuleName, k.recycler, base.Rao(burned)); err != nil {
			return err
		}
	}
	return k.emission.Receive(ctx, ModuleName, netuids, amounts)
}
