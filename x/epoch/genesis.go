package epoch

import (
	"context"
	"errors"
	"fmt"

	"cosmossdk.io/collections"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// DefaultGenesis is a chain on which no epoch has closed.
func DefaultGenesis() *epochv1.GenesisState { return &epochv1.GenesisState{Params: DefaultParams()} }

// ValidateGenesis refuses subnets that occur twice and results whose parts differ in length.
func ValidateGenesis(g *epochv1.GenesisState) error {
	if err := ValidateParams(g.Params); err != nil {
		return err
	}
	seen := map[uint32]bool{}
	for _, s := range g.Subnets {
		if seen[s.Netuid] {
			return fmt.Errorf("netuid %d occurs twice", s.Netuid)
		}
		seen[s.Netuid] = true
		if err := validateSubnet(s); err != nil {
			return fmt.Errorf("netuid %d: %w", s.Netuid, err)
		}
	}
	return nil
}

func validateSubnet(s epochv1.GenesisSubnet) error {
	if s.Clock.Epoch == 0 {
		return errors.New("clock: epochs count from 1")
	}
	if err := subnet.ValidateHyperparams(s.Clock.Hyperparams); err != nil {
		return fmt.Errorf("clock: %w", err)
	}
	n, c := len(s.Scores.Rank), s.Scores
	for _, l := range []int{
		len(c.Trust), len(c.Consensus), len(c.Incentive), len(c.Dividends), len(c.ValidatorTrust),
		len(c.ServerEmission), len(c.ValidatorEmission), len(c.Active), len(c.Permits), len(c.Pruning),
	} {
		if l != n {
			return fmt.Errorf("scores of %d and of %d neurons", n, l)
		}
	}
	for i, b := range s.Bonds {
		if i > 0 && b.Uid <= s.Bonds[i-1].Uid {
			return fmt.Errorf("bonds of uid %d come after those of uid %d", b.Uid, s.Bonds[i-1].Uid)
		}
		if row, err := weights.Unpack(b.Entries); err != nil || len(row) == 0 {
			return fmt.Errorf("bonds of uid %d: a packed row with at least one entry is needed, not %d bytes", b.Uid, len(b.Entries))
		}
	}
	for i, uid := range s.Resets {
		if i > 0 && uid <= s.Resets[i-1] {
			return fmt.Errorf("resets: uid %d comes after uid %d", uid, s.Resets[i-1])
		}
	}
	return nil
}

// InitGenesis writes the state, and starts the epochs of subnets that the state does not know.
func (k Keeper) InitGenesis(ctx context.Context, g *epochv1.GenesisState) error {
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	for _, s := range g.Subnets {
		if err := k.setClock(ctx, s.Netuid, 0, s.Clock); err != nil {
			return err
		}
		if s.Scores.Height > 0 {
			if err := k.scores.Set(ctx, s.Netuid, s.Scores); err != nil {
				return err
			}
		}
		for _, b := range s.Bonds {
			if err := k.bonds.Set(ctx, collections.Join(s.Netuid, b.Uid), b.Entries); err != nil {
				return err
			}
		}
		for _, uid := range s.Resets {
			if err := k.resets.Set(ctx, collections.Join(s.Netuid, uid)); err != nil {
				return err
			}
		}
	}
	all, err := k.subnets.Subnets(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		if known, err := k.clocks.Has(ctx, s.Netuid); err != nil {
			return err
		} else if known {
			continue
		}
		if err := k.SubnetCreated(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// ExportGenesis reads the state.
func (k Keeper) ExportGenesis(ctx context.Context) (*epochv1.GenesisState, error) {
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	g := &epochv1.GenesisState{Params: params}
	err = k.clocks.Walk(ctx, nil, func(netuid uint32, clock epochv1.Clock) (bool, error) {
		s := epochv1.GenesisSubnet{Netuid: netuid, Clock: clock}
		var err error
		if s.Scores, err = k.lastScores(ctx, netuid); err != nil {
			return true, err
		}
		err = k.bonds.Walk(ctx, collections.NewPrefixedPairRange[uint32, uint32](netuid),
			func(key collections.Pair[uint32, uint32], row []byte) (bool, error) {
				s.Bonds = append(s.Bonds, epochv1.GenesisBonds{Uid: key.K2(), Entries: row})
				return false, nil
			})
		err = base.Either(err, k.resets.Walk(ctx, collections.NewPrefixedPairRange[uint32, uint32](netuid),
			func(slot collections.Pair[uint32, uint32]) (bool, error) {
				s.Resets = append(s.Resets, slot.K2())
				return false, nil
			}))
		g.Subnets = append(g.Subnets, s)
		return err != nil, err
	})
	return g, err
}

// CheckInvariants returns [ErrInconsistent] unless every subnet has exactly one clock and one place among what is due,
// and no score, bond row or reset is left of a subnet or neuron that does not exist.
func (k Keeper) CheckInvariants(ctx context.Context) error {
	all, err := k.subnets.Subnets(ctx)
	if err != nil {
		return err
	}
	for _, s := range all {
		clock, err := k.Clock(ctx, s.Netuid)
		if err != nil {
			return ErrInconsistent.Wrap(err.Error())
		}
		if due, err := k.due.Has(ctx, collections.Join(clock.DueAt, s.Netuid)); err != nil || !due {
			return ErrInconsistent.Wrapf("netuid %d is due at %d, the index does not know (%v)", s.Netuid, clock.DueAt, err)
		}
		scores, err := k.lastScores(ctx, s.Netuid)
		if err != nil {
			return err
		}
		if len(scores.Rank) > int(s.Neurons) {
			return ErrInconsistent.Wrapf("netuid %d: scores of %d neurons, there are %d", s.Netuid, len(scores.Rank), s.Neurons)
		}
	}
	due := 0
	if err := k.due.Walk(ctx, nil, func(collections.Pair[uint64, uint32]) (bool, error) {
		due++
		return false, nil
	}); err != nil {
		return err
	}
	if due != len(all) {
		return ErrInconsistent.Wrapf("%d subnets, %d are due", len(all), due)
	}
	return base.Either(
		k.bonds.Walk(ctx, nil, func(slot collections.Pair[uint32, uint32], _ []byte) (bool, error) {
			return false, k.checkSlot(ctx, "bonds", slot)
		}),
		k.resets.Walk(ctx, nil, func(slot collections.Pair[uint32, uint32]) (bool, error) {
			return false, k.checkSlot(ctx, "reset", slot)
		}))
}

func (k Keeper) checkSlot(ctx context.Context, what string, slot collections.Pair[uint32, uint32]) error {
	s, err := k.subnets.Subnet(ctx, slot.K1())
	if err != nil || slot.K2() >= s.Neurons {
		return ErrInconsistent.Wrapf("%s of netuid %d, uid %d, which does not exist", what, slot.K1(), slot.K2())
	}
	return nil
}
