package node

import (
	"context"
	"net/http"
	"time"

	cmtlog "github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/rpc/core"
	rpcserver "github.com/cometbft/cometbft/rpc/jsonrpc/server"
	"github.com/rs/cors"

	"cosmossdk.io/log/v2"

	servercmtlog "github.com/cosmos/cosmos-sdk/server/log"
)

// reportedVersion is the version of the consensus engine that the RPC reports. The engine says 0.39.0 of itself, which
// widely used clients do not know, although its RPC speaks exactly as that of 0.38.
const reportedVersion = "0.38.21"

// peering is what the RPC asks of the network side of the engine.
type peering interface {
	Listeners() []string
	IsListening() bool
	NodeInfo() p2p.NodeInfo
}

// transport reports the version that clients know.
type transport struct{ peering }

// NodeInfo describes the node.
func (t transport) NodeInfo() p2p.NodeInfo {
	info, ok := t.peering.NodeInfo().(p2p.DefaultNodeInfo)
	if !ok {
		return t.peering.NodeInfo()
	}
	info.Version = reportedVersion
	return info
}

// serveRPC serves the engine's RPC on the configured address, if there is one, over HTTP and websocket.
func (n *Node) serveRPC(ctx context.Context, logger log.Logger) error {
	if n.cfg.RPC.ListenAddress == "" {
		return nil
	}
	env, err := n.comet.ConfigureRPC()
	if err != nil {
		return err
	}
	env.P2PTransport = transport{env.P2PTransport}
	cfg := rpcserver.DefaultConfig()
	cfg.MaxBodyBytes, cfg.MaxHeaderBytes = n.cfg.RPC.MaxBodyBytes, n.cfg.RPC.MaxHeaderBytes
	cfg.MaxOpenConnections = n.cfg.RPC.MaxOpenConnections
	cfg.WriteTimeout = max(cfg.WriteTimeout, n.cfg.RPC.TimeoutBroadcastTxCommit+time.Second)

	wrapped := servercmtlog.CometLoggerWrapper{Logger: logger}
	handler := rpcserver.RecoverAndLogHandler(n.rpcHandler(env, cfg, wrapped), wrapped)
	return n.serveHTTP(ctx, n.cfg.RPC.ListenAddress, cfg.MaxOpenConnections, &http.Server{
		Handler: http.MaxBytesHandler(handler, cfg.MaxBodyBytes), MaxHeaderBytes: cfg.MaxHeaderBytes,
		ReadTimeout: cfg.ReadTimeout, ReadHeaderTimeout: cfg.ReadTimeout, WriteTimeout: cfg.WriteTimeout,
	})
}

func (n *Node) rpcHandler(env *core.Environment, cfg *rpcserver.Config, logger cmtlog.Logger) http.Handler {
	routes, mux := env.GetRoutes(), http.NewServeMux()
	websocket := rpcserver.NewWebsocketManager(routes,
		rpcserver.OnDisconnect(func(remote string) {
			// Who never subscribed has nothing to lose.
			_ = n.comet.EventBus().UnsubscribeAll(context.Background(), remote)
		}),
		rpcserver.ReadLimit(cfg.MaxBodyBytes),
		rpcserver.WriteChanCapacity(n.cfg.RPC.WebSocketWriteBufferSize))
	websocket.SetLogger(logger)
	mux.HandleFunc("/websocket", websocket.WebsocketHandler)
	rpcserver.RegisterRPCFuncs(mux, routes, logger)
	if !n.cfg.RPC.IsCorsEnabled() {
		return mux
	}
	return cors.New(cors.Options{
		AllowedOrigins: n.cfg.RPC.CORSAllowedOrigins, AllowedMethods: n.cfg.RPC.CORSAllowedMethods,
		AllowedHeaders: n.cfg.RPC.CORSAllowedHeaders,
	}).Handler(mux)
}
