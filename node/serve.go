package node

import (
	"context"
	"net"

	"github.com/cometbft/cometbft/rpc/client/local"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/server/api"
	servergrpc "github.com/cosmos/cosmos-sdk/server/grpc"
)

// serve starts the servers that are switched on.
func (n *Node) serve(ctx context.Context, logger log.Logger) error {
	if err := n.serveRPC(ctx, logger.With("module", "rpc")); err != nil {
		return err
	}
	enc := n.app.Encoding
	c := client.Context{}.
		WithClient(local.New(n.comet)).WithChainID(n.comet.GenesisDoc().ChainID).WithHomeDir(string(n.home)).
		WithInterfaceRegistry(enc.Registry).WithCodec(enc.Codec).WithLegacyAmino(enc.Amino).WithTxConfig(enc.TxConfig)
	n.app.RegisterTxService(c)
	n.app.RegisterTendermintService(c)
	n.app.RegisterNodeService(c, n.srv)
	if !n.srv.GRPC.Enable {
		return nil
	}
	logger = logger.With("module", "server")
	conn, err := grpc.NewClient(n.srv.GRPC.Address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(codec.NewProtoCodec(enc.Registry).GRPCCodec()),
			grpc.MaxCallRecvMsgSize(n.srv.GRPC.MaxRecvMsgSize)))
	if err != nil {
		return err
	}
	c = c.WithGRPCClient(conn)
	grpcServer, c, err := servergrpc.NewGRPCServerAndContext(c, n.app, n.srv.GRPC, logger)
	if err != nil {
		return err
	}
	if err := free(n.srv.GRPC.Address); err != nil {
		return err
	}
	n.group.Go(func() error { return servergrpc.StartGRPCServer(ctx, logger, n.srv.GRPC, grpcServer) })
	if !n.srv.API.Enable {
		return nil
	}
	rest := api.New(c, logger, grpcServer)
	n.app.RegisterAPIRoutes(rest, n.srv.API)
	n.group.Go(func() error { return rest.Start(ctx, n.srv) })
	return nil
}

// free says whether an address can be listened on; the servers of the SDK would find out only later.
func free(address string) error {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return err
	}
	return l.Close()
}
