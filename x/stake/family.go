package stake

import (
	"context"
	"fmt"
	"slices"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// maxFamiliesPerBlock bounds how many lists of children take effect in one block; the others wait for the next.
const maxFamiliesPerBlock = 32

// checkRelatives refuses lists of children that are wrong in themselves.
func checkRelatives(parent string, children []stakev1.Relative) error {
	if len(children) > maxChildren {
		return fmt.Errorf("%d of them, at most %d are possible", len(children), maxChildren)
	}
	seen, left := map[string]bool{parent: true}, uint64(tokenomics.ProportionOne)
	for _, c := range children {
		if seen[c.Hotkey] {
			return fmt.Errorf("%s occurs twice, or is the parent itself", c.Hotkey)
		}
		seen[c.Hotkey] = true
		if err := base.InRange("proportion of "+c.Hotkey, uint64(c.Proportion), 1, left); err != nil {
			return err
		}
		left -= uint64(c.Proportion)
	}
	return nil
}

// EndBlock lets the lists of children take effect whose time has come, in isolation from each other.
func (k Keeper) EndBlock(ctx context.Context) error {
	var due []collections.Triple[uint64, uint32, sdk.AccAddress]
	upTo := new(collections.Range[collections.Triple[uint64, uint32, sdk.AccAddress]]).
		EndExclusive(collections.TriplePrefix[uint64, uint32, sdk.AccAddress](base.Height(ctx) + 1))
	if err := k.dueChildren.Walk(ctx, upTo, func(key collections.Triple[uint64, uint32, sdk.AccAddress]) (bool, error) { // bound: maxFamiliesPerBlock
		due = append(due, key)
		return len(due) == maxFamiliesPerBlock, nil
	}); err != nil {
		return err
	}
	for _, at := range due {
		failure := base.RunCached(sdk.UnwrapSDKContext(ctx), func(ctx sdk.Context) error { return k.found(ctx, at.K2(), at.K3()) })
		if failure == nil {
			continue
		}
		base.Emit(ctx, &stakev1.EventChildDropped{Netuid: at.K2(), Parent: at.K3().String(), Reason: failure.Error()})
		if err := k.dueChildren.Remove(ctx, at); err != nil {
			return err
		}
	}
	return nil
}

// found replaces the children of a parent by those that were pending. A hotkey is never both parent and child on one
// subnet, so that there are no chains and no cycles: its own will to lend ends what others lend to it, and a child that
// lends by now is left out.
func (k Keeper) found(ctx context.Context, netuid uint32, parent sdk.AccAddress) error {
	c, err := k.childrenOf(ctx, netuid, parent)
	if err != nil {
		return err
	}
	if err := k.forgetPending(ctx, parent, c); err != nil {
		return err
	}
	for _, old := range c.Children {
		if err := k.leaveParent(ctx, netuid, old.Hotkey, c.Hotkey); err != nil {
			return err
		}
	}
	wanted := c.Pending
	c.Children, c.Pending, c.PendingFrom = nil, nil, 0
	if len(wanted) > 0 {
		if err := k.disown(ctx, netuid, parent); err != nil {
			return err
		}
	}
	for _, r := range wanted {
		why, err := k.adopt(ctx, netuid, c.Hotkey, r)
		if err != nil {
			return err
		}
		if why != "" {
			base.Emit(ctx, &stakev1.EventChildDropped{Netuid: netuid, Parent: c.Hotkey, Child: r.Hotkey, Reason: why})
			continue
		}
		c.Children = append(c.Children, r)
	}
	base.Emit(ctx, &stakev1.EventChildrenChanged{Netuid: netuid, Hotkey: c.Hotkey, Children: c.Children})
	return k.setChildren(ctx, parent, c)
}

// setChildren writes a record, and removes one that says nothing.
func (k Keeper) setChildren(ctx context.Context, parent sdk.AccAddress, c stakev1.Children) error {
	if len(c.Children) == 0 && c.PendingFrom == 0 {
		return k.children.Remove(ctx, onSubnet(c.Netuid, parent))
	}
	return k.children.Set(ctx, onSubnet(c.Netuid, parent), c)
}

// leaveParent removes a parent from those of a child.
func (k Keeper) leaveParent(ctx context.Context, netuid uint32, child, parent string) error {
	address, err := base.Address("child", child)
	if err != nil {
		return err
	}
	parents, err := k.parentsOf(ctx, netuid, address)
	if err != nil {
		return err
	}
	parents = slices.DeleteFunc(parents, func(r stakev1.Relative) bool { return r.Hotkey == parent })
	return k.setParents(ctx, netuid, address, parents)
}

// leaveChild removes a child from those of a parent, against the parent's will.
func (k Keeper) leaveChild(ctx context.Context, netuid uint32, parent, child, why string) error {
	address, err := base.Address("parent", parent)
	if err != nil {
		return err
	}
	c, err := k.childrenOf(ctx, netuid, address)
	if err != nil {
		return err
	}
	c.Children = slices.DeleteFunc(c.Children, func(r stakev1.Relative) bool { return r.Hotkey == child })
	base.Emit(ctx, &stakev1.EventChildDropped{Netuid: netuid, Parent: parent, Child: child, Reason: why})
	return k.setChildren(ctx, address, c)
}

// disown ends all that is lent to a hotkey.
func (k Keeper) disown(ctx context.Context, netuid uint32, child sdk.AccAddress) error {
	parents, err := k.parentsOf(ctx, netuid, child)
	if err != nil {
		return err
	}
	for _, p := range parents {
		if err := k.leaveChild(ctx, netuid, p.Hotkey, child.String(), "the child lends its own stake from now on"); err != nil {
			return err
		}
	}
	return k.setParents(ctx, netuid, child, nil)
}

// adopt adds a parent to those of a child, or says why it cannot be. When all places are taken, that of the parent that
// lends least is given to one that lends more.
func (k Keeper) adopt(ctx context.Context, netuid uint32, parent string, r stakev1.Relative) (why string, err error) {
	child, err := base.Address("child", r.Hotkey)
	if err != nil {
		return "", err
	}
	theirs, err := k.childrenOf(ctx, netuid, child)
	if err != nil {
		return "", err
	}
	if len(theirs.Children) > 0 {
		return "the child lends its own stake", nil
	}
	parents, err := k.parentsOf(ctx, netuid, child)
	if err != nil {
		return "", err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return "", err
	}
	own := stakev1.Relative{Hotkey: parent, Proportion: r.Proportion}
	if len(parents) >= int(params.MaxParents) {
		at, least, err := k.lowest(ctx, parents)
		if err != nil {
			return "", err
		}
		_, lends, err := k.lowest(ctx, []stakev1.Relative{own})
		if err != nil {
			return "", err
		}
		if lends <= least {
			return fmt.Sprintf("the child has %d parents, and each lends at least %d rao", len(parents), least), nil
		}
		if err := k.leaveChild(ctx, netuid, parents[at].Hotkey, r.Hotkey, "another parent lends more"); err != nil {
			return "", err
		}
		parents = slices.Delete(parents, at, at+1)
	}
	return "", k.setParents(ctx, netuid, child, append(parents, own))
}

// lowest returns which of the parents lends least, the first among equals, and how much in rao.
func (k Keeper) lowest(ctx context.Context, parents []stakev1.Relative) (at int, least uint64, err error) {
	for i, p := range parents {
		address, err := base.Address("parent", p.Hotkey)
		if err != nil {
			return 0, 0, err
		}
		stake, err := k.Stake(ctx, address)
		if err != nil {
			return 0, 0, err
		}
		if l := lent(stake, p); i == 0 || l < least {
			at, least = i, l
		}
	}
	return at, least, nil
}

// ForgetSubnet removes all families of a subnet that is no more, so that the next with its netuid starts without.
func (k Keeper) ForgetSubnet(ctx context.Context, netuid uint32) error {
	var parents []sdk.AccAddress
	of := collections.NewPrefixedPairRange[uint32, sdk.AccAddress](netuid)
	if err := k.children.Walk(ctx, of, func(key kin, _ stakev1.Children) (bool, error) { // bound: those who paid to lend here
		parents = append(parents, key.K2())
		return false, nil
	}); err != nil {
		return err
	}
	for _, p := range parents {
		c, err := k.childrenOf(ctx, netuid, p)
		if err != nil {
			return err
		}
		if err := k.forgetPending(ctx, p, c); err != nil {
			return err
		}
	}
	if err := k.children.Clear(ctx, of); err != nil {
		return err
	}
	if err := k.parents.Clear(ctx, of); err != nil {
		return err
	}
	return k.childTakes.Clear(ctx, of)
}
