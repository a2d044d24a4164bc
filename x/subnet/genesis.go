package subnet

import (
	"context"
	"fmt"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/tianwang-net/tianwang"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/endpoint"
	"github.com/tianwang-net/tianwang/x/base"
)

// DefaultGenesis is a public chain without subnets.
func DefaultGenesis() *subnetv1.GenesisState { return &subnetv1.GenesisState{Params: DefaultParams()} }

// ValidateGenesis refuses subnets that could not have been created, and neurons that do not fill the first slots.
func ValidateGenesis(g *subnetv1.GenesisState) error {
	if err := ValidateParams(g.Params); err != nil {
		return err
	}
	if len(g.Subnets) > int(g.Params.SubnetLimit) {
		return fmt.Errorf("%d subnets, the limit is %d", len(g.Subnets), g.Params.SubnetLimit)
	}
	names, last := map[string]bool{}, uint32(Root)
	for _, s := range g.Subnets {
		if err := ValidateSubnet(s.Subnet); err != nil {
			return err
		}
		if s.Subnet.Netuid <= last || names[s.Subnet.Name] {
			return fmt.Errorf("subnet %d %q: netuids must rise and names must differ", s.Subnet.Netuid, s.Subnet.Name)
		}
		last, names[s.Subnet.Name] = s.Subnet.Netuid, true
		if err := validateNeurons(s); err != nil {
			return fmt.Errorf("subnet %d: %w", s.Subnet.Netuid, err)
		}
	}
	return validateDissolving(g)
}

// validateDissolving refuses to close what does not exist.
func validateDissolving(g *subnetv1.GenesisState) error {
	seen := map[uint32]bool{}
	for _, s := range g.Subnets {
		seen[s.Subnet.Netuid] = true
	}
	for _, netuid := range g.Dissolving {
		if !seen[netuid] {
			return fmt.Errorf("dissolving: subnet %d does not exist or occurs twice", netuid)
		}
		delete(seen, netuid)
	}
	return nil
}

func validateNeurons(s subnetv1.GenesisSubnet) error {
	if int(s.Subnet.Neurons) != len(s.Neurons) || s.Subnet.Neurons > s.Subnet.Hyperparams.MaxUids {
		return fmt.Errorf("%d neurons listed, %d stated, at most %d", len(s.Neurons), s.Subnet.Neurons, s.Subnet.Hyperparams.MaxUids)
	}
	hotkeys := map[string]bool{}
	for i, n := range s.Neurons {
		if int(n.Neuron.Uid) != i || hotkeys[n.Neuron.Hotkey] {
			return fmt.Errorf("neuron %d: uids must count from 0 and hotkeys must differ", i)
		}
		if _, err := base.Address("hotkey", n.Neuron.Hotkey); err != nil {
			return fmt.Errorf("neuron %d: %w", i, err)
		}
		hotkeys[n.Neuron.Hotkey] = true
		if a := n.Axon; a != nil {
			if _, err := endpoint.Parse(a.Host, a.Port, a.Protocol, true); err != nil {
				return fmt.Errorf("neuron %d: axon: %w", i, err)
			}
			if err := endpoint.CheckKey(a.Protocol, a.TlsKey); err != nil {
				return fmt.Errorf("neuron %d: axon: %w", i, err)
			}
		}
	}
	return nil
}

// InitGenesis writes the state. A subnet that the genesis of x/epoch does not know gets its clock from it there.
func (k Keeper) InitGenesis(ctx context.Context, g *subnetv1.GenesisState) error {
	if err := k.params.Set(ctx, g.Params); err != nil {
		return err
	}
	if err := k.lock.Set(ctx, g.LockState); err != nil {
		return err
	}
	for _, h := range g.BlockHashes {
		if err := k.hashes.Set(ctx, h.Height, h.Hash); err != nil {
			return err
		}
	}
	for _, netuid := range g.Dissolving {
		if err := k.dissolving.Set(ctx, netuid); err != nil {
			return err
		}
	}
	for _, s := range g.Subnets {
		if err := k.subnets.Set(ctx, s.Subnet.Netuid, s.Subnet); err != nil {
			return err
		}
		for _, n := range s.Neurons {
			if err := k.initNeuron(ctx, s.Subnet.Netuid, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k Keeper) initNeuron(ctx context.Context, netuid uint32, n subnetv1.GenesisNeuron) error {
	hotkey, err := base.Address("hotkey", n.Neuron.Hotkey)
	if err != nil {
		return err
	}
	slot := collections.Join(netuid, n.Neuron.Uid)
	if err := k.neurons.Set(ctx, slot, n.Neuron); err != nil {
		return err
	}
	if err := k.uids.Set(ctx, collections.Join(netuid, hotkey), n.Neuron.Uid); err != nil {
		return err
	}
	if n.Axon == nil {
		return nil
	}
	return k.axons.Set(ctx, slot, *n.Axon)
}

// ExportGenesis reads the state.
func (k Keeper) ExportGenesis(ctx context.Context) (*subnetv1.GenesisState, error) {
	g := &subnetv1.GenesisState{}
	var err error
	if g.Params, err = k.params.Get(ctx); err != nil {
		return nil, err
	}
	if g.LockState, err = k.lock.Get(ctx); err != nil {
		return nil, err
	}
	all, err := k.Subnets(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		neurons, err := k.Neurons(ctx, s.Netuid)
		if err != nil {
			return nil, err
		}
		gs := subnetv1.GenesisSubnet{Subnet: s}
		for _, n := range neurons {
			axon, err := k.Axon(ctx, s.Netuid, n.Uid)
			if err != nil {
				return nil, err
			}
			gs.Neurons = append(gs.Neurons, subnetv1.GenesisNeuron{Neuron: n, Axon: axon})
		}
		g.Subnets = append(g.Subnets, gs)
	}
	if g.Dissolving, err = k.waiting(ctx, maxSubnets); err != nil {
		return nil, err
	}
	err = k.hashes.Walk(ctx, nil, func(height uint64, hash []byte) (bool, error) {
		g.BlockHashes = append(g.BlockHashes, subnetv1.BlockHash{Height: height, Hash: hash})
		return false, nil
	})
	return g, err
}

// CheckInvariants returns [ErrInconsistent] unless uids are dense, both tables of neurons agree, every hotkey is known
// and every axon has a neuron, the module's account holds exactly what was locked, and no more block hashes are kept than
// the window asks for. It walks the whole state: for tests and audits.
func (k Keeper) CheckInvariants(ctx context.Context) error {
	g, err := k.ExportGenesis(ctx)
	if err != nil {
		return err
	}
	if err := ValidateGenesis(g); err != nil {
		return ErrInconsistent.Wrap(err.Error())
	}
	if uint64(len(g.BlockHashes)) > g.Params.WorkWindow+1 {
		return ErrInconsistent.Wrapf("%d block hashes for a window of %d", len(g.BlockHashes), g.Params.WorkWindow)
	}
	neurons, axons, locked := 0, 0, math.ZeroInt()
	for _, s := range g.Subnets {
		locked = locked.Add(math.NewIntFromUint64(s.Subnet.Lock))
		for _, n := range s.Neurons {
			hotkey, err := base.Address("hotkey", n.Neuron.Hotkey)
			if err != nil {
				return err
			}
			if uid, err := k.UID(ctx, s.Subnet.Netuid, hotkey); err != nil || uid != n.Neuron.Uid {
				return ErrInconsistent.Wrapf("netuid %d: %s has uid %d in one table and %d in the other (%v)",
					s.Subnet.Netuid, n.Neuron.Hotkey, n.Neuron.Uid, uid, err)
			}
			if _, err := k.stakes.Hotkey(ctx, hotkey); err != nil {
				return ErrInconsistent.Wrapf("netuid %d, uid %d: %v", s.Subnet.Netuid, n.Neuron.Uid, err)
			}
			neurons++
			if n.Axon != nil {
				axons++
			}
		}
	}
	if held := k.bank.GetBalance(ctx, authtypes.NewModuleAddress(ModuleName), tianwang.Denom).Amount; !held.Equal(locked) {
		return ErrInconsistent.Wrapf("%s rao are locked, the account of the module holds %s", locked, held)
	}
	return k.checkCounts(ctx, neurons, axons)
}

// checkCounts finds entries that no subnet's neurons account for.
func (k Keeper) checkCounts(ctx context.Context, neurons, axons int) error {
	tables := []struct {
		name  string
		want  int
		count func(func()) error
	}{
		{"neurons", neurons, countAll(ctx, k.neurons)},
		{"uids", neurons, countAll(ctx, k.uids)},
		{"axons", axons, countAll(ctx, k.axons)},
	}
	for _, t := range tables {
		got := 0
		if err := t.count(func() { got++ }); err != nil {
			return err
		}
		if got != t.want {
			return ErrInconsistent.Wrapf("%d entries in the table of %s, %d are accounted for", got, t.name, t.want)
		}
	}
	return nil
}

func countAll[K, V any](ctx context.Context, m collections.Map[K, V]) func(func()) error {
	return func(each func()) error {
		return m.Walk(ctx, nil, func(K, V) (bool, error) {
			each()
			return false, nil
		})
	}
}
