package node

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	cmtdb "github.com/cometbft/cometbft-db"
	abci "github.com/cometbft/cometbft/abci/types"
	cmtcfg "github.com/cometbft/cometbft/config"
	cmtnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/privval"
	"github.com/cometbft/cometbft/proxy"
	cmttypes "github.com/cometbft/cometbft/types"
	"golang.org/x/sync/errgroup"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/server"
	serverconfig "github.com/cosmos/cosmos-sdk/server/config"
	servercmtlog "github.com/cosmos/cosmos-sdk/server/log"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/tianwang-net/tianwang/app"
)

// Node is a running node.
type Node struct {
	home  Home
	app   *app.App
	comet *cmtnode.Node
	cfg   *cmtcfg.Config
	srv   serverconfig.Config
	index cmtdb.DB
	group *errgroup.Group
	stop  context.CancelFunc
	done  chan struct{}
	err   error // of the run, set before done is closed

	logger  log.Logger
	metrics *metrics // nil if nobody may ask for them

	snapshotDue atomic.Uint64 // height of the latest snapshot that was begun, 0 for none
}

// Start starts the node of a directory and returns when its servers listen. It runs until ctx ends or [Node.Stop] is
// called; [Node.Wait] then returns. The logger gets everything the node says.
func Start(ctx context.Context, h Home, logger log.Logger) (*Node, error) {
	cfg, srv, v, err := h.read()
	if err != nil {
		return nil, err
	}
	db, err := h.openState(server.GetAppDBBackend(v))
	if err != nil {
		return nil, fmt.Errorf("node %s: %w", h, err)
	}
	n := &Node{home: h, cfg: cfg, srv: srv, logger: logger}
	options := app.Options{Home: string(h), Base: server.DefaultBaseappOptions(v)}
	if cfg.Instrumentation.IsPrometheusEnabled() {
		n.metrics = newMetrics(time.Now)
		options.EpochTimer = n.metrics.epochTimer
	}
	n.app = app.New(logger, db, options)
	if err := n.startComet(ctx, logger); err != nil {
		if reason := n.app.HaltReason(); reason != nil { // the engine replays a block and keeps the reason as text only
			return nil, errors.Join(reason, n.app.Close())
		}
		return nil, errors.Join(fmt.Errorf("node %s: %w", h, err), n.app.Close())
	}
	ctx, n.stop = context.WithCancel(ctx)
	n.group, ctx = errgroup.WithContext(ctx)
	n.group.Go(func() error { // a node without servers runs until it is stopped, too
		<-ctx.Done()
		return nil
	})
	n.group.Go(func() error { // the state machine stops at an upgrade that it does not know
		select {
		case <-ctx.Done():
			return nil
		case <-n.app.Halted():
			return n.app.HaltReason()
		}
	})
	if err := errors.Join(n.watchEngine(ctx), n.serve(ctx, logger)); err != nil {
		n.stop()
		return nil, errors.Join(fmt.Errorf("node %s: %w", h, err), n.group.Wait(), n.shutdown())
	}
	n.done = make(chan struct{})
	go func() { // ends with ctx, when all servers have stopped
		defer close(n.done)
		n.err = errors.Join(n.group.Wait(), n.shutdown())
	}()
	return n, nil
}

// startComet starts the consensus engine. Its own servers stay off: see rpc.go and metrics.go.
func (n *Node) startComet(ctx context.Context, logger log.Logger) error {
	nodeKey, err := p2p.LoadNodeKey(n.cfg.NodeKeyFile())
	if err != nil {
		return err
	}
	cfg := *n.cfg
	rpc := *n.cfg.RPC
	rpc.ListenAddress = ""
	cfg.RPC = &rpc
	instrumentation := *n.cfg.Instrumentation
	instrumentation.Prometheus, instrumentation.PrometheusListenAddr = n.metrics != nil, ""
	cfg.Instrumentation = &instrumentation
	var machine abci.Application = noted{server.NewCometABCIWrapper(n.app), n}
	if n.metrics != nil {
		machine = observed{machine, n.metrics}
		n.metrics.registry.MustRegister(gauges{n})
	}
	n.comet, err = cmtnode.NewNodeWithContext(ctx, &cfg,
		privval.LoadFilePV(cfg.PrivValidatorKeyFile(), cfg.PrivValidatorStateFile()), nodeKey,
		proxy.NewLocalClientCreator(machine),
		func() (*cmttypes.GenesisDoc, error) {
			doc, err := genutiltypes.AppGenesisFromFile(cfg.GenesisFile())
			if err != nil {
				return nil, err
			}
			return doc.ToGenesisDoc()
		},
		n.openDB, n.metrics.engineMetrics(cfg.Instrumentation), servercmtlog.CometLoggerWrapper{Logger: logger}, letTransactionsWait)
	if err != nil {
		return err
	}
	return n.comet.Start()
}

// shutdown stops the consensus engine and closes the databases.
func (n *Node) shutdown() error {
	var errs []error
	if n.comet.IsRunning() {
		errs = append(errs, n.comet.Stop())
		n.comet.Wait()
	}
	n.finishSnapshot()
	if n.index != nil {
		errs = append(errs, n.index.Close())
	}
	return errors.Join(append(errs, n.app.Close())...)
}

// Wait returns when the node has stopped, with the error that stopped it, nil if it was asked to.
func (n *Node) Wait() error {
	<-n.done
	return n.err
}

// Stop stops the node and waits for it.
func (n *Node) Stop() error {
	n.stop()
	return n.Wait()
}

// Height is that of the node's latest block.
func (n *Node) Height() int64 { return n.comet.BlockStore().Height() }

// Base is the height of the oldest block that the node has.
func (n *Node) Base() int64 { return n.comet.BlockStore().Base() }

// App is the node's state machine.
func (n *Node) App() *app.App { return n.app }

// BlockTime is the pause between two blocks, as configured.
func (n *Node) BlockTime() time.Duration { return n.cfg.Consensus.TimeoutCommit }
