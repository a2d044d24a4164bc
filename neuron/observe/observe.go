// Package observe tells operators how a miner or a validator is: metrics for Prometheus, and a page that says in one word
// whether all is well and otherwise what is not.
//
// Its law: it watches and never decides. Nothing that a stranger says becomes the name of a metric or a value of a label,
// so that nobody outside can make it grow. A nil Observer is one that nobody looks at.
package observe

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/client"
)

// Conditions that a neuron wants to be in.
const (
	// Registered says that the hotkey has a slot.
	Registered = "registered"
	// Published says that the axon on the chain is the one that listens.
	Published = "axon_published"
	// Permitted says that the validator may set weights. It can be waited for, and is not needed to be well.
	Permitted = "permit"
	// Judged says that the program has the task that the subnet names.
	Judged = "task_known"
	// Scored says that some miner has a score above zero: without one no weights are sent.
	Scored = "scores_above_zero"
)

// Observer collects what a neuron says of itself. It is safe for concurrent use.
type Observer struct {
	role     string
	now      func() time.Time
	registry *prometheus.Registry

	height       prometheus.Gauge
	heard        prometheus.Gauge
	conditions   *prometheus.GaugeVec
	transactions *prometheus.CounterVec
	requests     *prometheus.CounterVec
	took         prometheus.Histogram
	asked        *prometheus.CounterVec
	rounds       prometheus.Counter

	mu    sync.Mutex
	state health
}

// New returns the observer of a neuron: role is miner or validator, now the clock.
func New(role string, netuid uint32, hotkey string, now func() time.Time) *Observer {
	o := &Observer{
		role: role, now: now, registry: prometheus.NewRegistry(),
		height: gauge("height", "Height of the latest block that was seen."),
		heard:  gauge("heard_timestamp_seconds", "When a node was last heard of, Unix time."),
		conditions: prometheus.NewGaugeVec(prometheus.GaugeOpts{
			Namespace: tianwang.Name, Subsystem: "neuron", Name: "condition", Help: "1 for each condition that holds, 0 for one that does not.",
		}, []string{"condition"}),
		transactions: counters("transactions_total", "Transactions by what became of them: sent (not known), included, failed.", "message", "state"),
		requests:     counters("requests_total", "Requests to the axon, by the code of their refusal; ok for those that were answered.", "code"),
		took: prometheus.NewHistogram(prometheus.HistogramOpts{
			Namespace: tianwang.Name, Subsystem: "neuron", Name: "answer_seconds", Buckets: prometheus.ExponentialBuckets(0.001, 2, 18),
			Help: "Time from a request to the end of its answer, of those that were answered.",
		}),
		asked:  counters("questions_total", "Questions to miners, by result: answered or not.", "result"),
		rounds: prometheus.NewCounter(prometheus.CounterOpts{Namespace: tianwang.Name, Subsystem: "neuron", Name: "rounds_total", Help: "Rounds of questions."}),
		state:  health{Role: role, Netuid: netuid, Hotkey: hotkey, Conditions: map[string]condition{}, Transactions: map[string]transaction{}},
	}
	o.registry.MustRegister(o.height, o.heard, o.conditions, o.transactions, o.requests, o.took, o.asked, o.rounds,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	o.requests.WithLabelValues("ok") // so that a rate can be taken from the first one on
	return o
}

func gauge(name, help string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Namespace: tianwang.Name, Subsystem: "neuron", Name: name, Help: help})
}

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Namespace: tianwang.Name, Subsystem: "neuron", Name: name, Help: help}, labels)
}

// Height notes the latest block.
func (o *Observer) Height(height uint64) {
	if o == nil {
		return
	}
	now := o.now()
	o.height.Set(float64(height))
	o.heard.Set(float64(now.Unix()))
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.Height, o.state.Heard = height, now
}

// Condition notes whether one of the conditions holds, and if not what an operator may do.
func (o *Observer) Condition(name string, holds bool, advice string) {
	if o == nil {
		return
	}
	value := 0.0
	if holds {
		value, advice = 1, ""
	}
	o.conditions.WithLabelValues(name).Set(value)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.Conditions[name] = condition{holds, advice}
}

// Transaction notes what became of a transaction; message is its short name.
func (o *Observer) Transaction(message string, out client.Outcome) {
	if o == nil {
		return
	}
	o.transactions.WithLabelValues(message, string(out.State)).Inc()
	t := transaction{State: out.State, Hash: out.Hash, Height: out.Height, Next: out.Next, At: o.now()}
	if out.Cause != nil {
		t.Cause = out.Cause.Error()
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.state.Transactions[message] = t
}

// Request notes a request to the axon: the code of its refusal, or ok, and how long it took.
func (o *Observer) Request(code string, took time.Duration) {
	if o == nil {
		return
	}
	o.requests.WithLabelValues(code).Inc()
	if code == "ok" {
		o.took.Observe(took.Seconds())
	}
}

// Round notes a round of questions.
func (o *Observer) Round(asked, answered int) {
	if o == nil {
		return
	}
	o.rounds.Inc()
	o.asked.WithLabelValues("answered").Add(float64(answered))
	o.asked.WithLabelValues("not").Add(float64(asked - answered))
}
