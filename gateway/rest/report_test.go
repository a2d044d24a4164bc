package rest

import (
	"context"
	"net/http"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

// clerk stands before the API as who charges for it does: it names requests, and keeps what it is told.
type clerk struct {
	mu   sync.Mutex
	id   wire.ID
	told []gateway.Report
}

func (c *clerk) before(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.id = wire.NewID()
		ctx := dendrite.WithID(r.Context(), c.id)
		c.mu.Unlock()
		h.ServeHTTP(w, r.WithContext(gateway.OnReport(ctx, func(told gateway.Report) {
			c.mu.Lock()
			defer c.mu.Unlock()
			c.told = append(c.told, told)
		})))
	})
}

// breaking is a stream that breaks off after its first event.
func breaking(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	_ = openai.WriteEvent(w, piece("uno "))
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

// TestReport wants who charges to learn who answered, at which attempt, and why nobody did.
func TestReport(t *testing.T) {
	t.Parallel()
	a, b := key(t, "a").Address(), key(t, "b").Address()
	for _, tt := range []struct {
		name   string
		body   string
		miners []miner
		want   gateway.Report
	}{
		{"whole", asking(false), []miner{honest(says("hola"))}, gateway.Report{Miner: a, Attempts: 1}},
		{"stream", asking(true), []miner{honest(says("hola"))}, gateway.Report{Miner: a, Attempts: 1}},
		{"another one", asking(true), []miner{dead, honest(says("hola"))}, gateway.Report{Miner: b, Attempts: 2}},
		{"breaks off", asking(true), []miner{honest(breaking), honest(says("hola"))}, gateway.Report{Miner: a, Attempts: 1, Code: "miner_failed"}},
		{"nobody", asking(false), []miner{dead}, gateway.Report{Attempts: 1, Code: "miner_failed"}},
		{"refused by both", asking(true), []miner{refusing(400, "x"), refusing(400, "x")}, gateway.Report{Attempts: 2, Code: "request_refused"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var c clerk
			n := subnet{wrap: c.before}.run(t, Config{}, quick, tt.miners...)
			resp, body := n.chat(t, tt.body)
			if diff := cmp.Diff([]gateway.Report{tt.want}, c.told); diff != "" {
				t.Errorf("%s\n%s", diff, body)
			}
			if got := resp.Header.Get("X-Request-Id"); got != c.id.String() {
				t.Errorf("the answer is named %s, not %s", got, c.id)
			}
		})
	}
}

// TestReport_ClientLeaves wants no fault where the client left.
func TestReport_ClientLeaves(t *testing.T) {
	t.Parallel()
	var c clerk
	gone := make(chan struct{})
	n := subnet{wrap: func(h http.Handler) http.Handler {
		h = c.before(h)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			defer close(gone)
			h.ServeHTTP(w, r)
		})
	}}.run(t, Config{}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = openai.WriteEvent(w, piece("uno "))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}))
	ctx, cancel := context.WithCancel(t.Context())
	asks := n.official(t)
	s := asks.Chat.Completions.NewStreaming(ctx, userSays("count", modelID))
	if !s.Next() {
		t.Fatal(s.Err())
	}
	cancel()
	<-gone
	_ = s.Close()
	if diff := cmp.Diff([]gateway.Report{{Miner: key(t, "a").Address(), Attempts: 1}}, c.told); diff != "" {
		t.Error(diff)
	}
}
