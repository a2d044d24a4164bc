package epoch

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// Metagraph implements epochv1.QueryServer: a subnet and all its neurons at one height, in one answer.
func (k queryServer) Metagraph(ctx context.Context, r *epochv1.QueryMetagraphRequest) (*epochv1.QueryMetagraphResponse, error) {
	want, err := newSelection(r.Fields)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	s, err := k.subnets.Subnet(ctx, r.Netuid)
	if err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	clock, err := k.Keeper.Clock(ctx, r.Netuid)
	if err != nil {
		return nil, err
	}
	pending, err := k.emission.Pending(ctx, r.Netuid)
	if err != nil {
		return nil, err
	}
	scores, err := k.lastScores(ctx, r.Netuid)
	if err != nil {
		return nil, err
	}
	m := want.frame(&epochv1.QueryMetagraphResponse{
		Height: base.Height(ctx), Subnet: subnet.Info(ctx, s), Clock: clock, Pending: pending,
		LastEpoch: scores.Height, Emission: scores.Emission,
	})
	if m.Neurons, err = k.neuronStates(ctx, s, scores, want); err != nil {
		return nil, err
	}
	if want.has("bonds") {
		if m.Bonds, err = k.bondRows(ctx, r.Netuid); err != nil {
			return nil, err
		}
	}
	if want.has("weights") {
		m.Weights, err = k.weightRows(ctx, r.Netuid)
	}
	return m, err
}

// neuronStates returns what is wanted of all neurons; none if nothing is.
func (k queryServer) neuronStates(
	ctx context.Context, s subnetv1.Subnet, scores epochv1.Scores, want selection,
) ([]epochv1.NeuronState, error) {
	if !want.neurons() {
		return nil, nil
	}
	neurons, err := k.subnets.Neurons(ctx, s.Netuid)
	if err != nil {
		return nil, err
	}
	updated := make([]uint64, len(neurons))
	for i, n := range neurons {
		updated[i] = n.RegisteredAt
	}
	if err := k.weights.Rows(ctx, s.Netuid, func(uid uint32, row weightsv1.Row) {
		if int(uid) < len(updated) {
			updated[uid] = row.UpdatedAt
		}
	}); err != nil {
		return nil, err
	}
	all := make([]epochv1.NeuronState, len(neurons))
	for i, n := range neurons {
		state, err := k.neuronState(ctx, s, n, scores)
		if err != nil {
			return nil, err
		}
		state.UpdatedAt = updated[i]
		all[i] = want.neuron(&state)
	}
	return all, nil
}

// weightRows returns the weight rows of a subnet in readable form.
func (k queryServer) weightRows(ctx context.Context, netuid uint32) ([]weightsv1.RowInfo, error) {
	var all []weightsv1.RowInfo
	var malformed error
	err := k.weights.Rows(ctx, netuid, func(uid uint32, row weightsv1.Row) {
		entries, err := weights.Unpack(row.Entries)
		malformed = base.Either(malformed, err)
		info := weightsv1.RowInfo{Uid: uid, JudgedAt: row.JudgedAt, UpdatedAt: row.UpdatedAt}
		info.Uids, info.Weights = entries.Wire()
		all = append(all, info)
	})
	return all, base.Either(err, malformed)
}

// neuronState joins what the modules know of a neuron; scores of the last epoch are zero for one that came after it.
func (k queryServer) neuronState(
	ctx context.Context, s subnetv1.Subnet, n subnetv1.Neuron, scores epochv1.Scores,
) (epochv1.NeuronState, error) {
	state := epochv1.NeuronState{
		Uid: n.Uid, Hotkey: n.Hotkey, RegisteredAt: n.RegisteredAt,
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
