package subnet

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/yuma"
)

// RegistrationCosts implements subnetv1.QueryServer.
func (k queryServer) RegistrationCosts(
	ctx context.Context, _ *subnetv1.QueryRegistrationCostsRequest,
) (*subnetv1.QueryRegistrationCostsResponse, error) {
	all, err := k.Keeper.Subnets(ctx)
	if err != nil {
		return nil, err
	}
	r, now := &subnetv1.QueryRegistrationCostsResponse{}, base.Height(ctx)
	for _, s := range all {
		h := s.Hyperparams
		r.Costs = append(r.Costs, subnetv1.RegistrationCost{
			Netuid: s.Netuid, Name: s.Name, Burn: Burn(s, now), BurnOpen: h.BurnRegistration,
			Difficulty: Difficulty(s, now), WorkOpen: h.WorkRegistration, Free: h.MaxUids - s.Neurons,
		})
	}
	return r, nil
}

// defaultRisks is how many neurons an answer shows that does not say how many.
const defaultRisks = 10

// AtRisk implements subnetv1.QueryServer: the order is that of the next block.
func (k queryServer) AtRisk(ctx context.Context, r *subnetv1.QueryAtRiskRequest) (*subnetv1.QueryAtRiskResponse, error) {
	s, err := k.Keeper.Subnet(ctx, r.Netuid)
	if err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	neurons, err := k.Keeper.Neurons(ctx, r.Netuid)
	if err != nil {
		return nil, err
	}
	scores, err := k.ranks.PruningScores(ctx, r.Netuid)
	if err != nil {
		return nil, err
	}
	out := &subnetv1.QueryAtRiskResponse{Height: base.Height(ctx), Free: s.Hyperparams.MaxUids - s.Neurons}
	risks := risksOf(neurons, scores, s.Hyperparams.ImmunityPeriod, out.Height)
	limit := int(r.Limit)
	if limit == 0 {
		limit = defaultRisks
	}
	if r.Hotkey == "" {
		out.Neurons = risks[:min(limit, len(risks))]
		return out, nil
	}
	for _, risk := range risks {
		if risk.Hotkey == r.Hotkey {
			out.Neurons = append(out.Neurons, risk)
			return out, nil
		}
	}
	return nil, status.Error(codes.NotFound, ErrNotRegistered.Wrapf("hotkey %s, netuid %d", r.Hotkey, r.Netuid).Error())
}

// risksOf returns the neurons in the order in which newcomers of the block after height would replace them.
func risksOf(neurons []subnetv1.Neuron, scores []uint64, immunity, height uint64) []subnetv1.Risk {
	registeredAt, padded := make([]uint64, len(neurons)), make([]uint64, len(neurons))
	copy(padded, scores)
	for i, n := range neurons {
		registeredAt[i] = n.RegisteredAt
	}
	order := yuma.Order(registeredAt, padded, immunity, height+1)
	risks := make([]subnetv1.Risk, len(order))
	for place, i := range order {
		until := registeredAt[i] + immunity
		risks[place] = subnetv1.Risk{
			Place: uint32(place + 1), Uid: neurons[i].Uid, Hotkey: neurons[i].Hotkey, Score: padded[i], // #nosec G115 -- at most 4096
			ImmuneUntil: until, ImmuneBlocks: until - min(until, height),
		}
	}
	if len(order) > 1 {
		risks[0].Needed = needed(order[0], order[1], registeredAt, padded, immunity, height+1)
	}
	return risks
}

// needed returns the least score with which the first in the order would let the second go before it; 0 if none does, since
// the second is immune and the first is not.
func needed(first, second int, registeredAt, scores []uint64, immunity, now uint64) uint64 {
	if now >= registeredAt[first]+immunity && now < registeredAt[second]+immunity {
		return 0
	}
	if registeredAt[first] > registeredAt[second] || registeredAt[first] == registeredAt[second] && first > second {
		return scores[second] // with equal scores the second goes
	}
	return scores[second] + 1
}
