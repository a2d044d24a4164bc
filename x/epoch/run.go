package epoch

import (
	"context"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/yuma"
)

// run computes an epoch, pays it and stores the result. It returns what was paid to neurons and to the owner.
func (k Keeper) run(ctx context.Context, params epochv1.Params, clock epochv1.Clock, s subnetv1.Subnet) (paid, cut uint64, err error) {
	neurons, err := k.subnets.Neurons(ctx, s.Netuid)
	if err != nil {
		return 0, 0, err
	}
	last, err := k.lastScores(ctx, s.Netuid)
	if err != nil {
		return 0, 0, err
	}
	backings, in, err := k.input(ctx, clock, s, neurons, last)
	if err != nil {
		return 0, 0, err
	}
	result, err := k.engine.Run(in)
	if err != nil {
		return 0, 0, err
	}
	pending, err := k.emission.Pending(ctx, s.Netuid)
	if err != nil {
		return 0, 0, err
	}
	if s.Owner != "" {
		if cut, err = k.emission.OwnerCut(ctx, pending); err != nil {
			return 0, 0, err
		}
	}
	server, validator := result.Payout(pending - cut)
	if paid = sum(server) + sum(validator); paid < pending-cut {
		cut = 0 // nobody to pay: all of it waits for the next epoch
	}
	if err := k.pay(ctx, s, clock.StartedAt, cut, paid, rewards(backings, server, validator)); err != nil {
		return 0, 0, err
	}
	scores := newScores(result, server, validator)
	scores.Epoch, scores.Height, scores.Emission = clock.Epoch, base.Height(ctx), paid
	scores.Pruning = result.Prune(last.Pruning, params.PruningAverage)
	if err := k.scores.Set(ctx, s.Netuid, scores); err != nil {
		return 0, 0, err
	}
	if err := k.resets.Clear(ctx, collections.NewPrefixedPairRange[uint32, uint32](s.Netuid)); err != nil {
		return 0, 0, err
	}
	return paid, cut, k.storeBonds(ctx, s.Netuid, in.Bonds, result.Bonds)
}

// pay moves the rao and credits every neuron.
func (k Keeper) pay(
	ctx context.Context, s subnetv1.Subnet, since, cut, paid uint64, rewards []stake.Reward,
) error {
	var owner sdk.AccAddress
	if s.Owner != "" {
		var err error
		if owner, err = base.Address("owner", s.Owner); err != nil {
			return err
		}
	}
	if err := k.emission.Pay(ctx, s.Netuid, owner, cut, paid); err != nil {
		return err
	}
	return k.stakes.Pay(ctx, s.Netuid, since, rewards)
}

// rewards joins what was earned with the stake it was earned with, leaving out who earned nothing.
func rewards(backings []stakev1.Backing, server, validator []uint64) []stake.Reward {
	all := make([]stake.Reward, 0, len(backings))
	for uid, b := range backings {
		if server[uid]+validator[uid] > 0 {
			all = append(all, stake.Reward{Backing: b, Earned: tokenomics.EpochReward{Server: server[uid], Validator: validator[uid]}})
		}
	}
	return all
}

// storeBonds writes the new rows and removes what is stored of rows that are empty now; old has nil for what is not stored.
func (k Keeper) storeBonds(ctx context.Context, netuid uint32, old, rows []yuma.Row) error {
	for uid, row := range rows {
		at := collections.Join(netuid, uint32(uid)) // #nosec G115 -- at most 65536
		switch {
		case len(row) > 0:
			if err := k.bonds.Set(ctx, at, row); err != nil {
				return err
			}
		case old[uid] != nil: // stored, though perhaps with bonds in replaced neurons only: those must not come back
			if err := k.bonds.Remove(ctx, at); err != nil {
				return err
			}
		}
	}
	return nil
}

// newScores puts a result into the form in which it is stored.
func newScores(r *yuma.Result, server, validator []uint64) epochv1.Scores {
	return epochv1.Scores{
		Rank: widen(r.Rank), Trust: widen(r.Trust), Consensus: widen(r.Consensus), Incentive: widen(r.Incentive),
		Dividends: widen(r.Dividends), ValidatorTrust: widen(r.ValidatorTrust),
		ServerEmission: server, ValidatorEmission: validator, Active: r.Active, Permits: r.Permits,
	}
}

func widen(v []uint16) []uint32 {
	w := make([]uint32, len(v))
	for i, x := range v {
		w[i] = uint32(x)
	}
	return w
}

func sum(v []uint64) (s uint64) {
	for _, x := range v {
		s += x
	}
	return s
}
