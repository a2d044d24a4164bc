package localnet

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync/atomic"

	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/miner"
	"github.com/tianwang-net/tianwang/neuron/validator"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/score"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/builtin"
)

// play runs one neuron until ctx ends.
func (n *Network) play(ctx context.Context, p player, port int) error {
	if err := n.waitFor(ctx, p); err != nil {
		return nil //nolint:nilerr // ended before it was its turn
	}
	if p.role.judges() {
		return n.judge(ctx, p)
	}
	handler, err := n.modelOf(p)
	if err != nil {
		return err
	}
	m := miner.New(miner.Config{
		Netuid: p.netuid, Coldkey: n.coldkey(p.wallet), Listen: loopback(port), Host: "127.0.0.1", Dir: n.home.state(),
	}, n.hotkey(p), n.client, n.view, handler, n.log.With("part", p.label))
	return m.Run(ctx)
}

// waitFor returns when the player that must come first is registered.
func (n *Network) waitFor(ctx context.Context, p player) error {
	for height := uint64(0); p.after != ""; {
		next, err := n.view.Next(ctx, height)
		if err != nil {
			return err
		}
		height = next
		g := n.view.Metagraph(p.netuid)
		for _, other := range n.cast {
			if g != nil && other.netuid == p.netuid && other.label == p.after && neuron.Find(g, n.hotkey(other).Address()) != nil {
				return nil
			}
		}
	}
	return nil
}

// judge runs a validator.
func (n *Network) judge(ctx context.Context, p player) error {
	cfg := validator.Config{
		Netuid: p.netuid, Coldkey: n.coldkey(p.wallet), Private: true,
		File: filepath.Join(n.home.state(), fmt.Sprintf("validator-%s-%d.json", p.wallet, p.netuid)),
	}
	if p.wallet == walletAlpha { // who operates the gateway
		cfg.Traffic = n.traffic
	}
	if p.role == selfDealer {
		cfg.Weigh = n.favour(p)
	}
	if err := n.opening(ctx, p); err != nil {
		return nil //nolint:nilerr // ended before the market opened
	}
	v := validator.New(cfg, n.hotkey(p), n.client, n.view, n.dendrites[p.key()], builtin.Task, n.log.With("part", p.label))
	return v.Run(ctx)
}

// traffic is what the gateway says of requests of people.
func (n *Network) traffic() (map[string]score.Tally, error) {
	all := map[string]score.Tally{}
	for hotkey, c := range n.book.Traffic() {
		all[hotkey] = score.Tally(c)
	}
	return all, nil
}

// favour gives all weight to the self-dealer's friend, whatever it answers. It judges as the others do while these do not
// have more stake: no consensus withstands a majority, and on an empty chain the first to judge would become one.
func (n *Network) favour(dealer player) func(*neuron.Metagraph, []float64) []float64 {
	return func(g *neuron.Metagraph, scores []float64) []float64 {
		values := make([]float64, len(scores))
		var honest, own uint64
		for _, p := range n.cast {
			if p.netuid != dealer.netuid {
				continue
			}
			found := neuron.Find(g, n.hotkey(p).Address())
			switch {
			case found == nil:
			case p.role == honestValidator:
				honest += found.Stake
			case p.role == selfDealer:
				own += found.Stake
			case p.role == friend:
				values[found.Uid] = 1
			}
		}
		if honest <= own {
			return nil
		}
		return values
	}
}

// modelOf returns what a miner serves.
func (n *Network) modelOf(p player) (http.Handler, error) {
	if p.role == mirror {
		return n.relay(p), nil
	}
	if p.role == server {
		return n.model.Handler(n.log.With("part", p.label))
	}
	m, err := builtin.Model(p.task, p.model)
	if err != nil {
		return nil, err
	}
	w := &warming{}
	n.training.add(training{
		model: m, name: p.task + " " + p.model, task: p.task, honest: p.honest,
		done: func() { h := m.Handler(); w.handler.Store(&h) },
	})
	return w, nil
}

// warming answers 503 until its model has learned.
type warming struct{ handler atomic.Pointer[http.Handler] }

// ServeHTTP implements http.Handler.
func (w *warming) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	if h := w.handler.Load(); h != nil {
		(*h).ServeHTTP(rw, r)
		return
	}
	rw.Header().Set("Retry-After", "5")
	openai.WriteError(rw, http.StatusServiceUnavailable, openai.ErrServer, "learning", "the model is still learning, try again")
}

// relay answers with what the best miner of the subnet answers: no model, no work of its own.
func (n *Network) relay(p player) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20))
		if err != nil {
			openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "body", "the body could not be read")
			return
		}
		target, ok := n.original(p)
		if !ok {
			openai.WriteError(w, http.StatusServiceUnavailable, openai.ErrServer, "nobody", "there is nobody to copy from")
			return
		}
		answer, err := n.dendrites[p.key()].Do(r.Context(), target, task.Request{Path: r.URL.Path, Body: body})
		if err != nil {
			openai.WriteError(w, http.StatusBadGateway, openai.ErrServer, "original", "the original does not answer")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(answer.Body) // the caller has gone; nothing to be done
	})
}

// original is whom a mirror copies.
func (n *Network) original(p player) (dendrite.Target, bool) {
	g := n.view.Metagraph(p.netuid)
	for _, other := range n.cast {
		if g == nil || other.netuid != p.netuid || other.label != p.after {
			continue
		}
		if m := neuron.Find(g, n.hotkey(other).Address()); m != nil && m.Axon != nil {
			return dendrite.Target{Hotkey: m.Hotkey, Netuid: p.netuid, URL: neuron.URL(m, true), TLSKey: neuron.TLSKey(m)}, true
		}
	}
	return dendrite.Target{}, false
}
