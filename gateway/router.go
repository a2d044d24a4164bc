package gateway

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/task"
)

// Config bounds what a router does for one request. The zero value of a bound means its default.
type Config struct {
	Attempts int           // miners that may have the request in their hands and fail; 3
	Reach    int           // miners tried, those that are not there included; 8
	Patience time.Duration // after which no further miner is tried; 60 s

	// Hedge is after how long without a first byte a second miner is asked as well. 0 means the time that one answer of
	// the model in twenty exceeds, and 3 s until that is known; a negative one means never.
	Hedge time.Duration

	Switch *Switch          // what is not served; nil for nothing
	Now    func() time.Time // the clock; time.Now
}

// unknownLate is when an answer is late before it is known what is usual.
const unknownLate = 3 * time.Second

// Router chooses miners and fails over. Safe for concurrent use.
type Router struct {
	cfg    Config
	market Market
	web    *dendrite.Dendrite
	health *health.Book
	log    *slog.Logger

	mu    sync.Mutex
	paces map[paceName]*health.Pace
}

// paceName names answers that take about the same time.
type paceName struct {
	netuid uint32
	path   string
	kind   health.Kind
}

// maxPaces bounds the memory of paces; a market has a few hundred.
const maxPaces = 4096

// New makes a router.
func New(cfg Config, market Market, web *dendrite.Dendrite, book *health.Book, log *slog.Logger) *Router {
	if cfg.Attempts == 0 {
		cfg.Attempts = 3
	}
	if cfg.Reach == 0 {
		cfg.Reach = 8
	}
	if cfg.Patience == 0 {
		cfg.Patience = time.Minute
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Router{cfg: cfg, market: market, web: web, health: book, log: log, paces: map[paceName]*health.Pace{}}
}

// pace returns the pace of some answers.
func (r *Router) pace(n paceName) *health.Pace {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.paces[n]
	if p == nil {
		p = &health.Pace{}
		if len(r.paces) < maxPaces {
			r.paces[n] = p
		}
	}
	return p
}

// First returns the median time to the first byte of the latest answers of a subnet, and of how many: of streams, or of answers in
// one piece where nobody asked for a stream.
func (r *Router) First(s Subnet) (median time.Duration, answers int) {
	for _, k := range []health.Kind{health.Streamed, health.Whole} {
		r.mu.Lock()
		p := r.paces[paceName{s.Netuid, s.Endpoint(), k}]
		r.mu.Unlock()
		if p != nil {
			if median, answers = p.Median(); answers > 0 {
				return median, answers
			}
		}
	}
	return 0, 0
}

// Lately returns what became of the requests that the miners of a subnet had from this gateway in the last half day, or a day at most.
func (r *Router) Lately(s Subnet) health.Count {
	hotkeys := make([]string, len(s.Miners))
	for i, m := range s.Miners {
		hotkeys[i] = m.Hotkey
	}
	return r.health.Lately(hotkeys)
}

// late is after how long a second miner is asked; 0 for never.
func (r *Router) late(p *health.Pace) time.Duration {
	if r.cfg.Hedge != 0 {
		return max(0, r.cfg.Hedge)
	}
	return p.Late(unknownLate)
}

// Served says who answered.
type Served struct {
	Netuid   uint32
	Model    string // the id of the model that answered
	Miner    Miner
	ID       wire.ID       // of the request, as the miner signed it
	Attempts int           // miners asked, this one included
	First    time.Duration // from the question to the first byte of the answer
}

// Answer is an answer in one piece.
type Answer struct {
	Served
	Body []byte // JSON, as the miner sent it, apart from the model's name
}

// Answer asks a model for an answer in one piece. The error is a *Failure, or the reason why ctx ended.
func (r *Router) Answer(ctx context.Context, model string, req task.Request) (*Answer, error) {
	s, err := r.Model(model)
	if err != nil {
		return nil, err
	}
	return r.AnswerFrom(ctx, s, req)
}

// AnswerFrom asks the miners of a subnet for an answer in one piece. Errors are those of Answer.
func (r *Router) AnswerFrom(ctx context.Context, s Subnet, req task.Request) (*Answer, error) {
	won, err := race(ctx, r, s, req.Path, health.Whole, asking[*dendrite.Answer]{
		ask: func(ctx context.Context, t dendrite.Target) (*dendrite.Answer, error) {
			a, err := r.web.Do(ctx, t, req)
			if err != nil {
				return nil, err
			}
			a.Body, err = wholeAnswer(req.Path, s.Model, a.Body)
			return a, err
		},
		drop: func(*dendrite.Answer) {},
	})
	if err != nil {
		return nil, err
	}
	won.release()
	won.served.ID = won.value.ID
	return &Answer{Served: won.served, Body: won.value.Body}, nil
}

// wait is how long to wait for a time; at least a second, at most what a quarantine takes.
func (r *Router) wait(until time.Time) time.Duration {
	if until.IsZero() {
		return 0
	}
	return max(time.Second, until.Sub(r.cfg.Now()))
}
