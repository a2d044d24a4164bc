package producer

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ producerv1.QueryServer = queryServer{}

type queryServer struct{ keeper Keeper }

// Params implements producerv1.QueryServer.
func (q queryServer) Params(ctx context.Context, _ *producerv1.QueryParamsRequest) (*producerv1.QueryParamsResponse, error) {
	p, err := q.keeper.params.Get(ctx)
	return &producerv1.QueryParamsResponse{Params: p}, err
}

// Producers implements producerv1.QueryServer.
func (q queryServer) Producers(ctx context.Context, _ *producerv1.QueryProducersRequest) (*producerv1.QueryProducersResponse, error) {
	k := q.keeper
	p, err := k.params.Get(ctx)
	if err != nil {
		return nil, err
	}
	set, err := k.Producers(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(set, func(a, b producerv1.Producer) int {
		return cmp.Or(cmp.Compare(b.Power, a.Power), bytes.Compare(a.Pubkey, b.Pubkey))
	})
	all, err := k.all(ctx)
	if err != nil {
		return nil, err
	}
	r := &producerv1.QueryProducersResponse{Producers: set, NextRefresh: schedule.Following(base.Height(ctx), p.RefreshInterval)}
	for _, s := range set {
		r.ByAuthorities = r.ByAuthorities || s.Hotkey == ""
	}
	for _, f := range all {
		info, err := k.info(ctx, f)
		if err != nil {
			return nil, err
		}
		r.Candidates = append(r.Candidates, info)
		seated, err := k.members.IsMember(ctx, f.hotkey)
		if err != nil {
			return nil, err
		}
		if seated && isFit(p, f) {
			r.Fit++
		}
	}
	return r, nil
}

// Producer implements producerv1.QueryServer.
func (q queryServer) Producer(ctx context.Context, r *producerv1.QueryProducerRequest) (*producerv1.QueryProducerResponse, error) {
	hotkey, err := queryAddress("hotkey", r.Hotkey)
	if err != nil {
		return nil, err
	}
	k := q.keeper
	t, err := k.tombstones.Get(ctx, hotkey)
	dead := err == nil
	if err != nil && !errors.Is(err, collections.ErrNotFound) {
		return nil, err
	}
	c, err := k.candidates.Get(ctx, hotkey)
	known := err == nil
	if c, err = base.Or(c, err, producerv1.Candidate{Hotkey: hotkey.String()}); err != nil {
		return nil, err
	}
	if !known && !dead {
		return nil, status.Error(codes.NotFound, ErrNotCandidate.Wrap(r.Hotkey).Error())
	}
	f := fit{hotkey: hotkey, candidate: c}
	if h, err := k.stakes.Hotkey(ctx, hotkey); err == nil {
		f.owner, f.stake = h.Owner, h.Stake
	}
	info, err := k.info(ctx, f)
	if err != nil {
		return nil, err
	}
	res := &producerv1.QueryProducerResponse{Producer: info}
	if dead {
		res.Tombstone = &t
	}
	return res, nil
}

// info is a candidate in readable form.
func (k Keeper) info(ctx context.Context, f fit) (producerv1.CandidateInfo, error) {
	info := producerv1.CandidateInfo{Candidate: f.candidate, Owner: f.owner, Stake: f.stake}
	if len(f.candidate.Pubkey) > 0 {
		info.Address = fmt.Sprintf("%X", []byte(Address(f.candidate.Pubkey)))
		p, err := k.active.Get(ctx, f.candidate.Pubkey)
		if p, err = base.Or(p, err, producerv1.Producer{}); err != nil {
			return info, err
		}
		if p.Hotkey == f.candidate.Hotkey {
			info.Power = p.Power
		}
	}
	dead, err := k.tombstones.Has(ctx, f.hotkey)
	switch c := f.candidate; {
	case dead:
		info.State = "tombstoned"
	case c.HeldUntil > 0:
		info.State = "leaving"
	case c.JailedUntil > 0:
		info.State = "jailed"
	case c.SignsFrom > 0:
		info.State = "active"
	default:
		info.State = "waiting"
	}
	return info, err
}

// Unbonding implements producerv1.QueryServer.
func (q queryServer) Unbonding(ctx context.Context, r *producerv1.QueryUnbondingRequest) (*producerv1.QueryUnbondingResponse, error) {
	coldkey, err := queryAddress("coldkey", r.Coldkey)
	if err != nil {
		return nil, err
	}
	k := q.keeper
	all, page, err := query.CollectionPaginate(ctx, k.byColdkey, r.Pagination,
		func(key collections.Pair[sdk.AccAddress, uint64], _ collections.NoValue) (producerv1.UnbondingInfo, error) {
			u, err := k.unbondings.Get(ctx, key.K2())
			if err != nil {
				return producerv1.UnbondingInfo{}, err
			}
			burned, err := k.cost(ctx, u)
			return producerv1.UnbondingInfo{Unbonding: u, Pays: u.Amount - burned}, err
		}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](coldkey))
	return &producerv1.QueryUnbondingResponse{Unbondings: all, Pagination: page}, err
}

func queryAddress(field, address string) (sdk.AccAddress, error) {
	a, err := base.Address(field, address)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	return a, nil
}
