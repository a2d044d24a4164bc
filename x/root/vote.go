package root

import (
	"context"
	"errors"
	"slices"

	sdk "github.com/cosmos/cosmos-sdk/types"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/yuma"
)

// wholeShare is the sum of all parts of a count.
const wholeShare = 1 << 62

// AdmitVote says whether a vote would be accepted now; the ante handler asks it, since votes cost no fee.
func (k Keeper) AdmitVote(ctx context.Context, m *rootv1.MsgVote) error {
	_, _, err := k.admitVote(ctx, m)
	return err
}

func (k Keeper) admitVote(ctx context.Context, m *rootv1.MsgVote) (rootv1.Member, weights.Row, error) {
	none := rootv1.Member{}
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return none, nil, err
	}
	member, err := k.member(ctx, hotkey)
	if err != nil {
		return none, nil, err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return none, nil, err
	}
	if from, now := schedule.Again(member.VotedAt, params.WeightsRateLimit), base.Height(ctx); now < from {
		return none, nil, ErrTooSoon.Wrapf("the next vote is admitted at block %d, now is block %d", from, now)
	}
	row, err := weights.FromWire(m.Netuids, m.Weights)
	if err != nil {
		return none, nil, ErrVote.Wrap(err.Error())
	}
	known, err := k.netuids(ctx)
	if err != nil {
		return none, nil, err
	}
	for _, e := range row {
		if !slices.Contains(known, e.UID) {
			return none, nil, ErrUnknownSubnet.Wrapf("netuid %d", e.UID)
		}
	}
	return member, row, nil
}

// vote replaces the votes of a member.
func (k Keeper) vote(ctx context.Context, m *rootv1.MsgVote) error {
	member, row, err := k.admitVote(ctx, m)
	if err != nil {
		return err
	}
	member.Votes, member.VotedAt = row.Pack(), base.Height(ctx)
	base.Emit(ctx, &rootv1.EventVoted{Uid: member.Uid, Hotkey: member.Hotkey})
	return k.members.Set(ctx, member.Uid, member)
}

// BeginBlock counts the votes at the tempo of root. A count that fails leaves the shares as they are.
func (k Keeper) BeginBlock(ctx context.Context) error {
	params, err := k.params.Get(ctx)
	if err != nil || !schedule.Every(base.Height(ctx), params.Tempo) {
		return err
	}
	if err := base.RunCached(sdk.UnwrapSDKContext(ctx), func(ctx sdk.Context) error { return k.count(ctx, params) }); err != nil {
		base.Emit(ctx, &rootv1.EventCountFailed{Reason: err.Error()})
	}
	return nil
}

// count turns votes into shares of emission: rows are normalised and weighed by stake, then the sigmoid of support
// favours what the majority names (see package yuma). Without stake or votes the shares become empty.
func (k Keeper) count(ctx context.Context, params rootv1.Params) error {
	in, err := k.input(ctx, params)
	if err != nil {
		return err
	}
	shares := rootv1.Shares{Height: base.Height(ctx)}
	result, err := k.engine.Root(in)
	switch {
	case errors.Is(err, yuma.ErrNoMembers), errors.Is(err, yuma.ErrNoStake):
	case err != nil:
		return err
	default:
		var sum uint64
		parts := result.Payout(wholeShare)
		for _, p := range parts {
			sum += p
		}
		if sum > 0 {
			shares.Parts = parts
			for _, netuid := range in.Netuids {
				shares.Netuids = append(shares.Netuids, uint32(netuid))
			}
		}
	}
	if err := k.average(ctx, params, in.Netuids, shares); err != nil {
		return err
	}
	base.Emit(ctx, &rootv1.EventSharesCounted{Netuids: shares.Netuids, Parts: shares.Parts})
	return k.shares.Set(ctx, shares)
}

func (k Keeper) input(ctx context.Context, params rootv1.Params) (*yuma.RootInput, error) {
	netuids, err := k.netuids(ctx)
	if err != nil {
		return nil, err
	}
	all, err := k.Members(ctx)
	if err != nil {
		return nil, err
	}
	in := &yuma.RootInput{Kappa: uint16(params.Kappa), Rho: uint16(params.Rho), Netuids: netuids} // #nosec G115 -- validated
	for _, m := range all {
		stake, err := k.stakeOf(ctx, m)
		if err != nil {
			return nil, err
		}
		in.Stake = append(in.Stake, stake)
		in.Weights = append(in.Weights, yuma.Row(m.Votes))
	}
	return in, nil
}

// netuids returns what can be voted for: no issue, and every subnet, ascending.
func (k Keeper) netuids(ctx context.Context) ([]uint16, error) {
	all, err := k.subnets.Subnets(ctx)
	if err != nil {
		return nil, err
	}
	netuids := []uint16{Unissued}
	for _, s := range all {
		netuids = append(netuids, uint16(s.Netuid)) // #nosec G115 -- validated with the subnet
	}
	return netuids, nil
}
