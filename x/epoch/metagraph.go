package epoch

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// Metagraph implements epochv1.QueryServer: a subnet and all its neurons at one height, in one answer.
func (k queryServer) Metagraph(ctx context.Context, r *epochv1.QueryMetagraphRequest) (*epochv1.QueryMetagraphResponse, error) {
	s, err := k.subnets.Subnet(ctx, r.Netuid)
	if err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	m := &epochv1.QueryMetagraphResponse{Height: base.Height(ctx), Subnet: subnet.Info(ctx, s)}
	if m.Clock, err = k.Keeper.Clock(ctx, r.Netuid); err != nil {
		return nil, err
	}
	if m.Pending, err = k.emission.Pending(ctx, r.Netuid); err != nil {
		return nil, err
	}
	scores, err := k.lastScores(ctx, r.Netuid)
	if err != nil {
		return nil, err
	}
	m.LastEpoch, m.Emission = scores.Height, scores.Emission
	neurons, err := k.subnets.Neurons(ctx, r.Netuid)
	if err != nil {
		return nil, err
	}
	for _, n := range neurons {
		state, err := k.neuronState(ctx, s, n, scores)
		if err != nil {
			return nil, err
		}
		m.Neurons = append(m.Neurons, state)
	}
	err = k.weights.Rows(ctx, r.Netuid, func(uid uint32, row weightsv1.Row) {
		if int(uid) < len(m.Neurons) {
			m.Neurons[uid].UpdatedAt = row.UpdatedAt
		}
	})
	return m, err
}

// neuronState joins what the modules know of a neuron; scores of the last epoch are zero for one that came after it.
func (k queryServer) neuronState(
	ctx context.Context, s subnetv1.Subnet, n subnetv1.Neuron, scores epochv1.Scores,
) (epochv1.NeuronState, error) {
	state := epochv1.NeuronState{
		Uid: n.Uid, Hotkey: n.Hotkey, RegisteredAt: n.RegisteredAt, UpdatedAt: n.RegisteredAt,
		ImmuneUntil: n.RegisteredAt + s.Hyperparams.ImmunityPeriod,
	}
	hotkey, err := base.Address("hotkey", n.Hotkey)
	if err != nil {
		return state, err
	}
	h, err := k.stakes.Hotkey(ctx, hotkey)
	if err != nil {
		return state, err
	}
	state.Coldkey, state.Stake, state.Take = h.Owner, h.Stake, h.Take
	backing, err := k.stakes.Backing(ctx, s.Netuid, hotkey)
	if err != nil {
		return state, err
	}
	state.Backing = backing.Total
	if state.Axon, err = k.subnets.Axon(ctx, s.Netuid, n.Uid); err != nil {
		return state, err
	}
	if i := int(n.Uid); i < len(scores.Rank) {
		state.Active, state.Permit = scores.Active[i], scores.Permits[i]
		state.Rank, state.Trust, state.Consensus = scores.Rank[i], scores.Trust[i], scores.Consensus[i]
		state.Incentive, state.Dividends, state.ValidatorTrust = scores.Incentive[i], scores.Dividends[i], scores.ValidatorTrust[i]
		state.ServerEmission, state.ValidatorEmission = scores.ServerEmission[i], scores.ValidatorEmission[i]
		state.Pruning = scores.Pruning[i]
	}
	return state, nil
}
