package root

import (
	"context"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Standing returns the moving average of the parts that root gave to a subnet, of a sum of 2⁶². It says which subnet has
// to go when another one needs its place: an average, so that no single count decides.
func (k Keeper) Standing(ctx context.Context, netuid uint32) (uint64, error) {
	s, err := k.standings.Get(ctx, netuid)
	return base.Or(s, err, 0)
}

// Standings returns those that are not zero, by netuid.
func (k Keeper) Standings(ctx context.Context) ([]rootv1.Standing, error) {
	var all []rootv1.Standing
	err := k.standings.Walk(ctx, nil, func(netuid uint32, average uint64) (bool, error) { // bound: SubnetLimit
		all = append(all, rootv1.Standing{Netuid: netuid, Average: average})
		return false, nil
	})
	return all, err
}

// average takes a count into the standings of all subnets, whether they were given a part or not.
func (k Keeper) average(ctx context.Context, params rootv1.Params, netuids []uint16, shares rootv1.Shares) error {
	for i, netuid := range netuids {
		if netuid == Unissued {
			continue
		}
		old, err := k.Standing(ctx, uint32(netuid))
		if err != nil {
			return err
		}
		next := tokenomics.Part(old, params.StandingAverage, tokenomics.Million)
		if len(shares.Parts) > 0 {
			next += tokenomics.Part(shares.Parts[i], tokenomics.Million-params.StandingAverage, tokenomics.Million)
		}
		if err := k.setStanding(ctx, uint32(netuid), next); err != nil {
			return err
		}
	}
	return nil
}

func (k Keeper) setStanding(ctx context.Context, netuid uint32, average uint64) error {
	if average == 0 {
		return k.standings.Remove(ctx, netuid)
	}
	return k.standings.Set(ctx, netuid, average)
}
