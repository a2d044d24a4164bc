package escrow

import (
	"context"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/crypto/keys/secp256k1"
	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/x/base"
)

// Open implements escrowv1.MsgServer. The terms of the channel are fixed here, so that neither a change of parameters
// nor the other side can alter what was agreed on.
func (k msgServer) Open(ctx context.Context, m *escrowv1.MsgOpen) (*escrowv1.MsgOpenResponse, error) {
	payer, err := base.Address("payer", m.Payer)
	if err != nil {
		return nil, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	if err := k.checkGateway(payer, m.Gateway); err != nil {
		return nil, err
	}
	c, err := terms(params, m)
	if err != nil {
		return nil, err
	}
	if c.Signer, err = k.signer(ctx, payer, m.Signer); err != nil {
		return nil, err
	}
	if err := k.checkRoom(ctx, payer, params.MaxChannels); err != nil {
		return nil, err
	}
	if err := k.collect(ctx, payer, m.Deposit); err != nil {
		return nil, err
	}
	last, err := k.last.Get(ctx)
	if last, err = base.Or(last, err, 0); err != nil {
		return nil, err
	}
	c.Id, c.OpenedAt = last+1, base.Height(ctx)
	if err := k.last.Set(ctx, c.Id); err != nil {
		return nil, err
	}
	if err := k.add(ctx, c); err != nil {
		return nil, err
	}
	base.Emit(ctx, &escrowv1.EventOpened{
		Channel: c.Id, Payer: c.Payer, Gateway: c.Gateway, Deposit: c.Deposit, SubnetShare: c.SubnetShare, Grace: c.Grace, Signer: c.Signer,
	})
	return &escrowv1.MsgOpenResponse{Channel: c.Id}, nil
}

// checkGateway refuses an account that cannot be paid.
func (k Keeper) checkGateway(payer sdk.AccAddress, address string) error {
	gateway, err := base.Address("gateway", address)
	switch {
	case err != nil:
		return err
	case gateway.Equals(payer):
		return ErrGateway.Wrapf("%s is the payer itself", gateway)
	case k.bank.BlockedAddr(gateway):
		return ErrGateway.Wrapf("%s is the account of a module", gateway)
	}
	return nil
}

// terms returns the channel that a payer asks for, with what it left to the chain filled in.
func terms(params escrowv1.Params, m *escrowv1.MsgOpen) (escrowv1.Channel, error) {
	c := escrowv1.Channel{Payer: m.Payer, Gateway: m.Gateway, Deposit: m.Deposit, Grace: m.Grace, SubnetShare: m.SubnetShare}
	if c.Grace == 0 {
		c.Grace = params.MinGrace
	}
	if c.SubnetShare == 0 {
		c.SubnetShare = params.SubnetShare
	}
	if err := base.InRange("deposit", c.Deposit, params.MinDeposit, tokenomics.Cap); err != nil {
		return c, ErrAmount.Wrap(err.Error())
	}
	if err := base.InRange("grace", c.Grace, params.MinGrace, maxGrace); err != nil {
		return c, ErrTerms.Wrap(err.Error())
	}
	if err := base.InRange("subnet_share", uint64(c.SubnetShare), uint64(params.SubnetShare), tokenomics.ProportionOne); err != nil {
		return c, ErrTerms.Wrap(err.Error())
	}
	return c, nil
}

// signer returns the key that signs vouchers: the one named, or that of the payer.
func (k Keeper) signer(ctx context.Context, payer sdk.AccAddress, named []byte) ([]byte, error) {
	if len(named) > 0 {
		if _, err := voucher.ParsePublicKey(named); err != nil {
			return nil, ErrSigner.Wrap(err.Error())
		}
		return named, nil
	}
	public, err := k.accounts.GetPubKey(ctx, payer)
	if err != nil {
		return nil, ErrSigner.Wrapf("%s: %v", payer, err)
	}
	key, ok := public.(*secp256k1.PubKey)
	if !ok {
		return nil, ErrSigner.Wrapf("the key of %s is unknown or not a single secp256k1 key; name one with signer", payer)
	}
	return key.Key, nil
}

// checkRoom refuses a payer who has as many channels as it may.
func (k Keeper) checkRoom(ctx context.Context, payer sdk.AccAddress, most uint32) error {
	var n uint32
	of := collections.NewPrefixedPairRange[sdk.AccAddress, uint64](payer)
	err := k.byPayer.Walk(ctx, of, func(party) (bool, error) { // bound: MaxChannels
		n++
		return n >= most, nil
	})
	if err == nil && n >= most {
		err = ErrTooManyChannels.Wrapf("%s has %d, at most %d", payer, n, most)
	}
	return err
}
