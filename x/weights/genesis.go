package weights

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	form "github.com/tianwang-net/tianwang/weights"
)

// DefaultGenesis is a chain on which nobody has said anything.
func DefaultGenesis() *weightsv1.GenesisState { return &weightsv1.GenesisState{} }

// ValidateGenesis refuses malformed rows and neurons that occur twice.
func ValidateGenesis(g *weightsv1.GenesisState) error {
	type key struct{ netuid, uid uint32 }
	seen := map[key]bool{}
	for _, n := range g.Neurons {
		at := key{n.Netuid, n.Uid}
		if seen[at] {
			return fmt.Errorf("netuid %d, uid %d occurs twice", n.Netuid, n.Uid)
		}
		seen[at] = true
		if n.Row != nil {
			if _, err := form.Unpack(n.Row.Entries); err != nil {
				return fmt.Errorf("netuid %d, uid %d: %w", n.Netuid, n.Uid, err)
			}
		}
		if n.Commits != nil && len(n.Commits.Commits) > MaxCommits {
			return fmt.Errorf("netuid %d, uid %d: %d commitments, at most %d", n.Netuid, n.Uid, len(n.Commits.Commits), MaxCommits)
		}
	}
	return nil
}

// InitGenesis writes the state.
func (k Keeper) InitGenesis(ctx context.Context, g *weightsv1.GenesisState) error {
	for _, n := range g.Neurons {
		at := collections.Join(n.Netuid, n.Uid)
		if n.Row != nil {
			if err := k.rows.Set(ctx, at, *n.Row); err != nil {
				return err
			}
		}
		if n.Commits != nil {
			if err := k.commits.Set(ctx, at, *n.Commits); err != nil {
				return err
			}
		}
	}
	return nil
}

// ExportGenesis reads the state: rows by slot, then the commitments of neurons that have no row.
func (k Keeper) ExportGenesis(ctx context.Context) (*weightsv1.GenesisState, error) {
	g := &weightsv1.GenesisState{}
	if err := k.rows.Walk(ctx, nil, func(at slot, row weightsv1.Row) (bool, error) {
		n := weightsv1.GenesisNeuron{Netuid: at.K1(), Uid: at.K2(), Row: &row}
		if has, err := k.commits.Has(ctx, at); err != nil || !has {
			g.Neurons = append(g.Neurons, n)
			return false, err
		}
		commits, err := k.commits.Get(ctx, at)
		n.Commits = &commits
		g.Neurons = append(g.Neurons, n)
		return false, err
	}); err != nil {
		return nil, err
	}
	err := k.commits.Walk(ctx, nil, func(at slot, commits weightsv1.Commits) (bool, error) {
		has, err := k.rows.Has(ctx, at)
		if err == nil && !has {
			g.Neurons = append(g.Neurons, weightsv1.GenesisNeuron{Netuid: at.K1(), Uid: at.K2(), Commits: &commits})
		}
		return false, err
	})
	return g, err
}

// CheckInvariants returns [ErrInconsistent] unless every row and commitment belongs to a neuron.
func (k Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := ValidateGenesis(g); err != nil {
		return ErrInconsistent.Wrap(err.Error())
	}
	for _, n := range g.Neurons {
		if _, err := k.subnets.Neuron(ctx, n.Netuid, n.Uid); err != nil {
			return ErrInconsistent.Wrap(err.Error())
		}
	}
	return nil
}
