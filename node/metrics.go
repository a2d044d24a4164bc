package node

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/cometbft/cometbft/blocksync"
	cmtcfg "github.com/cometbft/cometbft/config"
	"github.com/cometbft/cometbft/consensus"
	"github.com/cometbft/cometbft/mempool"
	cmtnode "github.com/cometbft/cometbft/node"
	"github.com/cometbft/cometbft/p2p"
	"github.com/cometbft/cometbft/proxy"
	"github.com/cometbft/cometbft/state"
	"github.com/cometbft/cometbft/statesync"
	"github.com/cosmos/gogoproto/proto"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tianwang-net/tianwang"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
)

// metrics is what a node tells Prometheus: what happened in the blocks that it executed since it started. What the state
// says is read when somebody asks, see gauges. Nothing of this is seen by the state machine.
type metrics struct {
	registry *prometheus.Registry // of this node alone: several may run in one process
	now      func() time.Time

	blocks  prometheus.Histogram
	txs     *prometheus.CounterVec
	checked *prometheus.CounterVec
	events  *prometheus.CounterVec
	epochs  *prometheus.CounterVec
	took    prometheus.Histogram

	closing time.Duration // of the epochs of the running block; the engine executes one at a time
}

// Results of transactions and epochs, as labels.
const (
	labelOK       = "ok"
	labelRefused  = "refused"
	labelClosed   = "closed"
	labelDeferred = "deferred"
	labelFailed   = "failed"
)

// newMetrics makes the metrics of a node; now is the clock of the machine.
func newMetrics(now func() time.Time) *metrics {
	seconds := prometheus.ExponentialBuckets(0.001, 2, 15) // 1 ms to 16 s
	m := &metrics{
		registry: prometheus.NewRegistry(), now: now,
		blocks: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: tianwang.Name, Name: "block_execution_seconds", Buckets: seconds,
			Help: "Time that the state machine took to execute a block.",
		}),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: tianwang.Name, Name: "epoch_seconds", Buckets: seconds,
			Help: "Time that the epochs of a block took, in blocks that closed at least one.",
		}),
		txs: counters("transactions_total", "Transactions in blocks.", "result"),
		checked: counters("checked_transactions_total",
			"Transactions that were offered to the mempool (new) or looked at again after a block (again).", "kind", "result"),
		events: counters("events_total", "Events of the chain's modules.", "event"),
		epochs: counters("epochs_total", "Epochs that were due: closed, deferred to the next block, or failed and tried again later.",
			"netuid", "result"),
	}
	m.registry.MustRegister(m.blocks, m.took, m.txs, m.checked, m.events, m.epochs,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	for _, result := range []string{labelOK, labelRefused} { // so that a rate can be taken from the first one on
		m.txs.WithLabelValues(result)
		m.checked.WithLabelValues("new", result)
		m.checked.WithLabelValues("again", result)
	}
	return m
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: tianwang.Name, Name: name, Help: help}, labels)
}

// epochTimer measures x/epoch at the end of each block.
func (m *metrics) epochTimer() func() {
	begun := m.now()
	return func() { m.closing = m.now().Sub(begun) }
}

// observed is the state machine, watched by the metrics on its way to the consensus engine.
type observed struct {
	abci.Application
	m *metrics
}

// FinalizeBlock executes a block and counts what happened in it.
func (o observed) FinalizeBlock(ctx context.Context, req *abci.RequestFinalizeBlock) (*abci.ResponseFinalizeBlock, error) {
	begun := o.m.now()
	o.m.closing = 0
	res, err := o.Application.FinalizeBlock(ctx, req)
	if err != nil {
		return res, err
	}
	o.m.blocks.Observe(o.m.now().Sub(begun).Seconds())
	if o.m.count(res.Events) {
		o.m.took.Observe(o.m.closing.Seconds())
	}
	for _, tx := range res.TxResults {
		o.m.txs.WithLabelValues(resultOf(tx.Code)).Inc()
		o.m.count(tx.Events)
	}
	return res, nil
}

// CheckTx looks at a transaction that may get into the mempool.
func (o observed) CheckTx(ctx context.Context, req *abci.RequestCheckTx) (*abci.ResponseCheckTx, error) {
	res, err := o.Application.CheckTx(ctx, req)
	if err == nil {
		kind := "new"
		if req.Type == abci.CheckTxType_Recheck {
			kind = "again"
		}
		o.m.checked.WithLabelValues(kind, resultOf(res.Code)).Inc()
	}
	return res, err
}

func resultOf(code uint32) string {
	if code == abci.CodeTypeOK {
		return labelOK
	}
	return labelRefused
}

// epochResults are the events of epochs and what they mean.
var epochResults = map[string]string{
	proto.MessageName(&epochv1.EventEpochClosed{}):   labelClosed,
	proto.MessageName(&epochv1.EventEpochDeferred{}): labelDeferred,
	proto.MessageName(&epochv1.EventEpochFailed{}):   labelFailed,
}

// count counts events of our modules, and says whether an epoch was closed.
func (m *metrics) count(events []abci.Event) (closed bool) {
	for _, e := range events {
		name, ours := strings.CutPrefix(e.Type, tianwang.Name+".")
		if !ours {
			continue
		}
		m.events.WithLabelValues(name).Inc()
		result, ok := epochResults[e.Type]
		if !ok {
			continue
		}
		closed = closed || result == labelClosed
		for _, a := range e.Attributes {
			if a.Key == "netuid" {
				m.epochs.WithLabelValues(a.Value, result).Inc()
			}
		}
	}
	return closed
}

// registering guards the registerer of the process while the engine makes its metrics.
var registering sync.Mutex

// engineMetrics makes the engine's metrics in the registry of the node. The engine always registers with that of the
// process, and panics when a second node does: so the node's takes its place meanwhile.
func (m *metrics) engineMetrics(cfg *cmtcfg.InstrumentationConfig) cmtnode.MetricsProvider {
	provide := cmtnode.DefaultMetricsProvider(cfg)
	if m == nil {
		return provide
	}
	return func(chainID string) (
		*consensus.Metrics, *p2p.Metrics, *mempool.Metrics, *state.Metrics, *proxy.Metrics, *blocksync.Metrics, *statesync.Metrics,
	) {
		registering.Lock()
		defer registering.Unlock()
		outer := prometheus.DefaultRegisterer
		prometheus.DefaultRegisterer = m.registry
		defer func() { prometheus.DefaultRegisterer = outer }()
		return provide(chainID)
	}
}

// serveMetrics serves /metrics on the configured address.
func (n *Node) serveMetrics(ctx context.Context) error {
	if n.metrics == nil {
		return nil
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(n.metrics.registry, promhttp.HandlerOpts{
		MaxRequestsInFlight: n.cfg.Instrumentation.MaxOpenConnections,
	}))
	return n.serveHTTP(ctx, n.cfg.Instrumentation.PrometheusListenAddr, n.cfg.Instrumentation.MaxOpenConnections, &http.Server{
		Handler: mux, ReadHeaderTimeout: stopTimeout,
	})
}
