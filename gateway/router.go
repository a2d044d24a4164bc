package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/task"
)

// Config bounds what a router does for one request.
type Config struct {
	Attempts int              // miners asked for one request; 3
	Now      func() time.Time // the clock; time.Now
}

// Router chooses miners and fails over. Safe for concurrent use.
type Router struct {
	cfg    Config
	market Market
	web    *dendrite.Dendrite
	health *health.Book
	log    *slog.Logger
}

// New makes a router.
func New(cfg Config, market Market, web *dendrite.Dendrite, book *health.Book, log *slog.Logger) *Router {
	if cfg.Attempts == 0 {
		cfg.Attempts = 3
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Router{cfg, market, web, book, log}
}

// Served says who answered.
type Served struct {
	Netuid   uint32
	Miner    Miner
	ID       wire.ID // of the request, as the miner signed it
	Attempts int     // miners asked, this one included
}

// Answer is an answer in one piece.
type Answer struct {
	Served
	Body []byte // JSON, as the miner sent it
}

// Answer asks for an answer in one piece. The error is a *Failure, or the reason why ctx ended.
func (r *Router) Answer(ctx context.Context, model string, req task.Request) (*Answer, error) {
	var out Answer
	served, err := r.try(ctx, model, func(t dendrite.Target) error {
		a, err := r.web.Do(ctx, t, req)
		if err != nil {
			return err
		}
		out.Body, out.ID = a.Body, a.ID
		return wholeAnswer(a.Body)
	})
	if err != nil {
		return nil, err
	}
	served.ID = out.ID
	out.Served = served
	r.health.Answered(served.Miner.Hotkey)
	return &out, nil
}

// verdict says what an attempt means for the request and for the miner.
type verdict int

const (
	vFailed  verdict = iota
	vLate            // no answer in time
	vBusy            // it said so
	vRefused         // it holds the request to be wrong
)

// try asks one miner after the other until one succeeds.
func (r *Router) try(ctx context.Context, model string, ask func(dendrite.Target) error) (Served, error) {
	subnet, err := r.Model(model)
	if err != nil {
		return Served{}, err
	}
	miners, again := r.choose(subnet)
	if len(miners) == 0 {
		return Served{}, &Failure{Cause: ErrNoMiners, RetryAfter: r.wait(again)}
	}
	miners = miners[:min(len(miners), r.cfg.Attempts)]
	t := tally{r: r}
	for i, m := range miners {
		err := ask(dendrite.Target{Hotkey: m.Hotkey, Netuid: subnet.Netuid, URL: m.URL, TLSKey: m.TLSKey})
		if err == nil {
			t.blameRefusers()
			return Served{Netuid: subnet.Netuid, Miner: m, Attempts: i + 1}, nil
		}
		if ctx.Err() != nil {
			return Served{}, ctx.Err()
		}
		t.count(subnet.Netuid, m, err)
		if len(t.refusers) == 2 {
			break // they agree
		}
	}
	return Served{}, t.failure()
}

// wait is how long to wait for a time; at least a second, at most what a quarantine takes.
func (r *Router) wait(until time.Time) time.Duration {
	if until.IsZero() {
		return 0
	}
	return max(time.Second, until.Sub(r.cfg.Now()))
}

// judge reads an error of a dendrite.
func judge(err error) (verdict, *dendrite.Refusal) {
	var refusal *dendrite.Refusal
	switch {
	case errors.Is(err, dendrite.ErrTimeout):
		return vLate, nil
	case !errors.As(err, &refusal):
		return vFailed, nil
	}
	switch refusal.Status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable:
		return vBusy, refusal
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnprocessableEntity:
		if refusal.Signed && wire.ErrorByCode(refusal.Code) == nil {
			return vRefused, refusal
		}
	}
	return vFailed, refusal
}
