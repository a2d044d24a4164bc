package rest

import (
	"context"
	"errors"
	"io"
	"maps"
	"net/http"
	"slices"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/openai"
)

// stream answers as a stream.
func (h *Handler) stream(ctx context.Context, w http.ResponseWriter, q question) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := &events{w: w, rc: http.NewResponseController(w), path: q.req.Path}
	s, err := h.await(ctx, cancel, out, q)
	if err != nil {
		h.done(ctx, q, nil, err)
		out.fail(err)
		return
	}
	defer s.Close()
	out.begin(who(s.Served))
	for err == nil {
		var data []byte
		if data, err = s.Next(ctx); err == nil {
			err = out.event(data)
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	h.done(ctx, q, &s.Served, err)
	if err != nil {
		out.fail(err)
		return
	}
	out.end()
}

// await waits for the first event of a stream and keeps the client's connection alive meanwhile.
func (h *Handler) await(ctx context.Context, cancel func(), out *events, q question) (*gateway.Stream, error) {
	type result struct {
		s   *gateway.Stream
		err error
	}
	got := make(chan result, 1)
	go func() {
		s, err := h.router.Stream(ctx, q.head.Model, q.req)
		got <- result{s, err}
	}()
	beat := time.NewTicker(h.cfg.Heartbeat)
	defer beat.Stop()
	for {
		select {
		case r := <-got:
			return r.s, r.err
		case <-beat.C:
			if err := out.comment("waiting"); err == nil {
				continue
			}
			cancel()
			r := <-got // ends at once, since its context has
			if r.s != nil {
				r.s.Close()
			}
			return nil, context.Canceled
		}
	}
}

// events writes server-sent events. Nothing is written before the first of them.
type events struct {
	w     http.ResponseWriter
	rc    *http.ResponseController
	path  string // which API is spoken
	begun bool
}

// head sends the header of the stream, once.
func (e *events) head() {
	if e.begun {
		return
	}
	e.begun = true
	h := e.w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no")
	e.w.WriteHeader(http.StatusOK)
}

// begin says who answers: in the header, or as comments when that is sent already.
func (e *events) begin(who map[string]string) {
	if !e.begun {
		for name, value := range who {
			e.w.Header().Set(name, value)
		}
		return
	}
	for _, name := range slices.Sorted(maps.Keys(who)) {
		_ = e.comment(name + ": " + who[name]) // the next event meets the same error
	}
}

func (e *events) comment(text string) error { return e.write(": " + text + "\n\n") }

// event passes the data of an event on.
func (e *events) event(data []byte) error { return e.write("data: " + string(data) + "\n\n") }

func (e *events) write(s string) error {
	e.head()
	_ = e.rc.SetWriteDeadline(time.Now().Add(writeStall)) // not every ResponseWriter has deadlines
	if _, err := io.WriteString(e.w, s); err != nil {
		return err
	}
	return e.rc.Flush()
}

func (e *events) end() { _ = e.event([]byte(openai.Done)) }

// fail tells of an error: with a status while that is possible, and else as the last event of the stream.
func (e *events) fail(err error) {
	if !e.begun {
		fail(e.w, err)
		return
	}
	c := causeOf(err)
	object, choice := openai.ObjectChatChunk, map[string]any{"index": 0, "delta": map[string]any{}, "finish_reason": finishError}
	if e.path == openai.PathCompletions {
		object, choice = openai.ObjectCompletion, map[string]any{"index": 0, "text": "", "logprobs": nil, "finish_reason": finishError}
	}
	_ = openai.WriteEvent(e.w, map[string]any{
		"id": "", "object": object, "created": 0, "model": "", "choices": []any{choice},
		"error": openai.Error{Message: c.text, Type: c.kind, Code: &c.code},
	})
	e.end()
}

// finishError ends the only choice of the event that carries an error.
const finishError = "error"
