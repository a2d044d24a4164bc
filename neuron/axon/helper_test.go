package axon

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	chain  = "tianwang-test-1"
	netuid = 3
)

func key(tb testing.TB, name string) *wire.Key {
	tb.Helper()
	private := sha256.Sum256([]byte(name))
	k, err := wire.NewKey(private[:])
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// book is a Callers with fixed content.
type book map[string]Caller

func (b book) Caller(_ context.Context, _ uint32, hotkey string) (Caller, error) {
	return b[hotkey], nil
}

// clock is a clock that tests set.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// logs keeps what was logged.
type logs struct {
	mu sync.Mutex
	sb strings.Builder
}

func (l *logs) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sb.Write(b)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sb.String()
}

// door is a running axon of bob's, with alice registered.
type door struct {
	url   string
	clock *clock
	logs  *logs
	guard *wire.Guard
	axon  *Axon
}

// open runs an axon in front of model on a loopback port.
func open(tb testing.TB, cfg Config, model http.Handler) *door {
	tb.Helper()
	return openWith(tb, cfg, book{key(tb, "alice").Address(): {Registered: true}}, "", nil, model)
}

func openWith(tb testing.TB, cfg Config, callers Callers, journal string, tune func(*http.Server), model http.Handler) *door {
	tb.Helper()
	d := &door{clock: &clock{t: time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}, logs: &logs{}}
	cfg.Chain, cfg.Netuid, cfg.Now = chain, netuid, d.clock.now
	var err error
	if d.guard, err = wire.OpenGuard(journal, 0, d.clock.now()); err != nil {
		tb.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(d.logs, nil))
	d.axon = New(cfg, key(tb, "bob"), callers, d.guard, model, log)
	srv := NewServer(d.axon, log)
	if tune != nil {
		tune(srv)
	}
	d.url = run(tb, srv)
	return d
}

// run serves on a loopback port until the test ends.
func run(tb testing.TB, srv *http.Server) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, srv, l) }()
	tb.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			tb.Error(err)
		}
	})
	return "http://" + l.Addr().String()
}

// sign makes a signed request of from to bob.
func (d *door) sign(tb testing.TB, from, path, body string) (*wire.Exchange, *http.Request) {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, d.url+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	e := wire.Envelope{Receiver: key(tb, "bob").Address(), Chain: chain, Netuid: netuid, ID: wire.NewID()}
	x, err := wire.SignRequest(r, []byte(body), e, key(tb, from), d.clock.now())
	if err != nil {
		tb.Fatal(err)
	}
	return x, r
}

// send sends a request on a connection of its own and returns the answer.
func send(tb testing.TB, r *http.Request) (*http.Response, string) {
	tb.Helper()
	tr := &http.Transport{DisableKeepAlives: true, DisableCompression: true}
	resp, err := tr.RoundTrip(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return resp, string(b)
}

// code returns the code of an error object.
func code(tb testing.TB, body string) string {
	tb.Helper()
	var e openai.ErrorBody
	if err := json.Unmarshal([]byte(body), &e); err != nil || e.Error == nil || e.Error.Code == nil {
		tb.Fatalf("no error object: %q", body)
	}
	return *e.Error.Code
}

// echo answers with the body it was asked.
var echo = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.Copy(w, r.Body)
})
