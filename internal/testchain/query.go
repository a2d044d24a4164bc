package testchain

import (
	"context"
	"errors"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cosmos/gogoproto/proto"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// Query returns a connection for the generated query clients; it reads the state after the last block.
func (c *Chain) Query() grpc.ClientConnInterface { return querier{c} }

type querier struct{ c *Chain }

// Invoke implements grpc.ClientConnInterface through the application's own query router.
func (q querier) Invoke(_ context.Context, method string, args, reply any, _ ...grpc.CallOption) error {
	data, err := proto.Marshal(args.(proto.Message))
	if err != nil {
		return err
	}
	res, err := q.c.App().Query(context.Background(), &abci.RequestQuery{Path: method, Data: data, Height: q.c.height})
	if err != nil {
		return err
	}
	if res.Code != abci.CodeTypeOK {
		return status.Error(codes.Code(res.Code), res.Log)
	}
	return proto.Unmarshal(res.Value, reply.(proto.Message))
}

// NewStream implements grpc.ClientConnInterface.
func (querier) NewStream(context.Context, *grpc.StreamDesc, string, ...grpc.CallOption) (grpc.ClientStream, error) {
	return nil, errors.New("queries of the chain do not stream")
}
