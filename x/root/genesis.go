package root

import (
	"context"
	"fmt"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
)

// DefaultGenesis is a chain whose root has no members.
func DefaultGenesis() *rootv1.GenesisState { return &rootv1.GenesisState{Params: DefaultParams()} }

// ValidateGenesis refuses seats that could not have been taken and malformed votes.
func ValidateGenesis(g *rootv1.GenesisState) error {
	if err := ValidateParams(g.Params); err != nil {
		return err
	}
	if len(g.Members) > int(g.Params.Seats) {
		return fmt.Errorf("%d members for %d seats", len(g.Members), g.Params.Seats)
	}
	uids, hotkeys := map[uint32]bool{}, map[string]bool{}
	for _, m := range g.Members {
		if m.Uid >= maxSeats || uids[m.Uid] || hotkeys[m.Hotkey] {
			return fmt.Errorf("member %d, %s: the seat does not exist or occurs twice", m.Uid, m.Hotkey)
		}
		uids[m.Uid], hotkeys[m.Hotkey] = true, true
		if _, err := base.Address("hotkey", m.Hotkey); err != nil {
			return fmt.Errorf("member %d: %w", m.Uid, err)
		}
		if _, err := weights.Unpack(m.Votes); err != nil {
			return fmt.Errorf("member %d: %w", m.Uid, err)
		}
	}
	for i, s := range g.Standings {
		if s.Netuid == Unissued || s.Average == 0 || s.Average > wholeShare || i > 0 && s.Netuid <= g.Standings[i-1].Netuid {
			return fmt.Errorf("standings: netuids of subnets must rise, and netuid %d has %d of %d", s.Netuid, s.Average, uint64(wholeShare))
		}
	}
	return validateShares(g.Shares)
}

func validateShares(s rootv1.Shares) error {
	if len(s.Netuids) != len(s.Parts) {
		return fmt.Errorf("shares: %d netuids but %d parts", len(s.Netuids), len(s.Parts))
	}
	for i := 1; i < len(s.Netuids); i++ {
		if s.Netuids[i] <= s.Netuids[i-1] {
			return fmt.Errorf("shares: netuid %d does not come after %d", s.Netuids[i], s.Netuids[i-1])
		}
	}
	return nil
}

// InitGenesis writes the state.
func (k Keeper) InitGenesis(ctx context.Context, g *rootv1.GenesisState) error {
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	if err := k.shares.Set(ctx, g.Shares); err != nil {
		return err
	}
	for _, s := range g.Standings {
		if err := k.standings.Set(ctx, s.Netuid, s.Average); err != nil {
			return err
		}
	}
	for _, m := range g.Members {
		hotkey, err := base.Address("hotkey", m.Hotkey)
		if err != nil {
			return err
		}
		if err := k.members.Set(ctx, m.Uid, m); err != nil {
			return err
		}
		if err := k.seats.Set(ctx, hotkey, m.Uid); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis reads the state.
func (k Keeper) ExportGenesis(ctx context.Context) (*rootv1.GenesisState, error) {
	g := &rootv1.GenesisState{}
	var err error
	if g.Params, err = k.params.Get(ctx); err != nil {
		return nil, err
	}
	if g.Shares, err = k.shares.Get(ctx); err != nil {
		return nil, err
	}
	if g.Standings, err = k.Standings(ctx); err != nil {
		return nil, err
	}
	g.Members, err = k.Members(ctx)
	return g, err
}

// CheckInvariants returns [ErrInconsistent] unless both tables of members agree and every standing is that of a subnet.
func (k Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := ValidateGenesis(g); err != nil {
		return ErrInconsistent.Wrap(err.Error())
	}
	seats := 0
	if err := k.seats.Walk(ctx, nil, func(hotkey sdk.AccAddress, uid uint32) (bool, error) {
		m, err := k.members.Get(ctx, uid)
		if err != nil || m.Hotkey != hotkey.String() {
			return true, ErrInconsistent.Wrapf("seat %d of %s: %v", uid, hotkey, err)
		}
		seats++
		return false, nil
	}); err != nil {
		return err
	}
	if seats != len(g.Members) {
		return ErrInconsistent.Wrapf("%d seats, %d members", seats, len(g.Members))
	}
	known, err := k.netuids(ctx)
	if err != nil {
		return err
	}
	for _, s := range g.Standings {
		if s.Netuid > tokenomics.ProportionOne || !slices.Contains(known, uint16(s.Netuid)) { // #nosec G115 -- just bounded
			return ErrInconsistent.Wrapf("netuid %d has a standing and does not exist", s.Netuid)
		}
	}
	return nil
}
