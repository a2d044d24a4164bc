package observe

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/serve"
)

// silence is after how long without a block a neuron is not well.
const silence = time.Minute

// health is what /healthz says.
type health struct {
	Status       string                 `json:"status"` // ok, or unwell
	Role         string                 `json:"role"`
	Netuid       uint32                 `json:"netuid"`
	Hotkey       string                 `json:"hotkey"`
	Height       uint64                 `json:"height"`
	Heard        time.Time              `json:"heard"` // when the latest block was seen
	Conditions   map[string]condition   `json:"conditions"`
	Transactions map[string]transaction `json:"transactions"` // the latest of each kind
}

type condition struct {
	Holds  bool   `json:"holds"`
	Advice string `json:"advice,omitempty"`
}

type transaction struct {
	State  client.State `json:"state"`
	Hash   string       `json:"hash,omitempty"`
	Height uint64       `json:"height,omitempty"`
	Cause  string       `json:"cause,omitempty"`
	Next   uint64       `json:"next_block,omitempty"`
	At     time.Time    `json:"at"`
}

// patient are conditions that a neuron may wait for and be well.
var patient = []string{Permitted}

// well says whether the chain is heard of and every condition that matters holds.
func (h *health) well(now time.Time) bool {
	if now.Sub(h.Heard) > silence {
		return false
	}
	for name, c := range h.Conditions {
		if !c.Holds && !slices.Contains(patient, name) {
			return false
		}
	}
	return true
}

// Handler answers /metrics, and /healthz with status 200 when all is well and 503 when not.
func (o *Observer) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(o.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) {
		o.mu.Lock()
		status := http.StatusOK
		if o.state.Status = "ok"; !o.state.well(o.now()) {
			o.state.Status, status = "unwell", http.StatusServiceUnavailable
		}
		body, err := json.Marshal(o.state)
		o.mu.Unlock()
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write(append(body, '\n'))
	})
	return mux
}

// CheckAddress wants the address to be one of this machine: who reaches it can read what an operator should.
func CheckAddress(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("%q: HOST:PORT is needed: %w", address, err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%q: an address of this machine alone is needed, such as 127.0.0.1:9101", address)
	}
	return nil
}

// Serve answers at the address until ctx ends.
func (o *Observer) Serve(ctx context.Context, address string, log *slog.Logger) error {
	if err := CheckAddress(address); err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("metrics: %w", err)
	}
	log.Info("metrics and health", "url", "http://"+l.Addr().String())
	srv := &http.Server{
		Handler: o.Handler(), ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 10 * time.Second, IdleTimeout: time.Minute,
		ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	return serve.Until(ctx, srv, l, 2*time.Second)
}
