package dendrite

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
)

// script is a model that streams pieces as they are.
func script(pieces ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for _, p := range pieces {
			_, _ = io.WriteString(w, p)
			_ = http.NewResponseController(w).Flush()
		}
	})
}

// read reads a stream to its end.
func read(s *Stream) (events []string, err error) {
	defer s.Close()
	for {
		data, err := s.Next()
		if err != nil {
			return events, err
		}
		events = append(events, string(data))
	}
}

func TestStream(t *testing.T) {
	t.Parallel()
	next := make(chan struct{})
	bob := miner(t, "bob", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		script(": wait\n\n", "data: {\"n\":1}\n\n").ServeHTTP(w, r)
		<-next // the first event must arrive before the second is written
		script("data: {\"n\":2}\n\n", "data: [DONE]\n\n").ServeHTTP(w, r)
	}))
	s, err := alice(t, Config{}).Stream(t.Context(), bob, question)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := s.Next(); err != nil || string(data) != `{"n":1}` {
		t.Fatalf("%q, %v", data, err)
	}
	close(next)
	events, err := read(s)
	if !errors.Is(err, io.EOF) || strings.Join(events, "|") != `{"n":2}` {
		t.Errorf("%q, %v", events, err)
	}
}

// TestStream_Bad has honest axons in front of models whose streams must not be believed.
func TestStream_Bad(t *testing.T) {
	t.Parallel()
	const one, done = "data: 1\n\n", "data: [DONE]\n\n"
	for _, c := range []struct {
		name  string
		model http.Handler
		want  error
	}{
		{"never done", script(one), wire.ErrUnfinished},
		{"nothing", script(""), wire.ErrUnfinished},
		{"goes on after done", script(one, done, one), wire.ErrMalformed},
		{"not JSON", script(one, "data: <html>\n\n", done), errNotJSON},
		{"not UTF-8", script(one, "data: \"\xff\"\n\n", done), errNotJSON},
		{"hidden line", script(one, "data: 1\rdata: 2\n\n", done), wire.ErrMalformed},
		{"long line", script(one, "data: \""+strings.Repeat("x", 5000)+"\"\n\n", done), wire.ErrTooLong},
		{"long", script(one, strings.Repeat(one, 5000), done), wire.ErrTooLong},
		{"forged end", script(one, done, ": Content-Digest: x\n"), wire.ErrMalformed},
		{"breaks off", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			script(one, done).ServeHTTP(w, r)
			panic(http.ErrAbortHandler)
		}), wire.ErrUnfinished},
	} {
		s, err := alice(t, Config{MaxLine: 4096, MaxAnswer: 30000}).Stream(t.Context(), miner(t, "bob", c.model), question)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if _, err = read(s); !errors.Is(err, ErrBadResponse) || !errors.Is(err, c.want) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

// TestStream_BadHead has answers that are no stream of bob's from the start.
func TestStream_BadHead(t *testing.T) {
	t.Parallel()
	streamed := func(signer string, alter func(http.Header)) Target {
		return forger(t, func(w http.ResponseWriter, x *wire.Exchange, _ *wire.Key) {
			w.Header().Set("Content-Type", "text/event-stream")
			if _, err := x.SignStream(w, http.StatusOK, w.Header(), key(t, signer), time.Now()); err != nil {
				t.Error(err)
			}
			alter(w.Header())
			_, _ = io.WriteString(w, "data: 1\n\n")
		})
	}
	for _, c := range []struct {
		name string
		bob  Target
	}{
		{"in one piece", miner(t, "bob", answer("{}"))},
		{"unsigned", streamed("bob", func(h http.Header) { h.Del("Signature") })},
		{"signed by another", streamed("mallory", func(http.Header) {})},
		{"compressed", streamed("bob", func(h http.Header) { h.Set("Content-Encoding", "gzip") })},
		{"other id", streamed("bob", func(h http.Header) { h.Set(wire.HeaderRequestID, wire.NewID().String()) })},
	} {
		if _, err := alice(t, Config{}).Stream(t.Context(), c.bob, question); !errors.Is(err, ErrBadResponse) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	refused := miner(t, "bob", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "x", 500) }))
	if _, err := alice(t, Config{}).Stream(t.Context(), refused, question); !errors.Is(err, ErrRefused) {
		t.Errorf("refusal: %v", err)
	}
}

func TestStream_Late(t *testing.T) {
	t.Parallel()
	const soon = 50 * time.Millisecond
	wait := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	after := func(first http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			first.ServeHTTP(w, r)
			wait(w, r)
		})
	}
	waiting := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			script(": wait\n\n").ServeHTTP(w, r)
		}
	})
	for _, c := range []struct {
		name   string
		cfg    Config
		model  http.Handler
		events int // at most
	}{
		{"no head", Config{FirstEvent: soon}, http.HandlerFunc(wait), 0},
		{"no event", Config{FirstEvent: soon}, after(script(": wait\n\n")), 0},
		{"only comments", Config{FirstEvent: soon}, waiting, 0},
		{"no second event", Config{Stall: soon}, after(script("data: 1\n\n")), 1},
		{"no end", Config{Stall: soon}, after(script("data: 1\n\ndata: [DONE]\n\n")), 1},
		{"too long in all", Config{Total: soon}, after(script("data: 1\n\n")), 1},
	} {
		s, err := alice(t, c.cfg).Stream(t.Context(), miner(t, "bob", c.model), question)
		var events []string
		if err == nil {
			events, err = read(s)
		}
		if !errors.Is(err, ErrTimeout) || len(events) > c.events {
			t.Errorf("%s: %d events, %v", c.name, len(events), err)
		}
	}
}

// TestStream_Close checks that a miner stops when the caller does.
func TestStream_Close(t *testing.T) {
	t.Parallel()
	stopped := make(chan struct{})
	bob := miner(t, "bob", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(stopped)
		script("data: 1\n\n").ServeHTTP(w, r)
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithCancel(t.Context())
	s, err := alice(t, Config{}).Stream(ctx, bob, question)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Next(); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, err := s.Next(); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	s.Close()
	<-stopped
}
