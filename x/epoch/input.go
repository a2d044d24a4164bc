package epoch

import (
	"context"

	"cosmossdk.io/collections"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/yuma"
)

// input gathers what the consensus needs, by uid, and the stake behind each hotkey.
func (k Keeper) input(
	ctx context.Context, clock epochv1.Clock, s subnetv1.Subnet, neurons []subnetv1.Neuron, last epochv1.Scores,
) ([]stakev1.Backing, *yuma.Input, error) {
	n := len(neurons)
	in := &yuma.Input{
		Block: base.Height(ctx), LastEpoch: last.Height,
		Stake: make([]uint64, n), Permits: make([]bool, n), LastUpdate: make([]uint64, n), WeightsAt: make([]uint64, n),
		RegisteredAt: make([]uint64, n), Weights: make([]yuma.Row, n), Bonds: make([]yuma.Row, n),
	}
	var err error
	if in.Params, err = rules(clock.Hyperparams); err != nil {
		return nil, nil, err
	}
	copy(in.Permits, last.Permits)
	backings := make([]stakev1.Backing, n)
	for i, neuron := range neurons {
		hotkey, err := base.Address("hotkey", neuron.Hotkey)
		if err != nil {
			return nil, nil, err
		}
		if backings[i], err = k.stakes.Backing(ctx, s.Netuid, hotkey); err != nil {
			return nil, nil, err
		}
		in.Stake[i], in.RegisteredAt[i] = backings[i].Total, neuron.RegisteredAt
		in.LastUpdate[i], in.WeightsAt[i] = neuron.RegisteredAt, neuron.RegisteredAt
	}
	yuma.ColdStart(in.Stake)
	if err := k.weights.Rows(ctx, s.Netuid, func(uid uint32, row weightsv1.Row) {
		if int(uid) < n {
			in.Weights[uid], in.LastUpdate[uid], in.WeightsAt[uid] = row.Entries, row.UpdatedAt, row.JudgedAt
		}
	}); err != nil {
		return nil, nil, err
	}
	return backings, in, k.loadBonds(ctx, s.Netuid, in, last.Height)
}

// loadBonds reads the bond rows without the bonds in neurons that registered after the last epoch closed, which were
// bonds in their predecessors, and in those that asked for it. A row of which nothing is left is empty, but not nil.
func (k Keeper) loadBonds(ctx context.Context, netuid uint32, in *yuma.Input, lastEpoch uint64) error {
	reset, err := k.marked(ctx, netuid, len(in.Bonds))
	if err != nil {
		return err
	}
	return k.bonds.Walk(ctx, collections.NewPrefixedPairRange[uint32, uint32](netuid), // bound: MaxValidators
		func(key collections.Pair[uint32, uint32], row []byte) (bool, error) {
			uid := int(key.K2())
			if uid >= len(in.Bonds) {
				return false, nil
			}
			in.Bonds[uid] = yuma.Row(row).Held(in.RegisteredAt, lastEpoch).Without(reset)
			return false, nil
		})
}

// alphaSteepness is how sharply liquid alpha turns from one bound to the other, in hundredths: that of the reference.
const alphaSteepness = 1000

// rules puts the hyperparameters of a subnet into the form of the engine.
func rules(h subnetv1.Hyperparams) (yuma.Params, error) {
	version, err := yuma.ParseVersion(h.Yuma)
	return yuma.Params{
		Version: version, BondsMovingAverage: h.BondsMovingAverage, ActivityCutoff: h.ActivityCutoff, BondsPenalty: 65535,
		Kappa: uint16(h.Kappa), Rho: uint16(h.Rho), MaxAllowedValidators: uint16(h.MaxValidators), // #nosec G115 -- validated with the hyperparameters
		Tempo:       uint16(min(h.Tempo, 65535)),                                                 // #nosec G115 -- just bounded
		LiquidAlpha: h.LiquidAlpha, AlphaLow: uint16(h.AlphaLow), AlphaHigh: uint16(h.AlphaHigh), // #nosec G115 -- validated with the hyperparameters
		AlphaSigmoidSteepness: alphaSteepness,
	}, err
}
