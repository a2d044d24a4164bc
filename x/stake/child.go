package stake

import (
	"context"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Bounds of families.
const (
	maxChildren = 5   // of one parent on one subnet
	maxParents  = 256 // of one child on one subnet, whatever the parameters say
)

// checkSubnet returns [ErrUnknownSubnet] unless the subnet exists. Root has no families: its seats go by all stake.
func (k Keeper) checkSubnet(ctx context.Context, netuid uint32) error {
	all, err := k.market.Netuids(ctx)
	if err != nil {
		return err
	}
	if !slices.Contains(all, netuid) {
		return ErrUnknownSubnet.Wrapf("netuid %d", netuid)
	}
	return nil
}

func (k Keeper) childrenOf(ctx context.Context, netuid uint32, parent sdk.AccAddress) (stakev1.Children, error) {
	c, err := k.children.Get(ctx, onSubnet(netuid, parent))
	return base.Or(c, err, stakev1.Children{Netuid: netuid, Hotkey: parent.String()})
}

func (k Keeper) parentsOf(ctx context.Context, netuid uint32, child sdk.AccAddress) ([]stakev1.Relative, error) {
	p, err := k.parents.Get(ctx, onSubnet(netuid, child))
	p, err = base.Or(p, err, stakev1.Parents{})
	return p.Parents, err
}

func (k Keeper) setParents(ctx context.Context, netuid uint32, child sdk.AccAddress, parents []stakev1.Relative) error {
	if len(parents) == 0 {
		return k.parents.Remove(ctx, onSubnet(netuid, child))
	}
	return k.parents.Set(ctx, onSubnet(netuid, child), stakev1.Parents{Netuid: netuid, Hotkey: child.String(), Parents: parents})
}

func (k Keeper) childTake(ctx context.Context, netuid uint32, hotkey sdk.AccAddress) (stakev1.ChildTake, error) {
	t, err := k.childTakes.Get(ctx, onSubnet(netuid, hotkey))
	if err == nil {
		return t, nil
	}
	params, unreadable := k.params.Get(ctx)
	if unreadable != nil {
		return t, unreadable
	}
	return base.Or(t, err, stakev1.ChildTake{Netuid: netuid, Hotkey: hotkey.String(), Take: params.MinChildTake})
}

// Backing returns the stake that counts for a hotkey on a subnet: its own less what it lends, and what its parents lend.
// Only own stake is lent, never what was inherited, so that the sum over all hotkeys is that of all pools. It reads as
// many entries as there are relatives.
func (k Keeper) Backing(ctx context.Context, netuid uint32, hotkey sdk.AccAddress) (stakev1.Backing, error) {
	b := stakev1.Backing{Hotkey: hotkey.String()}
	stake, err := k.Stake(ctx, hotkey)
	if err != nil {
		return b, err
	}
	c, err := k.childrenOf(ctx, netuid, hotkey)
	if err != nil {
		return b, err
	}
	for _, child := range c.Children {
		b.Lent += lent(stake, child)
	}
	b.Own = stake - b.Lent
	b.Total = b.Own
	parents, err := k.parentsOf(ctx, netuid, hotkey)
	if err != nil {
		return b, err
	}
	for _, p := range parents {
		address, err := base.Address("parent", p.Hotkey)
		if err != nil {
			return b, err
		}
		stake, err := k.Stake(ctx, address)
		if err != nil {
			return b, err
		}
		l := stakev1.Lender{Hotkey: p.Hotkey, Proportion: p.Proportion, Stake: lent(stake, p)}
		b.Lenders = append(b.Lenders, l)
		b.Total += l.Stake
	}
	return b, nil
}

// lent is a proportion of a parent's stake, rounded down.
func lent(stake uint64, r stakev1.Relative) uint64 {
	return tokenomics.Part(stake, uint64(r.Proportion), tokenomics.ProportionOne)
}

// SetChildren implements stakev1.MsgServer.
func (k msgServer) SetChildren(ctx context.Context, m *stakev1.MsgSetChildren) (*stakev1.MsgSetChildrenResponse, error) {
	coldkey, err := k.signer(ctx, m.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	if err := k.CheckOwner(ctx, hotkey, coldkey); err != nil {
		return nil, err
	}
	if err := k.checkSubnet(ctx, m.Netuid); err != nil {
		return nil, err
	}
	if err := k.checkChildren(ctx, m); err != nil {
		return nil, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	c, err := k.childrenOf(ctx, m.Netuid, hotkey)
	if err != nil {
		return nil, err
	}
	now := base.Height(ctx)
	if from := schedule.Again(c.SetAt, params.ChildrenInterval); now < from {
		return nil, ErrTooSoon.Wrapf("children of %s on netuid %d can be set again at block %d, now is block %d", m.Hotkey, m.Netuid, from, now)
	}
	if len(m.Children)+len(c.Children)+len(c.Pending) == 0 {
		return nil, ErrChildren.Wrapf("%s has none on netuid %d", m.Hotkey, m.Netuid)
	}
	if err := k.forgetPending(ctx, hotkey, c); err != nil {
		return nil, err
	}
	c.Pending, c.PendingFrom, c.SetAt = m.Children, now+params.ChildrenCooldown, now
	if err := k.rememberPending(ctx, hotkey, c); err != nil {
		return nil, err
	}
	base.Emit(ctx, &stakev1.EventChildrenSet{Netuid: m.Netuid, Hotkey: m.Hotkey, Children: m.Children, From: c.PendingFrom})
	return &stakev1.MsgSetChildrenResponse{From: c.PendingFrom}, k.children.Set(ctx, onSubnet(m.Netuid, hotkey), c)
}

// checkChildren refuses lists that could not take effect.
func (k Keeper) checkChildren(ctx context.Context, m *stakev1.MsgSetChildren) error {
	if err := checkRelatives(m.Hotkey, m.Children); err != nil {
		return ErrChildren.Wrap(err.Error())
	}
	for _, c := range m.Children {
		child, err := base.Address("child", c.Hotkey)
		if err != nil {
			return err
		}
		if _, err := k.Hotkey(ctx, child); err != nil {
			return err
		}
		theirs, err := k.childrenOf(ctx, m.Netuid, child)
		if err != nil {
			return err
		}
		if len(theirs.Children) > 0 {
			return ErrChildren.Wrapf("%s lends its own stake on netuid %d, it cannot be a child there", c.Hotkey, m.Netuid)
		}
	}
	return nil
}

// rememberPending and forgetPending keep the indexes of a pending list.
func (k Keeper) rememberPending(ctx context.Context, parent sdk.AccAddress, c stakev1.Children) error {
	if c.PendingFrom == 0 {
		return nil
	}
	for _, r := range c.Pending {
		child, err := base.Address("child", r.Hotkey)
		if err != nil {
			return err
		}
		if err := k.suitors.Set(ctx, collections.Join3(c.Netuid, child, parent)); err != nil {
			return err
		}
	}
	return k.dueChildren.Set(ctx, collections.Join3(c.PendingFrom, c.Netuid, parent))
}

func (k Keeper) forgetPending(ctx context.Context, parent sdk.AccAddress, c stakev1.Children) error {
	if c.PendingFrom == 0 {
		return nil
	}
	for _, r := range c.Pending {
		child, err := base.Address("child", r.Hotkey)
		if err != nil {
			return err
		}
		if err := k.suitors.Remove(ctx, collections.Join3(c.Netuid, child, parent)); err != nil {
			return err
		}
	}
	return k.dueChildren.Remove(ctx, collections.Join3(c.PendingFrom, c.Netuid, parent))
}
