package stake

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// DefaultGenesis is a chain without hotkeys.
func DefaultGenesis() *stakev1.GenesisState { return &stakev1.GenesisState{Params: DefaultParams()} }

// ValidateGenesis refuses malformed addresses and pools whose positions do not add up.
func ValidateGenesis(g *stakev1.GenesisState) error {
	if err := ValidateParams(g.Params); err != nil {
		return err
	}
	left, nominators := map[string]math.Int{}, map[string]uint64{}
	for _, h := range g.Hotkeys {
		if _, dup := left[h.Address]; dup {
			return fmt.Errorf("hotkey %s occurs twice", h.Address)
		}
		if err := validateHotkey(h); err != nil {
			return fmt.Errorf("hotkey %s: %w", h.Address, err)
		}
		left[h.Address], nominators[h.Address+h.Owner] = h.Shares, 1 // the owner is none
	}
	type pair struct{ hotkey, coldkey string }
	seen := map[pair]bool{}
	for _, p := range g.Positions {
		shares, ok := left[p.Hotkey]
		switch at := (pair{p.Hotkey, p.Coldkey}); {
		case !ok:
			return fmt.Errorf("position of %s on the unknown hotkey %s", p.Coldkey, p.Hotkey)
		case seen[at]:
			return fmt.Errorf("position of %s on %s occurs twice", p.Coldkey, p.Hotkey)
		case p.Shares.IsNil() || p.Shares.IsNegative():
			return fmt.Errorf("position of %s on %s has %s shares", p.Coldkey, p.Hotkey, p.Shares)
		default:
			seen[at] = true
		}
		if _, err := base.Address("coldkey", p.Coldkey); err != nil {
			return fmt.Errorf("position on %s: %w", p.Hotkey, err)
		}
		left[p.Hotkey] = shares.Sub(p.Shares)
		if nominators[p.Hotkey+p.Coldkey] == 0 {
			nominators[p.Hotkey]++
		}
	}
	for _, h := range g.Hotkeys {
		if !left[h.Address].IsZero() {
			return fmt.Errorf("hotkey %s: positions and shares differ by %s", h.Address, left[h.Address])
		}
		if h.Nominators != nominators[h.Address] {
			return fmt.Errorf("hotkey %s: %d nominators, %d have a position", h.Address, h.Nominators, nominators[h.Address])
		}
	}
	return validateKeys(g)
}

// validateHotkey refuses a hotkey that could not be paid.
func validateHotkey(h stakev1.Hotkey) error {
	if _, err := base.Address("hotkey", h.Address); err != nil {
		return err
	}
	if _, err := base.Address("owner", h.Owner); err != nil {
		return err
	}
	switch {
	case h.Owner == h.Address:
		return ErrHotkeyIsColdkey
	case h.Take > tokenomics.ProportionOne:
		return fmt.Errorf("take is %d, at most %d", h.Take, tokenomics.ProportionOne)
	case h.Shares.IsNil() || h.Shares.IsNegative() || (h.Stake == 0) != h.Shares.IsZero():
		return fmt.Errorf("%d rao in %s shares", h.Stake, h.Shares)
	case h.Stake > tokenomics.Cap:
		return fmt.Errorf("%d rao, more than can exist", h.Stake)
	}
	return nil
}

// InitGenesis writes the state. The application checks that the pools are backed when all modules have their state.
func (k Keeper) InitGenesis(ctx context.Context, g *stakev1.GenesisState) error {
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	known := map[string]stakev1.Hotkey{}
	for _, h := range g.Hotkeys {
		hotkey, err := base.Address("hotkey", h.Address)
		if err != nil {
			return err
		}
		if err := k.hotkeys.Set(ctx, hotkey, h); err != nil {
			return err
		}
		known[h.Address] = h
	}
	for _, p := range g.Positions {
		hotkey, err := base.Address("hotkey", p.Hotkey)
		if err != nil {
			return err
		}
		coldkey, err := base.Address("coldkey", p.Coldkey)
		if err != nil {
			return err
		}
		if err := k.setPosition(ctx, known[p.Hotkey], hotkey, coldkey, p.Shares); err != nil {
			return err
		}
	}
	return k.initKeys(ctx, g)
}

// ExportGenesis reads the state.
func (k Keeper) ExportGenesis(ctx context.Context) (*stakev1.GenesisState, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	g := &stakev1.GenesisState{Params: params}
	if err := k.hotkeys.Walk(ctx, nil, func(_ sdk.AccAddress, h stakev1.Hotkey) (bool, error) {
		g.Hotkeys = append(g.Hotkeys, h)
		return false, nil
	}); err != nil {
		return nil, err
	}
	err = k.positions.Walk(ctx, nil, func(key collections.Pair[sdk.AccAddress, sdk.AccAddress], shares math.Int) (bool, error) {
		g.Positions = append(g.Positions, stakev1.Position{Hotkey: key.K1().String(), Coldkey: key.K2().String(), Shares: shares})
		return false, nil
	})
	return g, base.Either(err, k.exportKeys(ctx, g))
}

// CheckInvariants returns [ErrInconsistent] unless every pool's shares are the sum of its positions, every position
// stands in both directions, and the module's account holds exactly the sum of all pools. It walks the whole state: it
// is for tests and audits, not for blocks.
func (k Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := ValidateGenesis(g); err != nil {
		return ErrInconsistent.Wrap(err.Error())
	}
	total := math.ZeroInt()
	for _, h := range g.Hotkeys {
		total = total.Add(math.NewIntFromUint64(h.Stake))
	}
	inverse := 0
	if err := k.byColdkey.Walk(ctx, nil, func(collections.Pair[sdk.AccAddress, sdk.AccAddress]) (bool, error) {
		inverse++
		return false, nil
	}); err != nil {
		return err
	}
	if inverse != len(g.Positions) {
		return ErrInconsistent.Wrapf("%d positions but %d in the index by coldkey", len(g.Positions), inverse)
	}
	if held := k.bank.GetBalance(ctx, k.accounts.GetModuleAddress(ModuleName), tianwang.Denom).Amount; !held.Equal(total) {
		return ErrInconsistent.Wrapf("the pools hold %s rao, the account of the module %s", total, held)
	}
	return k.checkIndexes(ctx, g)
}
