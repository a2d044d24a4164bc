package stake

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ base.Rekeyer = Keeper{}

// Swap puts a new key in the place of an old one in every module: the one routine behind all swaps of keys. It returns
// [ErrKeyInUse] if the new key stands anywhere in this role already, and so never joins what two keys hold. The cost grows
// with what the key is named in; the gas of the transaction bounds it.
func (k Keeper) Swap(ctx context.Context, role base.Role, old, new sdk.AccAddress) error {
	all := append([]base.Rekeyer{k}, k.market.Rekeyers()...)
	for _, r := range all {
		if named, err := r.Names(ctx, role, new); err != nil || named {
			return base.Either(err, ErrKeyInUse.Wrap(new.String()))
		}
	}
	for _, r := range all {
		if err := r.Rekey(ctx, role, old, new); err != nil {
			return err
		}
	}
	k.welcome(ctx, new)
	return nil
}

// Names implements base.Rekeyer. A hotkey that has no record of its own stands nowhere, and a coldkey that owns a hotkey
// has a position on it.
func (k Keeper) Names(ctx context.Context, role base.Role, key sdk.AccAddress) (bool, error) {
	if role == base.Hotkey {
		return k.hotkeys.Has(ctx, key)
	}
	for _, has := range []func(context.Context, sdk.AccAddress) (bool, error){k.autoStakes.Has, k.swaps.Has} {
		if named, err := has(ctx, key); err != nil || named {
			return named, err
		}
	}
	held, err := firsts(ctx, k.byColdkey, key)
	return len(held) > 0, err
}

// Rekey implements base.Rekeyer.
func (k Keeper) Rekey(ctx context.Context, role base.Role, old, new sdk.AccAddress) error {
	if role == base.Coldkey {
		return k.rekeyColdkey(ctx, old, new)
	}
	h, err := k.Hotkey(ctx, old)
	if err != nil {
		return err
	}
	h.Address = new.String()
	if err := k.hotkeys.Remove(ctx, old); err != nil {
		return err
	}
	if err := k.hotkeys.Set(ctx, new, h); err != nil {
		return err
	}
	if err := k.rekeyPositions(ctx, old, new); err != nil {
		return err
	}
	stakers, err := firsts(ctx, k.autoStakers, old)
	if err != nil {
		return err
	}
	for _, coldkey := range stakers {
		if err := k.setAutoStake(ctx, coldkey, new); err != nil {
			return err
		}
	}
	netuids, err := k.market.Netuids(ctx)
	if err != nil {
		return err
	}
	for _, netuid := range netuids {
		if err := k.rekeyFamily(ctx, netuid, old, new); err != nil {
			return err
		}
	}
	return nil
}

// firsts returns the second parts of all pairs with a first part.
func firsts(ctx context.Context, set collections.KeySet[collections.Pair[sdk.AccAddress, sdk.AccAddress]], first sdk.AccAddress) ([]sdk.AccAddress, error) {
	var all []sdk.AccAddress
	err := set.Walk(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, sdk.AccAddress](first), // bound: gas of the transaction
		func(key collections.Pair[sdk.AccAddress, sdk.AccAddress]) (bool, error) {
			all = append(all, key.K2())
			return false, nil
		})
	return all, err
}

// rekeyPositions moves every position on a hotkey to another.
func (k Keeper) rekeyPositions(ctx context.Context, old, new sdk.AccAddress) error {
	type position struct {
		coldkey sdk.AccAddress
		shares  math.Int
	}
	var all []position
	if err := k.positions.Walk(ctx, collections.NewPrefixedPairRange[sdk.AccAddress, sdk.AccAddress](old), // bound: gas of the transaction
		func(key collections.Pair[sdk.AccAddress, sdk.AccAddress], shares math.Int) (bool, error) {
			all = append(all, position{key.K2(), shares})
			return false, nil
		}); err != nil {
		return err
	}
	for _, p := range all {
		if err := k.movePosition(ctx, [2]sdk.AccAddress{old, p.coldkey}, [2]sdk.AccAddress{new, p.coldkey}, p.shares); err != nil {
			return err
		}
	}
	return nil
}

// movePosition renames a position, (hotkey, coldkey), in both directions.
func (k Keeper) movePosition(ctx context.Context, from, to [2]sdk.AccAddress, shares math.Int) error {
	if err := k.positions.Remove(ctx, collections.Join(from[0], from[1])); err != nil {
		return err
	}
	if err := k.byColdkey.Remove(ctx, collections.Join(from[1], from[0])); err != nil {
		return err
	}
	if err := k.positions.Set(ctx, collections.Join(to[0], to[1]), shares); err != nil {
		return err
	}
	return k.byColdkey.Set(ctx, collections.Join(to[1], to[0]))
}

func (k Keeper) rekeyColdkey(ctx context.Context, old, new sdk.AccAddress) error {
	held, err := firsts(ctx, k.byColdkey, old)
	if err != nil {
		return err
	}
	for _, hotkey := range held {
		shares, err := k.position(ctx, hotkey, old)
		if err != nil {
			return err
		}
		if err := k.movePosition(ctx, [2]sdk.AccAddress{hotkey, old}, [2]sdk.AccAddress{hotkey, new}, shares); err != nil {
			return err
		}
		h, err := k.Hotkey(ctx, hotkey)
		if err != nil {
			return err
		}
		if h.Owner != old.String() {
			continue
		}
		h.Owner = new.String()
		if err := k.hotkeys.Set(ctx, hotkey, h); err != nil {
			return err
		}
	}
	target, err := k.autoStakes.Get(ctx, old)
	if target, err = base.Or(target, err, nil); err != nil || target == nil {
		return err
	}
	if err := k.setAutoStake(ctx, old, nil); err != nil {
		return err
	}
	return k.setAutoStake(ctx, new, target)
}

// rekeyFamily renames a hotkey on a subnet: as a parent, as a child, and in the pending lists of others.
func (k Keeper) rekeyFamily(ctx context.Context, netuid uint32, old, new sdk.AccAddress) error {
	t, err := k.childTakes.Get(ctx, onSubnet(netuid, old))
	if known := err == nil; known {
		t.Hotkey = new.String()
		err = base.Either(k.childTakes.Remove(ctx, onSubnet(netuid, old)), k.childTakes.Set(ctx, onSubnet(netuid, new), t))
	}
	if err = base.NotFound(err, nil); err != nil {
		return err
	}
	if err := k.rekeyParent(ctx, netuid, old, new); err != nil {
		return err
	}
	parents, err := k.parentsOf(ctx, netuid, old)
	if err != nil {
		return err
	}
	if err := base.Either(k.setParents(ctx, netuid, old, nil), k.setParents(ctx, netuid, new, parents)); err != nil {
		return err
	}
	var suitors []sdk.AccAddress
	if err := k.suitors.Walk(ctx, collections.NewSuperPrefixedTripleRange[uint32, sdk.AccAddress, sdk.AccAddress](netuid, old), // bound: gas of the transaction
		func(key kinPair) (bool, error) {
			suitors = append(suitors, key.K3())
			return false, nil
		}); err != nil {
		return err
	}
	for _, p := range parents {
		parent, err := base.Address("parent", p.Hotkey)
		if err != nil {
			return err
		}
		suitors = append(suitors, parent)
	}
	for _, parent := range suitors {
		if err := k.rekeyChild(ctx, netuid, parent, old, new); err != nil {
			return err
		}
	}
	return nil
}

// rekeyParent renames a hotkey that lends, in its own record and in those of its children.
func (k Keeper) rekeyParent(ctx context.Context, netuid uint32, old, new sdk.AccAddress) error {
	if has, err := k.children.Has(ctx, onSubnet(netuid, old)); err != nil || !has {
		return err
	}
	c, err := k.childrenOf(ctx, netuid, old)
	if err != nil {
		return err
	}
	if err := k.forgetPending(ctx, old, c); err != nil {
		return err
	}
	if err := k.children.Remove(ctx, onSubnet(netuid, old)); err != nil {
		return err
	}
	c.Hotkey = new.String()
	if err := k.rememberPending(ctx, new, c); err != nil {
		return err
	}
	if err := k.children.Set(ctx, onSubnet(netuid, new), c); err != nil {
		return err
	}
	for _, r := range c.Children {
		child, err := base.Address("child", r.Hotkey)
		if err != nil {
			return err
		}
		parents, err := k.parentsOf(ctx, netuid, child)
		if err != nil {
			return err
		}
		rename(parents, old, new)
		if err := k.setParents(ctx, netuid, child, parents); err != nil {
			return err
		}
	}
	return nil
}

// rekeyChild renames a child in the record of a parent, where it is and where it is to be.
func (k Keeper) rekeyChild(ctx context.Context, netuid uint32, parent, old, new sdk.AccAddress) error {
	c, err := k.childrenOf(ctx, netuid, parent)
	if err != nil {
		return err
	}
	if err := k.forgetPending(ctx, parent, c); err != nil {
		return err
	}
	rename(c.Children, old, new)
	rename(c.Pending, old, new)
	if err := k.rememberPending(ctx, parent, c); err != nil {
		return err
	}
	return k.children.Set(ctx, onSubnet(netuid, parent), c)
}

func rename(all []stakev1.Relative, old, new sdk.AccAddress) {
	for i := range all {
		if all[i].Hotkey == old.String() {
			all[i].Hotkey = new.String()
		}
	}
}
