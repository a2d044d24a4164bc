package root

import (
	"context"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
)

var (
	_ rootv1.MsgServer   = msgServer{}
	_ rootv1.QueryServer = queryServer{}
)

type msgServer struct{ Keeper }

// Join implements rootv1.MsgServer.
func (k msgServer) Join(ctx context.Context, m *rootv1.MsgJoin) (*rootv1.MsgJoinResponse, error) {
	coldkey, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	uid, err := k.join(ctx, coldkey, hotkey)
	if err != nil {
		return nil, err
	}
	return &rootv1.MsgJoinResponse{Uid: uid}, nil
}

// Leave implements rootv1.MsgServer.
func (k msgServer) Leave(ctx context.Context, m *rootv1.MsgLeave) (*rootv1.MsgLeaveResponse, error) {
	coldkey, err := base.Address("coldkey", m.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return nil, err
	}
	if err := k.leave(ctx, coldkey, hotkey); err != nil {
		return nil, err
	}
	return &rootv1.MsgLeaveResponse{}, nil
}

// Vote implements rootv1.MsgServer.
func (k msgServer) Vote(ctx context.Context, m *rootv1.MsgVote) (*rootv1.MsgVoteResponse, error) {
	if err := k.vote(ctx, m); err != nil {
		return nil, err
	}
	return &rootv1.MsgVoteResponse{}, nil
}

// UpdateParams implements rootv1.MsgServer.
func (k msgServer) UpdateParams(ctx context.Context, m *rootv1.MsgUpdateParams) (*rootv1.MsgUpdateParamsResponse, error) {
	if err := base.CheckUpdate(k.authority, m.Authority, ValidateParams(m.Params)); err != nil {
		return nil, err
	}
	if err := k.shrink(ctx, m.Params.Seats); err != nil {
		return nil, err
	}
	return &rootv1.MsgUpdateParamsResponse{}, k.params.Set(ctx, m.Params)
}

// maxSeats bounds the work of a count.
const maxSeats = 256

// DefaultParams returns the rules of the reference chain: 64 seats, counted every 100 blocks.
func DefaultParams() rootv1.Params {
	return rootv1.Params{Seats: 64, Tempo: 100, Kappa: 32_767, Rho: 10, WeightsRateLimit: 100, StandingAverage: 990_000}
}

// ValidateParams refuses rules that contradict themselves.
func ValidateParams(p rootv1.Params) error {
	for _, r := range []struct {
		name             string
		value, low, high uint64
	}{
		{"seats", uint64(p.Seats), 1, maxSeats},
		{"tempo", p.Tempo, 1, 1_000_000},
		{"kappa", uint64(p.Kappa), 0, tokenomics.ProportionOne},
		{"rho", uint64(p.Rho), 0, 100},
		{"weights_rate_limit", p.WeightsRateLimit, 0, 1_000_000},
		{"standing_average", p.StandingAverage, 0, tokenomics.Million},
	} {
		if err := base.InRange(r.name, r.value, r.low, r.high); err != nil {
			return err
		}
	}
	return nil
}

type queryServer struct{ Keeper }

// Params implements rootv1.QueryServer.
func (k queryServer) Params(ctx context.Context, _ *rootv1.QueryParamsRequest) (*rootv1.QueryParamsResponse, error) {
	p, err := k.params.Get(ctx)
	return &rootv1.QueryParamsResponse{Params: p}, err
}

// Members implements rootv1.QueryServer.
func (k queryServer) Members(ctx context.Context, _ *rootv1.QueryMembersRequest) (*rootv1.QueryMembersResponse, error) {
	all, err := k.Keeper.Members(ctx)
	if err != nil {
		return nil, err
	}
	r := &rootv1.QueryMembersResponse{}
	for _, m := range all {
		stake, err := k.stakeOf(ctx, m)
		if err != nil {
			return nil, err
		}
		votes, err := weights.Unpack(m.Votes)
		if err != nil {
			return nil, err
		}
		info := rootv1.MemberInfo{Uid: m.Uid, Hotkey: m.Hotkey, JoinedAt: m.JoinedAt, VotedAt: m.VotedAt, Stake: stake}
		info.Netuids, info.Weights = votes.Wire()
		r.Members = append(r.Members, info)
	}
	return r, nil
}

// Shares implements rootv1.QueryServer.
func (k queryServer) Shares(ctx context.Context, _ *rootv1.QuerySharesRequest) (*rootv1.QuerySharesResponse, error) {
	shares, err := k.Keeper.Shares(ctx)
	if err != nil {
		return nil, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	standings, err := k.Standings(ctx)
	return &rootv1.QuerySharesResponse{
		Shares: shares, NextCount: schedule.Following(base.Height(ctx), params.Tempo), Standings: standings,
	}, err
}
