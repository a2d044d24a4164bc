package client

import (
	"context"
	"errors"
	"strconv"
	"strings"

	abci "github.com/cometbft/cometbft/abci/types"
	rpcclient "github.com/cometbft/cometbft/rpc/client"
	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	sdkerrors "github.com/cosmos/cosmos-sdk/types/errors"
	grpctypes "github.com/cosmos/cosmos-sdk/types/grpc"
)

var _ grpc.ClientConnInterface = (*Client)(nil)

// AtHeight makes queries with the returned context read the state after the block of that height.
func AtHeight(ctx context.Context, height uint64) context.Context {
	return metadata.AppendToOutgoingContext(ctx, grpctypes.GRPCBlockHeightHeader, strconv.FormatUint(height, 10))
}

// Invoke implements grpc.ClientConnInterface, so that a Client is what the generated query clients ask for. The query
// goes over the RPC of a node; its errors are gRPC statuses.
func (c *Client) Invoke(ctx context.Context, method string, args, reply any, _ ...grpc.CallOption) error {
	request, ok := args.(proto.Message)
	answer, ok2 := reply.(proto.Message)
	if !ok || !ok2 {
		return status.Errorf(codes.Internal, "%s: not a query of this chain", method)
	}
	data, err := proto.Marshal(request)
	if err != nil {
		return status.Error(codes.InvalidArgument, err.Error())
	}
	var options rpcclient.ABCIQueryOptions
	if md, ok := metadata.FromOutgoingContext(ctx); ok {
		if h := md.Get(grpctypes.GRPCBlockHeightHeader); len(h) > 0 {
			if options.Height, err = strconv.ParseInt(h[0], 10, 64); err != nil {
				return status.Errorf(codes.InvalidArgument, "height %q: %v", h[0], err)
			}
		}
	}
	res, err := do(ctx, c, func(ctx context.Context, n *rpchttp.HTTP) (abci.ResponseQuery, error) {
		r, err := n.ABCIQueryWithOptions(ctx, method, data, options)
		if err != nil {
			return abci.ResponseQuery{}, err
		}
		return r.Response, nil
	})
	if err != nil {
		return err
	}
	if !res.IsOK() {
		return status.Error(codeOf(res), reason(res.Log))
	}
	return proto.Unmarshal(res.Value, answer)
}

// codeOf returns the gRPC code of a refused query. The application reports it as an error of the SDK.
func codeOf(res abci.ResponseQuery) codes.Code {
	if res.Codespace != sdkerrors.RootCodespace {
		return codes.Unknown
	}
	switch res.Code {
	case sdkerrors.ErrKeyNotFound.ABCICode():
		return codes.NotFound
	case sdkerrors.ErrInvalidRequest.ABCICode():
		return codes.InvalidArgument
	case sdkerrors.ErrUnauthorized.ABCICode():
		return codes.Unauthenticated
	}
	return codes.Unknown
}

// reason cuts what gRPC and the SDK put around the module's own words.
func reason(log string) string {
	if _, after, ok := strings.Cut(log, "desc = "); ok {
		log = after
	}
	for _, suffix := range []string{": key not found", ": invalid request", ": unknown request"} {
		log = strings.TrimSuffix(log, suffix)
	}
	return log
}

// NewStream implements grpc.ClientConnInterface.
func (c *Client) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("client: queries of the chain do not stream")
}
