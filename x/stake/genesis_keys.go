package stake

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/rotation"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// loan is a parent and a child on a subnet.
type loan struct {
	netuid        uint32
	parent, child string
}

// validateKeys refuses families, choices and swaps that could not have come about.
func validateKeys(g *stakev1.GenesisState) error {
	known := map[string]bool{}
	for _, h := range g.Hotkeys {
		known[h.Address] = true
	}
	if err := validateFamilies(g, known); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, t := range g.ChildTakes {
		if at := fmt.Sprintf("child take of %s on netuid %d", t.Hotkey, t.Netuid); !known[t.Hotkey] || seen[at] || t.Take > tokenomics.ProportionOne {
			return fmt.Errorf("%s: %d; the hotkey must be known and occur once", at, t.Take)
		} else {
			seen[at] = true
		}
	}
	for _, a := range g.AutoStakes {
		if _, err := base.Address("coldkey", a.Coldkey); err != nil || !known[a.Hotkey] || seen[a.Coldkey] {
			return fmt.Errorf("auto-stake of %s on %s: the hotkey must be known and the coldkey occur once", a.Coldkey, a.Hotkey)
		}
		seen[a.Coldkey] = true
	}
	for _, s := range g.ColdkeySwaps {
		at := "swap of " + s.Coldkey
		if _, err := base.Address("coldkey", s.Coldkey); err != nil || seen[at] || len(s.Hash) != rotation.HashSize || s.CancelFrom < s.ExecuteFrom {
			return fmt.Errorf("%s: a coldkey that occurs once, and a hash of %d bytes are needed", at, rotation.HashSize)
		}
		seen[at] = true
	}
	return nil
}

// validateFamilies wants parents to be the inverse of children, and nobody to be both.
func validateFamilies(g *stakev1.GenesisState, known map[string]bool) error {
	loans, lends := map[loan]uint32{}, map[loan]bool{}
	for _, c := range g.Children {
		if at := (loan{netuid: c.Netuid, parent: c.Hotkey}); !known[c.Hotkey] || lends[at] || len(c.Children) == 0 && c.PendingFrom == 0 {
			return fmt.Errorf("children of %s on netuid %d: a known hotkey that occurs once, and a child or a pending list are needed", c.Hotkey, c.Netuid)
		} else {
			lends[at] = true
		}
		if err := base.Either(checkRelatives(c.Hotkey, c.Children), checkRelatives(c.Hotkey, c.Pending)); err != nil {
			return fmt.Errorf("children of %s on netuid %d: %w", c.Hotkey, c.Netuid, err)
		}
		for _, r := range c.Children {
			loans[loan{c.Netuid, c.Hotkey, r.Hotkey}] = r.Proportion
		}
		if len(c.Children) == 0 {
			delete(lends, loan{netuid: c.Netuid, parent: c.Hotkey})
		}
	}
	for _, p := range g.Parents {
		if !known[p.Hotkey] || lends[loan{netuid: p.Netuid, parent: p.Hotkey}] || len(p.Parents) == 0 || len(p.Parents) > maxParents {
			return fmt.Errorf("parents of %s on netuid %d: %d; the child must be known and lend nothing", p.Hotkey, p.Netuid, len(p.Parents))
		}
		for _, r := range p.Parents {
			at := loan{p.Netuid, r.Hotkey, p.Hotkey}
			if proportion, ok := loans[at]; !ok || proportion != r.Proportion {
				return fmt.Errorf("parents of %s on netuid %d: %s lends %d, not %d", p.Hotkey, p.Netuid, r.Hotkey, proportion, r.Proportion)
			}
			delete(loans, at)
		}
	}
	if len(loans) > 0 {
		return fmt.Errorf("%d children do not name their parents", len(loans))
	}
	return nil
}

// initKeys writes families, choices and swaps.
func (k Keeper) initKeys(ctx context.Context, g *stakev1.GenesisState) error {
	for _, c := range g.Children {
		parent, err := base.Address("parent", c.Hotkey)
		if err != nil {
			return err
		}
		if err := base.Either(k.rememberPending(ctx, parent, c), k.children.Set(ctx, onSubnet(c.Netuid, parent), c)); err != nil {
			return err
		}
	}
	for _, p := range g.Parents {
		child, err := base.Address("child", p.Hotkey)
		if err != nil {
			return err
		}
		if err := k.setParents(ctx, p.Netuid, child, p.Parents); err != nil {
			return err
		}
	}
	for _, t := range g.ChildTakes {
		hotkey, err := base.Address("hotkey", t.Hotkey)
		if err != nil {
			return err
		}
		if err := k.childTakes.Set(ctx, onSubnet(t.Netuid, hotkey), t); err != nil {
			return err
		}
	}
	for _, a := range g.AutoStakes {
		coldkey, err := base.Address("coldkey", a.Coldkey)
		if err != nil {
			return err
		}
		hotkey, err := base.Address("hotkey", a.Hotkey)
		if err != nil {
			return err
		}
		if err := k.setAutoStake(ctx, coldkey, hotkey); err != nil {
			return err
		}
	}
	for _, s := range g.ColdkeySwaps {
		coldkey, err := base.Address("coldkey", s.Coldkey)
		if err != nil {
			return err
		}
		if err := k.swaps.Set(ctx, coldkey, s); err != nil {
			return err
		}
	}
	return nil
}

// exportKeys reads what initKeys writes.
func (k Keeper) exportKeys(ctx context.Context, g *stakev1.GenesisState) error {
	if err := k.children.Walk(ctx, nil, func(_ kin, c stakev1.Children) (bool, error) {
		g.Children = append(g.Children, c)
		return false, nil
	}); err != nil {
		return err
	}
	if err := k.parents.Walk(ctx, nil, func(_ kin, p stakev1.Parents) (bool, error) {
		g.Parents = append(g.Parents, p)
		return false, nil
	}); err != nil {
		return err
	}
	if err := k.childTakes.Walk(ctx, nil, func(_ kin, t stakev1.ChildTake) (bool, error) {
		g.ChildTakes = append(g.ChildTakes, t)
		return false, nil
	}); err != nil {
		return err
	}
	if err := k.autoStakes.Walk(ctx, nil, func(coldkey, hotkey sdk.AccAddress) (bool, error) {
		g.AutoStakes = append(g.AutoStakes, stakev1.AutoStake{Coldkey: coldkey.String(), Hotkey: hotkey.String()})
		return false, nil
	}); err != nil {
		return err
	}
	return k.swaps.Walk(ctx, nil, func(_ sdk.AccAddress, s stakev1.ColdkeySwap) (bool, error) {
		g.ColdkeySwaps = append(g.ColdkeySwaps, s)
		return false, nil
	})
}

// checkIndexes returns [ErrInconsistent] unless every index has exactly the entries that the records account for.
func (k Keeper) checkIndexes(ctx context.Context, g *stakev1.GenesisState) error {
	suitors, due := 0, 0
	for _, c := range g.Children {
		suitors += len(c.Pending)
		if c.PendingFrom > 0 {
			due++
		}
	}
	for _, index := range []struct {
		name string
		want int
		walk func(each func()) error
	}{
		{"suitors", suitors, counted(ctx, k.suitors)},
		{"due children", due, counted(ctx, k.dueChildren)},
		{"auto-stakers", len(g.AutoStakes), counted(ctx, k.autoStakers)},
	} {
		got := 0
		if err := index.walk(func() { got++ }); err != nil {
			return err
		}
		if got != index.want {
			return ErrInconsistent.Wrapf("%d entries in the index of %s, the records account for %d", got, index.name, index.want)
		}
	}
	return nil
}

func counted[K any](ctx context.Context, set collections.KeySet[K]) func(func()) error {
	return func(each func()) error {
		return set.Walk(ctx, nil, func(K) (bool, error) {
			each()
			return false, nil
		})
	}
}
