package weights

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"

	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	form "github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
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
		if err := base.Either(validateRow(n.Row), validateCommits(n.Commits)); err != nil {
			return fmt.Errorf("netuid %d, uid %d: %w", n.Netuid, n.Uid, err)
		}
	}
	return nil
}

func validateRow(stored *weightsv1.Row) error {
	if stored == nil {
		return nil
	}
	row, err := form.Unpack(stored.Entries)
	if err != nil {
		return err
	}
	for i := 1; i < len(row); i++ {
		if row[i].UID <= row[i-1].UID {
			return fmt.Errorf("row: uid %d is not behind uid %d", row[i].UID, row[i-1].UID)
		}
	}
	return nil
}

func validateCommits(c *weightsv1.Commits) error {
	if c == nil {
		return nil
	}
	if len(c.Commits) == 0 || len(c.Commits) > MaxCommits {
		return fmt.Errorf("%d commitments, from 1 to %d can be open", len(c.Commits), MaxCommits)
	}
	for _, one := range c.Commits {
		if err := checkForm(one.Scheme, one.Hash); err != nil {
			return err
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
