package stake

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Delegates implements stakev1.QueryServer.
func (k queryServer) Delegates(ctx context.Context, r *stakev1.QueryDelegatesRequest) (*stakev1.QueryDelegatesResponse, error) {
	delegates, page, err := query.CollectionFilteredPaginate(ctx, k.hotkeys, r.Pagination,
		func(_ sdk.AccAddress, h stakev1.Hotkey) (bool, error) { return h.Stake > 0, nil },
		func(hotkey sdk.AccAddress, h stakev1.Hotkey) (stakev1.Delegate, error) {
			return k.delegate(ctx, hotkey, h)
		})
	return &stakev1.QueryDelegatesResponse{Delegates: delegates, Pagination: page}, err
}

func (k queryServer) delegate(ctx context.Context, hotkey sdk.AccAddress, h stakev1.Hotkey) (stakev1.Delegate, error) {
	d := stakev1.Delegate{Hotkey: h.Address, Owner: h.Owner, Take: h.Take, Stake: h.Stake, Nominators: h.Nominators}
	owner, err := base.Address("owner", h.Owner)
	if err != nil {
		return d, err
	}
	if d.OwnStake, err = k.Worth(ctx, hotkey, owner); err != nil {
		return d, err
	}
	d.Seats, err = k.market.Seats(ctx, hotkey)
	return d, err
}

// Family implements stakev1.QueryServer.
func (k queryServer) Family(ctx context.Context, r *stakev1.QueryFamilyRequest) (*stakev1.QueryFamilyResponse, error) {
	hotkey, err := queryAddress("hotkey", r.Hotkey)
	if err != nil {
		return nil, err
	}
	_, unknown := k.Keeper.Hotkey(ctx, hotkey)
	if err := base.Either(unknown, k.checkSubnet(ctx, r.Netuid)); err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	f := &stakev1.QueryFamilyResponse{}
	if f.Children, err = k.childrenOf(ctx, r.Netuid, hotkey); err != nil {
		return nil, err
	}
	if f.Backing, err = k.Backing(ctx, r.Netuid, hotkey); err != nil {
		return nil, err
	}
	f.ChildTake, err = k.childTake(ctx, r.Netuid, hotkey)
	return f, err
}

// AutoStake implements stakev1.QueryServer.
func (k queryServer) AutoStake(ctx context.Context, r *stakev1.QueryAutoStakeRequest) (*stakev1.QueryAutoStakeResponse, error) {
	coldkey, err := queryAddress("coldkey", r.Coldkey)
	if err != nil {
		return nil, err
	}
	hotkey, err := k.autoStakes.Get(ctx, coldkey)
	hotkey, err = base.Or(hotkey, err, nil)
	return &stakev1.QueryAutoStakeResponse{Hotkey: hotkey.String()}, err
}

// ColdkeySwap implements stakev1.QueryServer.
func (k queryServer) ColdkeySwap(ctx context.Context, r *stakev1.QueryColdkeySwapRequest) (*stakev1.QueryColdkeySwapResponse, error) {
	coldkey, err := queryAddress("coldkey", r.Coldkey)
	if err != nil {
		return nil, err
	}
	s, err := k.Announced(ctx, coldkey)
	if err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	return &stakev1.QueryColdkeySwapResponse{Swap: s}, nil
}

// ColdkeySwaps implements stakev1.QueryServer.
func (k queryServer) ColdkeySwaps(ctx context.Context, r *stakev1.QueryColdkeySwapsRequest) (*stakev1.QueryColdkeySwapsResponse, error) {
	swaps, page, err := query.CollectionPaginate(ctx, k.swaps, r.Pagination,
		func(_ sdk.AccAddress, s stakev1.ColdkeySwap) (stakev1.ColdkeySwap, error) { return s, nil })
	return &stakev1.QueryColdkeySwapsResponse{Swaps: swaps, Pagination: page}, err
}
