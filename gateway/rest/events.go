package rest

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/tianwang-net/tianwang/openai"
)

// finishError ends the only choice of the event that carries an error.
const finishError = "error"

// events writes server-sent events, and a comment whenever nothing was written for a while, so that nobody on the way
// takes the connection for dead. Nothing is written before the first of them. Whoever makes one closes it.
type events struct {
	w    http.ResponseWriter
	rc   *http.ResponseController
	path string // which API is spoken
	left func() // called when the client is gone
	now  func() time.Time

	mu     sync.Mutex // held while something is written
	begun  bool
	closed bool
	line   []byte // reused
	rest   time.Duration
	beat   *time.Timer

	pieces int       // events that were passed on
	first  time.Time // when the first of them came
}

func (h *Handler) newEvents(w http.ResponseWriter, path string, left func()) *events {
	e := &events{w: w, rc: http.NewResponseController(w), path: path, left: left, now: h.cfg.Now, rest: h.cfg.Heartbeat}
	e.mu.Lock() // the first beat may come at once
	defer e.mu.Unlock()
	e.beat = time.AfterFunc(e.rest, e.wait)
	return e
}

// wait says that there is nothing to say yet.
func (e *events) wait() {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		return
	}
	_ = e.write(": ", []byte("waiting"))
}

// close waits for what is being written. Nothing is written after it.
func (e *events) close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.closed = true
	e.beat.Stop()
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
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.begun {
		for name, value := range who {
			e.w.Header().Set(name, value)
		}
		return
	}
	for _, name := range slices.Sorted(maps.Keys(who)) {
		_ = e.write(": ", []byte(name+": "+who[name])) // the next event meets the same error
	}
}

// event passes the data of an event on.
func (e *events) event(data []byte) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.pieces++; e.pieces == 1 {
		e.first = e.now()
	}
	return e.write("data: ", data)
}

// write sends one block; whoever does not take it has left. The caller holds the lock.
func (e *events) write(kind string, text []byte) error {
	e.head()
	e.beat.Reset(e.rest)
	_ = e.rc.SetWriteDeadline(time.Now().Add(writeStall)) // not every ResponseWriter has deadlines
	e.line = append(append(append(e.line[:0], kind...), text...), "\n\n"...)
	_, err := e.w.Write(e.line)
	if err == nil {
		err = e.rc.Flush()
	}
	if err != nil {
		e.left()
	}
	return err
}

func (e *events) end() { _ = e.event([]byte(openai.Done)) }

// fail tells of an error: with a status while that is possible, and else as the last event of the stream.
func (e *events) fail(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.begun {
		e.closed = true
		fail(e.w, err)
		return
	}
	c := causeOf(err)
	object, choice := openai.ObjectChatChunk, map[string]any{"index": 0, "delta": map[string]any{}, "finish_reason": finishError}
	if e.path == openai.PathCompletions {
		object, choice = openai.ObjectCompletion, map[string]any{"index": 0, "text": "", "logprobs": nil, "finish_reason": finishError}
	}
	_ = openai.WriteEvent(e.w, map[string]any{
		"id": "", "object": object, "created": time.Now().Unix(), "model": "", "choices": []any{choice},
		"error": openai.Error{Message: c.text, Type: c.kind, Code: &c.code},
	})
	_ = e.write("data: ", []byte(openai.Done))
}
