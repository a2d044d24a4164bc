package rest

import (
	"net/http"

	"github.com/tianwang-net/tianwang/gateway"
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

	Stats       *stats       `json:"stats,omitempty"`       // once it was asked
	Pricing     any          `json:"pricing,omitempty"`     // of a paid gateway
	Composition *composition `json:"composition,omitempty"` // of a composed model, which has no netuid and no task
}

// stats are how a model did lately.
type stats struct {
	FirstP50 int64 `json:"first_ms_p50"` // milliseconds to the first byte
	Answers  int   `json:"answers"`      // that this is the median of

	Asked    uint64 `json:"asked_24h"`    // requests that its miners had from this gateway: in the last 12 hours, or 24 at most
	Answered uint64 `json:"answered_24h"` // of them
}

func (h *Handler) entry(s gateway.Subnet) model {
	m := model{
		Model:  openai.Model{ID: s.Model, Object: openai.ObjectModel, Created: s.Created, OwnedBy: owner},
		Netuid: s.Netuid, Task: s.Task, Title: s.Title,
	}
	for _, miner := range s.Miners {
		if miner.URL != "" {
			m.Miners++
		}
	}
	if median, answers := h.router.First(s); answers > 0 {
		lately := h.router.Lately(s)
		m.Stats = &stats{max(1, median.Milliseconds()), answers, lately.All, lately.Good}
	}
	if h.cfg.Pricing != nil {
		m.Pricing = h.cfg.Pricing(s.Model, []uint32{s.Netuid})
	}
	return m
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
	for _, m := range h.composed() {
		if m.ID == r.PathValue("id") {
			writeJSON(w, m)
			return
		}
	}
	s, err := h.router.Model(r.PathValue("id"))
	if err != nil {
		fail(w, err)
		return
	}
	writeJSON(w, h.entry(s))
}
