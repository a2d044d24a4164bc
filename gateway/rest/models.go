package rest

import (
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/openai"
)

// owner is in the place where OpenAI names the organisation behind a model.
const owner = "tianwang"

// model is an entry of the model list, with what a market adds to it. OpenAI's clients skip what they do not know.
type model struct {
	openai.Model
	Netuid uint32 `json:"netuid"`
	Task   string `json:"task"`
	Title  string `json:"title"`
	Miners int    `json:"miners"` // that published where they serve

	MaxRequest int64 `json:"max_request_bytes"` // of a body

	Stats       *stats       `json:"stats,omitempty"`       // once it was asked
	Pricing     any          `json:"pricing,omitempty"`     // of a paid gateway
	Composition *composition `json:"composition,omitempty"` // of a composed model, which has no netuid and no task
}

// stats are how a model did lately.
type stats struct {
	FirstP50 int64 `json:"first_ms_p50"` // milliseconds to the first byte; 0 of no answers
	Answers  int   `json:"answers"`      // that this is the median of

	PiecesP50 float64 `json:"pieces_per_second_p50"` // events of a stream after its first; 0 of no streams
	Streams   int     `json:"streams"`               // that this is the median of

	Asked    uint64 `json:"asked_24h"`    // requests that its miners had from this gateway: in the last 12 hours, or 24 at most
	Answered uint64 `json:"answered_24h"` // of them

	Days []health.Day `json:"days,omitempty"` // what users saw in the last 30 days; only of a model that is asked for by itself
}

// stats returns what is known of a model whose miners had some requests lately, or nil when it was never asked.
func (h *Handler) stats(id string, lately health.Count, first func(id string) (time.Duration, int)) *stats {
	median, answers := first(id)
	pieces, streams := h.tempos.pieces(id)
	if answers == 0 && streams == 0 && lately.All == 0 {
		return nil
	}
	s := &stats{Answers: answers, PiecesP50: pieces, Streams: streams, Asked: lately.All, Answered: lately.Good}
	if answers > 0 {
		s.FirstP50 = max(1, median.Milliseconds())
	}
	return s
}

func (h *Handler) entry(s gateway.Subnet) model {
	m := model{
		Model:  openai.Model{ID: s.Model, Object: openai.ObjectModel, Created: s.Created, OwnedBy: owner},
		Netuid: s.Netuid, Task: s.Task, Title: s.Title, Miners: serving(s), MaxRequest: h.cfg.MaxBody,
	}
	m.Stats = h.stats(s.Model, h.router.Lately(s), func(string) (time.Duration, int) { return h.router.First(s) })
	if h.cfg.Pricing != nil {
		m.Pricing = h.cfg.Pricing(s.Model, []uint32{s.Netuid})
	}
	return m
}

// serving is how many miners of a subnet published where they serve.
func serving(s gateway.Subnet) (n int) {
	for _, miner := range s.Miners {
		if miner.URL != "" {
			n++
		}
	}
	return n
}

func (h *Handler) models(w http.ResponseWriter, _ *http.Request) {
	list := []model{}
	for _, s := range h.router.Models() {
		list = append(list, h.entry(s))
	}
	list = append(list, h.composed()...)
	writeJSON(w, map[string]any{"object": openai.ObjectList, "data": list})
}

func (h *Handler) model(w http.ResponseWriter, r *http.Request) {
	m, err := h.one(r.PathValue("id"))
	if err != nil {
		fail(w, err)
		return
	}
	if days := h.cfg.Days.Of(m.ID); len(days) > 0 {
		if m.Stats == nil {
			m.Stats = &stats{}
		}
		m.Stats.Days = days
	}
	writeJSON(w, m)
}

// one finds a model by its id.
func (h *Handler) one(id string) (model, error) {
	for _, m := range h.composed() {
		if m.ID == id {
			return m, nil
		}
	}
	s, err := h.router.Model(id)
	if err != nil {
		return model{}, err
	}
	return h.entry(s), nil
}
