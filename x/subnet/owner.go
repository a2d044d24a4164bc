package subnet

import (
	"context"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// offerOwnership names the coldkey that may take a subnet over, or nobody. The owner stays the owner until it is accepted,
// so that no subnet is given to a key that nobody has.
func (k Keeper) offerOwnership(ctx context.Context, m *subnetv1.MsgOfferOwnership) error {
	s, _, err := k.checkSender(ctx, m.Sender, m.Netuid)
	if err != nil {
		return err
	}
	to := ""
	if m.To != "" {
		address, err := base.Address("to", m.To)
		if err != nil {
			return err
		}
		to = address.String()
	}
	switch {
	case to == "" && s.OfferedTo == "":
		return ErrNotOffered.Wrapf("netuid %d is offered to nobody, there is nothing to take back", m.Netuid)
	case to != "" && to == s.Owner:
		return sdkerrors.ErrInvalidRequest.Wrapf("netuid %d belongs to %s already", m.Netuid, to)
	}
	s.OfferedTo = to
	base.Emit(ctx, &subnetv1.EventOwnershipOffered{Netuid: m.Netuid, Owner: s.Owner, To: to})
	return k.subnets.Set(ctx, m.Netuid, s)
}

// acceptOwnership makes the signer the owner: what the subnet earns for its owner, the right to its lock and the rule over
// it are the signer's from now on.
func (k Keeper) acceptOwnership(ctx context.Context, m *subnetv1.MsgAcceptOwnership) error {
	coldkey, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return err
	}
	s, err := k.Subnet(ctx, m.Netuid)
	if err != nil {
		return err
	}
	if s.OfferedTo != coldkey.String() {
		to := s.OfferedTo
		if to == "" {
			to = "nobody"
		}
		return ErrNotOffered.Wrapf("netuid %d is offered to %s, not to %s", m.Netuid, to, coldkey)
	}
	base.Emit(ctx, &subnetv1.EventOwnershipAccepted{Netuid: m.Netuid, From: s.Owner, To: coldkey.String()})
	s.Owner, s.OfferedTo = coldkey.String(), ""
	return k.subnets.Set(ctx, m.Netuid, s)
}
