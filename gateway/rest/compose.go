package rest

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
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
			Miners: 0, Composition: &composition{m.Kind, m.Of},
		}
		whole := true
		for _, of := range m.Of {
			if h.composes(of) {
				continue
			}
			s, err := h.router.Model(of)
			whole = whole && err == nil
			one.Miners += h.entry(s).Miners
		}
		if whole {
			list = append(list, one)
		}
	}
	return list
}

// compose answers for a composed model. The answer is made before any of it is sent; who asked for a stream gets
// comments meanwhile, and then all of it in one event.
func (h *Handler) compose(ctx context.Context, w http.ResponseWriter, id wire.ID, head openai.Head, req task.Request) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	began := time.Now()
	a, commented, err := h.awaitComposed(ctx, cancel, w, head, req)
	attrs := []any{"id", id.String(), "model", head.Model, "stream", head.Stream, "took", time.Since(began).Round(time.Millisecond)}
	switch {
	case ctx.Err() != nil:
		h.log.Info("client left", attrs...)
		return
	case err != nil:
		if refused, ok := errors.AsType[*openai.Error](err); ok {
			err = errBody.with(refused.Message)
		}
		h.log.Info("not answered", append(attrs, "code", causeOf(err).code)...)
		if !commented {
			fail(w, err)
			return
		}
		c := causeOf(err)
		_ = openai.WriteEvent(w, openai.ErrorBody{Error: &openai.Error{Message: c.text, Type: c.kind, Code: &c.code}})
		_ = openai.WriteDone(w)
		return
	}
	h.log.Info("answered", append(attrs, "contributors", a.Header())...)
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeStall)) // not every ResponseWriter has deadlines
	if !commented {
		w.Header().Set(ensemble.HeaderContributors, a.Header())
	}
	if !head.Stream {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(a.Body) // a client that left needs no answer
		return
	}
	begin(w)
	_ = openai.WriteEvent(w, asEvent(a.Body))
	_ = openai.WriteDone(w)
}

// begin sends the head of a stream, unless it was sent.
func begin(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("Cache-Control", "no-cache")
	w.Header().Set("X-Accel-Buffering", "no")
}

// awaitComposed waits for an answer and keeps the connection of a stream alive meanwhile. It says whether it had to.
func (h *Handler) awaitComposed(
	ctx context.Context, cancel func(), w http.ResponseWriter, head openai.Head, req task.Request,
) (a *ensemble.Answer, commented bool, err error) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		a, err = h.cfg.Ensemble.Answer(ctx, head.Model, req)
	}()
	beat := time.NewTicker(h.cfg.Heartbeat)
	defer beat.Stop()
	for {
		select {
		case <-done:
			return a, commented, err
		case <-beat.C:
			if !head.Stream {
				continue
			}
			if !commented {
				begin(w)
				commented = true
			}
			rc := http.NewResponseController(w)
			_ = rc.SetWriteDeadline(time.Now().Add(writeStall)) // not every ResponseWriter has deadlines
			_, failed := w.Write([]byte(": waiting\n\n"))
			if errors.Join(failed, rc.Flush()) != nil {
				cancel()
			}
		}
	}
}

// asEvent turns a whole answer into the event of a stream: a message becomes what is added to nothing.
func asEvent(body []byte) map[string]any {
	var fields map[string]any
	if json.Unmarshal(body, &fields) != nil {
		return nil
	}
	if fields["object"] != openai.ObjectChat {
		return fields
	}
	fields["object"] = openai.ObjectChatChunk
	choices, _ := fields["choices"].([]any)
	for _, c := range choices {
		if choice, ok := c.(map[string]any); ok {
			choice["delta"] = choice["message"]
			delete(choice, "message")
		}
	}
	return fields
}
