package escrow

import (
	"context"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"cosmossdk.io/collections"

	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/query"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

var _ escrowv1.QueryServer = queryServer{}

type queryServer struct{ Keeper }

// Params implements escrowv1.QueryServer.
func (k queryServer) Params(ctx context.Context, _ *escrowv1.QueryParamsRequest) (*escrowv1.QueryParamsResponse, error) {
	p, err := k.params.Get(ctx)
	return &escrowv1.QueryParamsResponse{Params: p}, err
}

// Channel implements escrowv1.QueryServer.
func (k queryServer) Channel(ctx context.Context, r *escrowv1.QueryChannelRequest) (*escrowv1.QueryChannelResponse, error) {
	c, err := k.Keeper.Channel(ctx, r.Channel)
	if err != nil {
		return nil, status.Error(codes.NotFound, err.Error())
	}
	return &escrowv1.QueryChannelResponse{Channel: c}, nil
}

// ByPayer implements escrowv1.QueryServer.
func (k queryServer) ByPayer(ctx context.Context, r *escrowv1.QueryByPayerRequest) (*escrowv1.QueryByPayerResponse, error) {
	all, page, err := k.list(ctx, k.byPayer, "payer", r.Payer, r.Pagination)
	return &escrowv1.QueryByPayerResponse{Channels: all, Pagination: page}, err
}

// ByGateway implements escrowv1.QueryServer.
func (k queryServer) ByGateway(ctx context.Context, r *escrowv1.QueryByGatewayRequest) (*escrowv1.QueryByGatewayResponse, error) {
	all, page, err := k.list(ctx, k.byGateway, "gateway", r.Gateway, r.Pagination)
	return &escrowv1.QueryByGatewayResponse{Channels: all, Pagination: page}, err
}

// list returns a page of the channels that an index has for an account.
func (k Keeper) list(
	ctx context.Context, index collections.KeySet[party], field, address string, page *query.PageRequest,
) ([]escrowv1.Channel, *query.PageResponse, error) {
	account, err := base.Address(field, address)
	if err != nil {
		return nil, nil, status.Error(codes.InvalidArgument, err.Error())
	}
	return query.CollectionPaginate(ctx, index, page,
		func(key party, _ collections.NoValue) (escrowv1.Channel, error) { return k.Channel(ctx, key.K2()) },
		query.WithCollectionPaginationPairPrefix[sdk.AccAddress, uint64](account))
}
