package stake

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ stakev1.QueryServer = queryServer{}

type queryServer struct{ Keeper }

// Params implements stakev1.QueryServer.
func (k queryServer) Params(ctx context.Context, _ *stakev1.QueryParamsRequest) (*stakev1.QueryParamsResponse, error) {
	p, err := k.params.Get(ctx)
	return &stakev1.QueryParamsResponse{Params: p}, err
}

// Hotkey implements stakev1.QueryServer.
func (k queryServer) Hotkey(ctx context.Context, r *stakev1.QueryHotkeyRequest) (*stakev1.QueryHotkeyResponse, error) {
	hotkey, err := queryAddress("hotkey", r.Hotkey)
	if err != nil {
		return nil, err
	}
	h, err := k.Keeper.Hotkey(ctx, hotkey)
	if err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	return &stakev1.QueryHotkeyResponse{Hotkey: h}, nil
}

// Hotkeys implements stakev1.QueryServer.
func (k queryServer) Hotkeys(ctx context.Context, r *stakev1.QueryHotkeysRequest) (*stakev1.QueryHotkeysResponse, error) {
	hotkeys, page, err := query.CollectionPaginate(ctx, k.hotkeys, r.Pagination,
		func(_ sdk.AccAddress, h stakev1.Hotkey) (stakev1.Hotkey, error) { return h, nil })
	return &stakev1.QueryHotkeysResponse{Hotkeys: hotkeys, Pagination: page}, err
}

// Stakes implements stakev1.QueryServer.
func (k queryServer) Stakes(ctx context.Context, r *stakev1.QueryStakesRequest) (*stakev1.QueryStakesResponse, error) {
	coldkey, err := queryAddress("coldkey", r.Coldkey)
	if err != nil {
		return nil, err
	}
	stakes, page, err := query.CollectionPaginate(ctx, k.byColdkey, r.Pagination,
		func(key collections.Pair[sdk.AccAddress, sdk.AccAddress], _ collections.NoValue) (stakev1.Stake, error) {
			return k.value(ctx, key.K2(), key.K1())
		}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, sdk.AccAddress](coldkey))
	return &stakev1.QueryStakesResponse{Stakes: stakes, Pagination: page}, err
}

// Nominators implements stakev1.QueryServer.
func (k queryServer) Nominators(ctx context.Context, r *stakev1.QueryNominatorsRequest) (*stakev1.QueryNominatorsResponse, error) {
	hotkey, err := queryAddress("hotkey", r.Hotkey)
	if err != nil {
		return nil, err
	}
	stakes, page, err := query.CollectionPaginate(ctx, k.positions, r.Pagination,
		func(key collections.Pair[sdk.AccAddress, sdk.AccAddress], _ math.Int) (stakev1.Stake, error) {
			return k.value(ctx, key.K1(), key.K2())
		}, query.WithCollectionPaginationPairPrefix[sdk.AccAddress, sdk.AccAddress](hotkey))
	return &stakev1.QueryNominatorsResponse{Stakes: stakes, Pagination: page}, err
}

func (k queryServer) value(ctx context.Context, hotkey, coldkey sdk.AccAddress) (stakev1.Stake, error) {
	amount, err := k.Worth(ctx, hotkey, coldkey)
	return stakev1.Stake{Hotkey: hotkey.String(), Coldkey: coldkey.String(), Amount: amount}, err
}

func queryAddress(field, address string) (sdk.AccAddress, error) {
	a, err := base.Address(field, address)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	return a, nil
}
