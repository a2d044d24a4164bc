package rest

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/openai"
)

// composition says what a composed model is made of.
type composition struct {
	Kind ensemble.Kind `json:"kind"`
	Of   []string      `json:"of"`
}

// composes says whether a model is composed.
func (h *Handler) composes(id string) bool {
	_, ok := h.cfg.Ensemble.Find(id)
	return ok
}

// composed lists the composed models whose parts are all on offer.
func (h *Handler) composed() []model {
	var list []model
	for _, m := range h.cfg.Ensemble.Models() {
		one := model{
			Model:  openai.Model{ID: m.ID, Object: openai.ObjectModel, OwnedBy: owner},
			Title:  m.Title,
			Miners: 0, Composition: &composition{m.Kind, m.Of}, MaxRequest: h.cfg.MaxBody,
		}
		netuids, err := h.cfg.Ensemble.Netuids(m.ID)
		if err != nil {
			continue
		}
		if h.cfg.Pricing != nil {
			one.Pricing = h.cfg.Pricing(m.ID, netuids)
		}
		for _, of := range m.Of {
			if h.composes(of) {
				continue
			}
			if s, err := h.router.Model(of); err == nil {
				one.Miners += serving(s)
				one.Created = max(one.Created, s.Created)
			}
		}
		one.Stats = h.stats(m.ID, health.Count{}, h.tempos.first)
		list = append(list, one)
	}
	return list
}

// compose answers for a composed model: in one piece, or as a stream in which everything comes as soon as it is known.
func (h *Handler) compose(ctx context.Context, w http.ResponseWriter, q *question) {
	if q.head.Stream {
		h.composeStream(ctx, w, q)
		return
	}
	a, err := h.cfg.Ensemble.Answer(ctx, q.head.Model, q.req)
	if err != nil {
		err = composeError(err)
		h.doneComposed(ctx, q, nil, err)
		fail(w, err)
		return
	}
	h.doneComposed(ctx, q, a, nil)
	h.tempos.of(q.model()).answered(h.cfg.Now().Sub(q.began))
	w.Header().Set(ensemble.HeaderContributors, a.Header())
	w.Header().Set("Content-Type", "application/json")
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeStall)) // not every ResponseWriter has deadlines
	_, _ = w.Write(a.Body)                                                         // a client that left needs no answer
}

// composeStream names the contributors before the end: in the header while nothing was written, and else in a comment.
func (h *Handler) composeStream(ctx context.Context, w http.ResponseWriter, q *question) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := h.newEvents(w, q.req.Path, cancel)
	defer out.close()
	a, err := h.cfg.Ensemble.Stream(ctx, q.head.Model, q.req, out.event)
	if err == nil {
		gateway.Tell(ctx, made(a)) // also when the client leaves before the end
		out.begin(map[string]string{ensemble.HeaderContributors: a.Header()})
		err = out.event(a.Body)
	}
	if err != nil {
		err = composeError(err)
		h.doneComposed(ctx, q, a, err)
		out.fail(err)
		return
	}
	h.doneComposed(ctx, q, a, nil)
	h.tempos.of(q.model()).streamed(q, out)
	out.end()
}

// composeError turns what an ensemble holds against a request into an error of the API.
func composeError(err error) error {
	if refused, ok := errors.AsType[*openai.Error](err); ok {
		return errBody.with(refused.Message)
	}
	return err
}

// made reports who made a composed answer; nil is none.
func made(a *ensemble.Answer) gateway.Report {
	if a == nil {
		return gateway.Report{}
	}
	return gateway.Report{Contributors: a.Header(), Divide: a.Divide}
}

// doneComposed counts, reports and logs how a request ended, and nothing of what it said.
func (h *Handler) doneComposed(ctx context.Context, q *question, a *ensemble.Answer, err error) {
	tell(ctx, made(a), err)
	h.count(ctx, q, err)
	attrs := []any{"id", q.id.String(), "model", q.head.Model, "stream", q.head.Stream, "took", h.cfg.Now().Sub(q.began).Round(time.Millisecond)}
	switch {
	case ctx.Err() != nil:
		h.log.Info("client left", attrs...)
	case err != nil:
		h.log.Info("not answered", append(attrs, "code", causeOf(err).code)...)
	default:
		h.log.Info("answered", append(attrs, "contributors", a.Header())...)
	}
}
