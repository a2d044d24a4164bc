package node

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/cometbft/cometbft/rpc/client/local"
	"github.com/rs/cors"
	"golang.org/x/net/netutil"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/server/api"
	servergrpc "github.com/cosmos/cosmos-sdk/server/grpc"
)

// stopTimeout is how long a server may take to finish what it is answering.
const stopTimeout = 3 * time.Second

// serve starts the servers that are switched on; an address that is taken is an error at once.
func (n *Node) serve(ctx context.Context, logger log.Logger) error {
	if err := n.serveRPC(ctx, logger.With("module", "rpc")); err != nil {
		return err
	}
	if err := n.serveMetrics(ctx); err != nil {
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
	c, server, err := n.serveGRPC(ctx, c, logger)
	if err != nil || !n.srv.API.Enable {
		return err
	}
	return n.serveREST(ctx, c, server, logger)
}

// serveGRPC serves queries and transactions over gRPC, and returns a context that is connected to it.
func (n *Node) serveGRPC(ctx context.Context, c client.Context, logger log.Logger) (client.Context, *grpc.Server, error) {
	listener, err := net.Listen("tcp", n.srv.GRPC.Address)
	if err != nil {
		return c, nil, err
	}
	conn, err := grpc.NewClient(n.srv.GRPC.Address, grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(codec.NewProtoCodec(c.InterfaceRegistry).GRPCCodec()),
			grpc.MaxCallRecvMsgSize(n.srv.GRPC.MaxRecvMsgSize)))
	if err != nil {
		return c, nil, errors.Join(err, listener.Close())
	}
	server, c, err := servergrpc.NewGRPCServerAndContext(c.WithGRPCClient(conn), n.app, n.srv.GRPC, logger)
	if err != nil {
		return c, nil, errors.Join(err, listener.Close())
	}
	n.group.Go(func() error { return server.Serve(listener) })
	n.group.Go(func() error {
		<-ctx.Done()
		force := time.AfterFunc(stopTimeout, server.Stop)
		defer force.Stop()
		server.GracefulStop()
		return conn.Close()
	})
	return c, server, nil
}

// serveREST serves queries as JSON.
func (n *Node) serveREST(ctx context.Context, c client.Context, server *grpc.Server, logger log.Logger) error {
	rest := api.New(c, logger, server)
	n.app.RegisterAPIRoutes(rest, n.srv.API)
	rest.Router.HandleFunc(OpenAPIPath, serveOpenAPI).Methods(http.MethodGet, http.MethodHead)
	rest.Router.PathPrefix("/").Handler(rest.GRPCGatewayRouter)
	var handler http.Handler = rest.Router
	if n.srv.API.EnableUnsafeCORS {
		handler = cors.AllowAll().Handler(handler)
	}
	return n.serveHTTP(ctx, n.srv.API.Address, int(n.srv.API.MaxOpenConnections), &http.Server{ // #nosec G115 -- configured
		Handler:           http.MaxBytesHandler(handler, int64(n.srv.API.RPCMaxBodyBytes)), // #nosec G115 -- configured
		ReadTimeout:       time.Duration(n.srv.API.RPCReadTimeout) * time.Second,           // #nosec G115 -- configured
		ReadHeaderTimeout: time.Duration(n.srv.API.RPCReadTimeout) * time.Second,           // #nosec G115 -- configured
		WriteTimeout:      time.Duration(n.srv.API.RPCWriteTimeout) * time.Second,          // #nosec G115 -- configured
	})
}

// serveHTTP serves on tcp://host:port until ctx ends, then closes every connection.
func (n *Node) serveHTTP(ctx context.Context, address string, connections int, server *http.Server) error {
	listener, err := net.Listen("tcp", strings.TrimPrefix(address, "tcp://"))
	if err != nil {
		return err
	}
	if connections > 0 {
		listener = netutil.LimitListener(listener, connections)
	}
	n.group.Go(func() error {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			return err
		}
		return nil
	})
	n.group.Go(func() error {
		<-ctx.Done()
		wait, cancel := context.WithTimeout(context.Background(), stopTimeout)
		defer cancel()
		if err := server.Shutdown(wait); err != nil {
			return server.Close()
		}
		return nil
	})
	return nil
}
