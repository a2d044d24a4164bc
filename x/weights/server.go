package weights

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	form "github.com/tianwang-net/tianwang/weights"
)

var (
	_ weightsv1.MsgServer   = msgServer{}
	_ weightsv1.QueryServer = queryServer{}
)

type msgServer struct{ Keeper }

// SetWeights implements weightsv1.MsgServer.
func (k msgServer) SetWeights(ctx context.Context, m *weightsv1.MsgSetWeights) (*weightsv1.MsgSetWeightsResponse, error) {
	if err := k.set(ctx, m); err != nil {
		return nil, err
	}
	return &weightsv1.MsgSetWeightsResponse{}, nil
}

// CommitWeights implements weightsv1.MsgServer.
func (k msgServer) CommitWeights(ctx context.Context, m *weightsv1.MsgCommitWeights) (*weightsv1.MsgCommitWeightsResponse, error) {
	epoch, err := k.commit(ctx, m)
	if err != nil {
		return nil, err
	}
	return &weightsv1.MsgCommitWeightsResponse{RevealEpoch: epoch}, nil
}

// RevealWeights implements weightsv1.MsgServer.
func (k msgServer) RevealWeights(ctx context.Context, m *weightsv1.MsgRevealWeights) (*weightsv1.MsgRevealWeightsResponse, error) {
	if err := k.reveal(ctx, m); err != nil {
		return nil, err
	}
	return &weightsv1.MsgRevealWeightsResponse{}, nil
}

type queryServer struct{ Keeper }

// Weights implements weightsv1.QueryServer.
func (k queryServer) Weights(ctx context.Context, r *weightsv1.QueryWeightsRequest) (*weightsv1.QueryWeightsResponse, error) {
	if _, err := k.subnets.Subnet(ctx, r.Netuid); err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	out := &weightsv1.QueryWeightsResponse{}
	var malformed error
	err := k.Rows(ctx, r.Netuid, func(uid uint32, row weightsv1.Row) {
		entries, err := form.Unpack(row.Entries)
		if err != nil {
			malformed = err
			return
		}
		info := weightsv1.RowInfo{Uid: uid, JudgedAt: row.JudgedAt, UpdatedAt: row.UpdatedAt}
		info.Uids, info.Weights = entries.Wire()
		out.Rows = append(out.Rows, info)
	})
	if err == nil {
		err = malformed
	}
	return out, err
}

// Commits implements weightsv1.QueryServer.
func (k queryServer) Commits(ctx context.Context, r *weightsv1.QueryCommitsRequest) (*weightsv1.QueryCommitsResponse, error) {
	if _, err := k.subnets.Neuron(ctx, r.Netuid, r.Uid); err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	clock, err := k.epochs.Clock(ctx, r.Netuid)
	if err != nil {
		return nil, err
	}
	stored, err := k.stored(ctx, collections.Join(r.Netuid, r.Uid))
	return &weightsv1.QueryCommitsResponse{Commits: open(stored, clock.Epoch)}, err
}
