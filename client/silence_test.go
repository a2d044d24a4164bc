package client

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// broken is a node that misbehaves in the ways that nodes do: it hangs, hangs up, or stands still.
type broken struct {
	height  atomic.Int64
	network string
	mood    atomic.Int32 // one of the moods
}

const (
	answers int32 = iota
	hangsUp
	hangs
)

// start runs the node and returns its address.
func (b *broken) start(t *testing.T) string {
	t.Helper()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q struct {
			ID json.RawMessage `json:"id"`
		}
		_ = json.NewDecoder(r.Body).Decode(&q) // also lets the server see that the caller has left
		switch b.mood.Load() {
		case hangsUp:
			panic(http.ErrAbortHandler)
		case hangs:
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":{"node_info":{"network":%q},"sync_info":{"latest_block_height":"%d"}}}`,
			q.ID, b.network, b.height.Load())
	}))
	t.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return srv.URL
}

func newBroken(network string, height int64) *broken {
	b := &broken{network: network}
	b.height.Store(height)
	return b
}

func connect(t *testing.T, urls ...string) *Client {
	t.Helper()
	c, err := New(urls...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestHeight_Silence: a chain that is silent is an error at the deadline, and answers again when it does.
func TestHeight_Silence(t *testing.T) {
	t.Parallel()
	node := newBroken("test-1", 7)
	c := connect(t, node.start(t))
	node.mood.Store(hangs)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Height(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a silent chain: %v", err)
	}
	node.mood.Store(answers)
	if h, err := c.Height(t.Context()); err != nil || h != 7 {
		t.Errorf("afterwards: %d, %v", h, err)
	}
}

// TestHeight_TenThousandReconnections has the node hang up on call after call, and wants nothing to be left behind.
func TestHeight_TenThousandReconnections(t *testing.T) { //nolint:paralleltest // it counts what the process has open
	node := newBroken("test-1", 7)
	c := connect(t, node.start(t))
	files := func() int {
		open, err := os.ReadDir("/proc/self/fd")
		if err != nil {
			t.Skip("this system does not say what is open")
		}
		return len(open)
	}
	cycle := func(n int) {
		t.Helper()
		node.mood.Store(hangsUp)
		for i := range n {
			if _, err := c.Height(t.Context()); !errors.Is(err, ErrNoNode) {
				t.Fatalf("call %d: %v", i, err)
			}
		}
		node.mood.Store(answers)
		if h, err := c.Height(t.Context()); err != nil || h != 7 {
			t.Fatalf("after %d calls in vain: %d, %v", n, h, err)
		}
	}
	cycle(100)
	routines, open := runtime.NumGoroutine(), files()
	cycle(10_000)
	if now, left := runtime.NumGoroutine(), files(); now > routines+10 || left > open+10 {
		t.Errorf("%d goroutines became %d, %d open files %d", routines, now, open, left)
	}
}

// TestFollow_LeavesWhoStandsStill: a node that answers and stands still is left for one that goes on; one of another chain is not
// gone over to, however far it is.
func TestFollow_LeavesWhoStandsStill(t *testing.T) {
	t.Parallel()
	first, second, foreign := newBroken("test-1", 10), newBroken("test-1", 10), newBroken("other-1", 1_000_000)
	c := connect(t, first.start(t), foreign.start(t), second.start(t))
	c.stands = time.Millisecond
	if _, err := c.ChainID(t.Context()); err != nil {
		t.Fatal(err)
	}
	second.height.Store(25)
	var seen []uint64
	reached := errors.New("reached")
	err := c.Follow(t.Context(), func(height uint64) error {
		if seen = append(seen, height); height >= 25 {
			return reached
		}
		return nil
	}, func(err error) { t.Errorf("silence: %v", err) })
	if !errors.Is(err, reached) || len(seen) != 2 || seen[0] != 10 || seen[1] != 25 {
		t.Errorf("saw %v, %v", seen, err)
	}
}

// TestFollow_NextNode: a node that hangs up is left for the next one, and nobody notices.
func TestFollow_NextNode(t *testing.T) {
	t.Parallel()
	first, second := newBroken("test-1", 10), newBroken("test-1", 11)
	c := connect(t, first.start(t), second.start(t))
	reached := errors.New("reached")
	err := c.Follow(t.Context(), func(height uint64) error {
		first.mood.Store(hangsUp)
		if height >= 11 {
			return reached
		}
		return nil
	}, func(err error) { t.Errorf("silence: %v", err) })
	if !errors.Is(err, reached) {
		t.Error(err)
	}
}
