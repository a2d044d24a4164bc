package axon

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

// fromAddress is a transport whose connections come from another address of this machine.
func fromAddress(address string) *http.Transport {
	d := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(address)}}
	return &http.Transport{DialContext: d.DialContext, DisableKeepAlives: true, DisableCompression: true}
}

// flood opens connections to a server from an address until ctx ends: with an unsigned request each, or half-open ones of
// which it holds a hundred.
func flood(ctx context.Context, from, to string, halfOpen bool, opened *atomic.Int64) {
	dialer := &net.Dialer{LocalAddr: &net.TCPAddr{IP: net.ParseIP(from)}}
	var held []net.Conn
	defer func() {
		for _, c := range held {
			c.Close()
		}
	}()
	for ctx.Err() == nil {
		c, err := dialer.DialContext(ctx, "tcp", to)
		if err != nil {
			continue
		}
		opened.Add(1)
		if !halfOpen {
			_, _ = io.WriteString(c, "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
			_, _ = c.Read(make([]byte, 1))
			c.Close()
			continue
		}
		if held = append(held, c); len(held) > 100 {
			held[0].Close()
			held = held[1:]
		}
	}
}

// TestAxon_Flood has strangers open connections as fast as they can, unsigned and half-open, from more addresses than one.
// A validator from an address of its own has every one of its requests answered meanwhile.
func TestAxon_Flood(t *testing.T) {
	t.Parallel()
	d := open(t, Config{}, echo)
	at := strings.TrimPrefix(d.url, "http://")
	ctx, stop := context.WithCancel(t.Context())
	var strangers sync.WaitGroup
	var opened atomic.Int64
	for _, from := range []string{"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"} {
		for i := range 4 {
			strangers.Go(func() { flood(ctx, from, at, i%2 == 1, &opened) })
		}
	}
	validator := fromAddress("127.0.0.1")
	for opened.Load() < 200 { // the flood has begun
		runtime.Gosched()
	}
	refused := 0
	for range 25 {
		x, r := d.sign(t, "alice", openai.PathChat, "{}")
		resp, err := validator.RoundTrip(r)
		if err != nil {
			refused++
			continue
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusOK || x.VerifyResponse(resp.StatusCode, resp.Header, body) != nil {
			refused++
		}
	}
	stop()
	strangers.Wait()
	t.Logf("%d connections of strangers", opened.Load())
	if refused > 1 { // the first may come before its address is known
		t.Errorf("%d of 25 requests of a validator were not answered", refused)
	}
}

// TestGate fills the gate from one address, then from many, then as somebody who is known.
func TestGate(t *testing.T) {
	t.Parallel()
	g := newGate(16, 4)
	fill := func(address string, want int) {
		t.Helper()
		got := 0
		for g.enter(address) {
			got++
		}
		if got != want {
			t.Errorf("%s got %d places, want %d", address, got, want)
		}
	}
	fill("a", 4)
	fill("b", 4)
	fill("c", 4)
	fill("stranger", 0)
	g.trust("friend")
	fill("friend", 4)
	for range 4 {
		g.leave("friend")
	}
	fill("stranger", 0)
	g.leave("a")
	fill("friend", 5)
	for range 3 {
		g.leave("a")
		g.leave("b")
	}
	fill("friend", 3) // eight are enough for one address
	fill("stranger", 0)
	g.leave("friend")
	g.leave("friend")
	fill("stranger", 1)
	for i := range maxTrusted { // the memory is bounded, and the latest are in it
		g.trust(strings.Repeat("x", 1+i%7) + time.Duration(i).String())
	}
	if n := len(g.trusted) + len(g.before); n > maxTrusted {
		t.Errorf("%d addresses are remembered, at most %d", n, maxTrusted)
	}
}

// TestPlaces_StakeComesFirst has callers wait for the one place: who has most stake gets it next, and who has least is
// sent away when too many wait.
func TestPlaces_StakeComesFirst(t *testing.T) {
	t.Parallel()
	p := newPlaces(2, 4, time.Hour)
	var leaves []func()
	for range 2 {
		leave, err := p.enter(t.Context(), "first", 0)
		if err != nil {
			t.Fatal(err)
		}
		leaves = append(leaves, leave)
	}
	type result struct {
		caller string
		leave  func()
		err    error
	}
	results := make(chan result)
	wish := func(caller string, stake uint64, waiting int) {
		go func() {
			leave, err := p.enter(t.Context(), caller, stake)
			results <- result{caller, leave, err}
		}()
		for { // until it waits
			p.mu.Lock()
			n := p.by[caller]
			p.mu.Unlock()
			if n > 0 {
				break
			}
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.waiting) != waiting {
			t.Errorf("%d wait, want %d", len(p.waiting), waiting)
		}
	}
	wish("poor", 1, 1)
	wish("middle", 5, 2)
	wish("rich", 9, 2)
	if r := <-results; r.caller != "poor" || !errors.Is(r.err, errOverloaded) {
		t.Errorf("sent away: %+v", r)
	}
	leaves[0]()
	r := <-results
	if r.caller != "rich" || r.err != nil {
		t.Errorf("next: %+v", r)
	}
	r.leave()
	if r = <-results; r.caller != "middle" || r.err != nil {
		t.Errorf("then: %+v", r)
	}
	r.leave()
	leaves[1]()
	if p.taken != 0 || len(p.by) != 0 || len(p.waiting) != 0 {
		t.Errorf("left behind: %d taken, %v, %d waiting", p.taken, p.by, len(p.waiting))
	}
}

// TestPlaces_WhoLeaves: a caller that goes away, or waits too long, takes no place and leaves nothing behind.
func TestPlaces_WhoLeaves(t *testing.T) {
	t.Parallel()
	p := newPlaces(1, 1, time.Millisecond)
	leave, err := p.enter(t.Context(), "first", 0)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := p.enter(ctx, "gone", 99); !errors.Is(err, errOverloaded) {
		t.Errorf("who leaves: %v", err)
	}
	if _, err := p.enter(t.Context(), "late", 99); !errors.Is(err, errOverloaded) {
		t.Errorf("who waits too long: %v", err)
	}
	leave()
	if p.taken != 0 || len(p.by) != 0 || len(p.waiting) != 0 {
		t.Errorf("left behind: %d taken, %v, %d waiting", p.taken, p.by, len(p.waiting))
	}
}

// TestAxon_Observes tells the observer of what was answered and of what was not.
func TestAxon_Observes(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]int{}
	d := open(t, Config{Observe: func(code string, _ time.Duration) {
		mu.Lock()
		defer mu.Unlock()
		seen[code]++
	}}, echo)
	for range 2 {
		_, r := d.sign(t, "alice", openai.PathChat, "{}")
		send(t, r)
	}
	_, r := d.sign(t, "alice", openai.PathChat, "{}")
	r.Header.Del("Signature")
	send(t, r)
	_, r = d.sign(t, "mallory", openai.PathChat, "{}")
	send(t, r)
	_, r = d.sign(t, "alice", openai.PathChat, "{}")
	r.Header.Set(wire.HeaderNetuid, "4")
	send(t, r)
	for code, want := range map[string]int{"ok": 2, "unsigned": 1, "not_admitted": 1, "wrong_netuid": 1} {
		mu.Lock()
		if seen[code] != want {
			t.Errorf("%s: seen %d times, want %d", code, seen[code], want)
		}
		mu.Unlock()
	}
}
