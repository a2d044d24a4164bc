package ensemble

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/lm"
)

// Ensemble answers for composed models. Safe for concurrent use.
type Ensemble struct {
	models []Model
	router *gateway.Router // asks whole models
	web    *dendrite.Dendrite
	market gateway.Market
	health *health.Book
	log    *slog.Logger
	now    func() time.Time
}

// New makes an ensemble of models, which are checked as Check does. Now is the clock, nil for time.Now.
func New(models []Model, router *gateway.Router, market gateway.Market, web *dendrite.Dendrite, book *health.Book, log *slog.Logger, now func() time.Time) (*Ensemble, error) {
	if err := Check(models); err != nil {
		return nil, err
	}
	if now == nil {
		now = time.Now
	}
	return &Ensemble{slices.Clone(models), router, web, market, book, log, now}, nil
}

// Models returns what is composed, in the order of the configuration. A nil ensemble composes nothing.
func (e *Ensemble) Models() []Model {
	if e == nil {
		return nil
	}
	return e.models
}

// IDs returns the ids of what is composed.
func (e *Ensemble) IDs() []string {
	var ids []string
	for _, m := range e.Models() {
		ids = append(ids, m.ID)
	}
	return ids
}

// Find returns a composed model.
func (e *Ensemble) Find(id string) (Model, bool) {
	for _, m := range e.Models() {
		if m.ID == id {
			return m, true
		}
	}
	return Model{}, false
}

// Answer asks a composed model for an answer in one piece. A request that is wrong by itself fails with a *openai.Error,
// one that nobody answered with a *gateway.Failure, and otherwise the error is the reason why ctx ended.
func (e *Ensemble) Answer(ctx context.Context, id string, req task.Request) (*Answer, error) {
	m, ok := e.Find(id)
	if !ok {
		return nil, &gateway.Failure{Cause: gateway.ErrUnknownModel}
	}
	if m.Kind == Mixture {
		return e.mix(ctx, m, req)
	}
	if req.Path != openai.PathChat {
		return nil, invalid("model %q: is asked at %s, not at %s", id, openai.PathChat, req.Path)
	}
	text, err := question(req)
	if err != nil {
		return nil, err
	}
	switch m.Kind {
	case Route:
		return e.route(ctx, m, text)
	case Vote:
		return e.vote(ctx, m, text, req)
	default:
		return e.pipe(ctx, m, text)
	}
}

// question is the last message of a chat's user.
func question(req task.Request) (string, error) {
	var q openai.ChatRequest
	if err := json.Unmarshal(req.Body, &q); err != nil {
		return "", invalid("body: %v", err)
	}
	if q.LastUser() == "" {
		return "", invalid("messages: a message with role \"user\" and some text is needed")
	}
	return q.LastUser(), nil
}

// Netuids returns the subnets that a composed model is made of, one for each part of it and in their order, so that one may
// be there twice. The error is a *gateway.Failure when there is no such model, or a part of it is not on offer.
func (e *Ensemble) Netuids(id string) ([]uint32, error) {
	m, ok := e.Find(id)
	if !ok {
		return nil, &gateway.Failure{Cause: gateway.ErrUnknownModel}
	}
	var all []uint32
	for _, of := range m.Of {
		if _, composed := e.Find(of); composed {
			inner, err := e.Netuids(of)
			if err != nil {
				return nil, err
			}
			all = append(all, inner...)
			continue
		}
		s, err := e.router.Model(of)
		if err != nil {
			return nil, err
		}
		all = append(all, s.Netuid)
	}
	return all, nil
}

func invalid(format string, args ...any) error {
	return &openai.Error{Type: openai.ErrInvalidRequest, Message: fmt.Sprintf(format, args...)}
}

// player is a miner that is asked.
type player struct {
	gateway.Miner
	netuid uint32
	model  string // of the market
	asked  int    // requests it answered
	out    bool   // it failed
}

// players returns the miners of the models that a composed one is made of, best first, at most as many as configured:
// those that published where they serve and are not in quarantine, by incentive, and the older first among equals.
func (e *Ensemble) players(m Model) ([]*player, error) {
	var all []*player
	for _, of := range m.Of {
		s, err := e.router.Model(of)
		if err != nil {
			return nil, err
		}
		for _, miner := range s.Miners {
			if miner.URL != "" && e.health.Until(miner.Hotkey).IsZero() {
				all = append(all, &player{Miner: miner, netuid: s.Netuid, model: of})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *player) int {
		return cmp.Or(cmp.Compare(b.Incentive, a.Incentive), cmp.Compare(a.Registered, b.Registered), cmp.Compare(a.netuid, b.netuid), cmp.Compare(a.UID, b.UID))
	})
	if len(all) == 0 {
		return nil, &gateway.Failure{Cause: gateway.ErrNoMiners}
	}
	return all[:min(len(all), cmp.Or(m.Miners, manyMiners))], nil
}

// ask asks a player. Whoever fails is out of this answer; it is blamed for it unless it only said that it is busy, or
// holds the request to be wrong, or the user left.
func (e *Ensemble) ask(ctx context.Context, p *player, req task.Request) ([]byte, error) {
	a, err := e.web.Do(dendrite.WithID(ctx, wire.NewID()), dendrite.Target{Hotkey: p.Hotkey, Netuid: p.netuid, URL: p.URL, TLSKey: p.TLSKey}, req)
	if err != nil {
		var refusal *dendrite.Refusal
		if !errors.As(err, &refusal) || refusal.Status == http.StatusInternalServerError {
			e.blame(ctx, p, err)
		}
		p.out = true
		return nil, err
	}
	p.asked++
	return a.Body, nil
}

// blame notes that a player did what no miner should.
func (e *Ensemble) blame(ctx context.Context, p *player, err error) {
	p.out = true
	if ctx.Err() == nil {
		e.health.Failed(p.Hotkey)
		e.log.Warn("miner left a composed answer", "netuid", p.netuid, "uid", p.UID, "miner", p.Hotkey, "reason", err)
	}
}

// distributions asks a player what comes after each prompt.
func (e *Ensemble) distributions(ctx context.Context, p *player, prompts []string) ([]*[256]float64, error) {
	body, err := lm.Asks(p.model, prompts)
	if err != nil {
		return nil, err
	}
	answer, err := e.ask(ctx, p, task.Request{Path: openai.PathCompletions, Body: body})
	if err != nil {
		return nil, err
	}
	ps, err := lm.Distributions(answer, len(prompts))
	if err != nil {
		e.blame(ctx, p, errNotDistribution) // not err: it may repeat what the user said
	}
	return ps, err
}

// What is said of miners in the log; it never repeats what users say.
var (
	errNotDistribution = errors.New("no distributions in its answer")
	errNoReply         = errors.New("no text in its answer")
)

// credit names players with their shares.
func credit(players []*player, shares []uint64) []Contributor {
	out := make([]Contributor, len(players))
	for i, p := range players {
		out[i] = Contributor{Netuid: p.netuid, UID: p.UID, Hotkey: p.Hotkey, Requests: p.asked, Share: shares[i]}
	}
	return out
}

// failed is the error of an answer that nobody could give.
func failed(ctx context.Context, players []*player) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return &gateway.Failure{Cause: gateway.ErrMinersFailed, Attempts: len(players)}
}
