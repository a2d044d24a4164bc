package rest

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
)

// patient is a gateway that asks a second miner when the first has not begun after a moment.
var patient = subnet{hedge: 20 * time.Millisecond, now: time.Now}

// waiting is a model that never begins; it ends when nobody waits for it any more.
func waiting(stopped chan<- struct{}) miner {
	return honest(func(_ http.ResponseWriter, r *http.Request) {
		<-r.Context().Done()
		close(stopped)
	})
}

// TestHedge has a miner that never begins: a second one is asked meanwhile, and the first is told to stop.
func TestHedge(t *testing.T) {
	t.Parallel()
	for _, stream := range []bool{false, true} {
		stopped := make(chan struct{})
		n := patient.run(t, Config{}, dendrite.Config{}, waiting(stopped), honest(says("hola mundo")))
		resp, body := n.chat(t, asking(stream))
		if resp.StatusCode != http.StatusOK || !strings.Contains(body, "hola") || resp.Header.Get(HeaderUID) != "1" ||
			resp.Header.Get(HeaderAttempts) != "2" {
			t.Errorf("stream %v: %d %v %s", stream, resp.StatusCode, resp.Header, body)
		}
		<-stopped
		if !n.book.Until(key(t, "a").Address()).IsZero() {
			t.Error("who is slow once is in quarantine")
		}
	}
}

// TestHedge_SlowComesLater has a miner that never begins: the next question goes to another one first.
func TestHedge_SlowComesLater(t *testing.T) {
	t.Parallel()
	never := hostile(func(_ http.ResponseWriter, r *http.Request, _ *wire.Exchange, _ *wire.Key) { <-r.Context().Done() })
	n := subnet{hedge: soon / 2, now: time.Now}.run(t, Config{}, dendrite.Config{}, never, honest(says("hola")))
	for _, attempts := range []string{"2", "1", "1"} {
		if resp, body := n.chat(t, asking(true)); resp.Header.Get(HeaderUID) != "1" || resp.Header.Get(HeaderAttempts) != attempts {
			t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
		}
	}
}

// TestHedge_NeverMixed has both miners speak; whatever comes is one miner's words, from the first to the last.
func TestHedge_NeverMixed(t *testing.T) {
	t.Parallel()
	slow := func(text string) miner {
		return honest(func(w http.ResponseWriter, r *http.Request) {
			timer := time.NewTimer(25 * time.Millisecond)
			defer timer.Stop()
			select {
			case <-timer.C:
				says(text)(w, r)
			case <-r.Context().Done():
			}
		})
	}
	n := patient.run(t, Config{}, dendrite.Config{}, slow("uno uno uno uno"), slow("dos dos dos dos"))
	for range 20 {
		resp, body := n.chat(t, asking(true))
		one, two := strings.Count(body, "uno"), strings.Count(body, "dos")
		if resp.StatusCode != http.StatusOK || one+two != 4 || one*two != 0 || strings.Count(body, "[DONE]") != 1 {
			t.Errorf("%d %s", resp.StatusCode, body)
		}
	}
}

// TestHedge_Once has three miners that never begin: two are asked at once, never three.
func TestHedge_Once(t *testing.T) {
	t.Parallel()
	var at, most atomic.Int32
	never := hostile(func(_ http.ResponseWriter, r *http.Request, _ *wire.Exchange, _ *wire.Key) {
		now := at.Add(1)
		defer at.Add(-1)
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		<-r.Context().Done()
	})
	n := patient.run(t, Config{}, dendrite.Config{Answer: soon / 2}, never, never, never)
	resp, body := n.chat(t, asking(false))
	if code(t, body) != "miner_timeout" || resp.Header.Get(HeaderAttempts) != "3" || most.Load() > 2 {
		t.Errorf("%d %v %s, %d at once", resp.StatusCode, resp.Header, body, most.Load())
	}
}

// TestHedge_SecondTakesOver has the first miner fail after the second was asked: nobody else is.
func TestHedge_SecondTakesOver(t *testing.T) {
	t.Parallel()
	asked := make(chan struct{})
	first := hostile(func(_ http.ResponseWriter, _ *http.Request, _ *wire.Exchange, _ *wire.Key) {
		<-asked
		panic(http.ErrAbortHandler)
	})
	second := honest(func(w http.ResponseWriter, r *http.Request) {
		close(asked)
		timer := time.NewTimer(100 * time.Millisecond)
		defer timer.Stop()
		<-timer.C
		says("hola")(w, r)
	})
	n := patient.run(t, Config{}, dendrite.Config{}, first, second, honest(says("a third answer")))
	resp, body := n.chat(t, asking(false))
	if resp.StatusCode != http.StatusOK || !strings.Contains(body, "hola") || resp.Header.Get(HeaderAttempts) != "2" {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
	if n.book.Until(key(t, "a").Address()).IsZero() {
		t.Error("the first is not in quarantine")
	}
}
