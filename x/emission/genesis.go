package emission

import (
	"context"
	"fmt"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// DefaultGenesis is a chain on which nothing was ever minted.
func DefaultGenesis() *emissionv1.GenesisState {
	return &emissionv1.GenesisState{Params: DefaultParams()}
}

// ValidateGenesis refuses a ledger that could not have come about.
func ValidateGenesis(g *emissionv1.GenesisState) error {
	if err := ValidateParams(g.Params); err != nil {
		return err
	}
	l := g.Ledger
	if l.Burned > l.Minted || l.Minted-l.Burned > tokenomics.Cap || l.Era > tokenomics.LastEra {
		return fmt.Errorf("ledger: %d minted, %d burned, era %d", l.Minted, l.Burned, l.Era)
	}
	seen, left := map[uint32]bool{}, l.Minted-l.Burned
	for _, p := range g.Pending {
		if seen[p.Netuid] || p.Amount > left {
			return fmt.Errorf("pending: netuid %d occurs twice or exceeds the supply", p.Netuid)
		}
		seen[p.Netuid], left = true, left-p.Amount
	}
	return nil
}

// InitGenesis writes the state. The application holds it against the balances when all modules have theirs: a genesis
// that hands out rao nobody mined does not start.
func (k Keeper) InitGenesis(ctx context.Context, g *emissionv1.GenesisState) error {
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	if err := k.ledger.Set(ctx, g.Ledger); err != nil {
		return err
	}
	for _, p := range g.Pending {
		if err := k.setPending(ctx, p.Netuid, p.Amount); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis reads the state.
func (k Keeper) ExportGenesis(ctx context.Context) (*emissionv1.GenesisState, error) {
	g := &emissionv1.GenesisState{}
	var err error
	if g.Params, err = k.params.Get(ctx); err != nil {
		return nil, err
	}
	if g.Ledger, err = k.ledger.Get(ctx); err != nil {
		return nil, err
	}
	err = k.pending.Walk(ctx, nil, func(netuid uint32, amount uint64) (bool, error) {
		g.Pending = append(g.Pending, emissionv1.Pending{Netuid: netuid, Amount: amount})
		return false, nil
	})
	return g, err
}
