package axon

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

func TestAxon_Answers(t *testing.T) {
	t.Parallel()
	d := open(t, Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if got, want := r.Header.Get(wire.HeaderSender), key(t, "alice").Address(); got != want {
			t.Errorf("model saw sender %q, want %q", got, want)
		}
		for _, name := range []string{"Signature", "Authorization", "Accept-Encoding"} {
			if r.Header.Get(name) != "" {
				t.Errorf("model saw %s", name)
			}
		}
		w.Header().Set("X-Internal", "secret")
		echo(w, r)
	}))
	x, r := d.sign(t, "alice", openai.PathChat, `{"model":"m"}`)
	r.Header.Set("Authorization", "Bearer x")
	resp, body := send(t, r)
	if resp.StatusCode != http.StatusOK || body != `{"model":"m"}` || resp.Header.Get("X-Internal") != "" {
		t.Fatalf("status %d, header %v, body %q", resp.StatusCode, resp.Header, body)
	}
	if err := x.VerifyResponse(resp.StatusCode, resp.Header, []byte(body)); err != nil {
		t.Error(err)
	}
}

// TestAxon_Refuses sends one request of each kind that must not reach the model.
func TestAxon_Refuses(t *testing.T) {
	t.Parallel()
	d := open(t, Config{MaxBody: 1024}, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the model was asked")
	}))
	const body = `{"model":"m"}`
	setBody := func(b string) func(*http.Request) {
		return func(r *http.Request) { r.Body, r.ContentLength = io.NopCloser(strings.NewReader(b)), int64(len(b)) }
	}
	del := func(names ...string) func(*http.Request) {
		return func(r *http.Request) {
			for _, name := range names {
				r.Header.Del(name)
			}
		}
	}
	set := func(name, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(name, value) }
	}
	for _, c := range []struct {
		name, from, path string
		alter            func(*http.Request)
		status           int
		code             string
		signed           bool
	}{
		{"unsigned", "alice", openai.PathChat, del("Signature", "Signature-Input"), 401, "unsigned", false},
		{"half signed", "alice", openai.PathChat, del("Signature"), 401, "unsigned", false},
		{"no digest", "alice", openai.PathChat, del("Content-Digest"), 400, "malformed", false},
		{"another callee", "alice", openai.PathChat, set(wire.HeaderReceiver, key(t, "carol").Address()), 421, "wrong_receiver", false},
		{"another chain", "alice", openai.PathChat, set(wire.HeaderChain, "x-1"), 421, "wrong_chain", false},
		{"another subnet", "alice", openai.PathChat, set(wire.HeaderNetuid, "4"), 421, "wrong_netuid", false},
		{"another sender", "alice", openai.PathChat, set(wire.HeaderSender, key(t, "carol").Address()), 401, "unknown_sender", false},
		{"another path", "alice", openai.PathChat, func(r *http.Request) { r.URL.Path = openai.PathCompletions }, 401, "bad_signature", false},
		{"another body", "alice", openai.PathChat, setBody(`{"model":"n"}`), 400, "digest_mismatch", true},
		{"shorter body", "alice", openai.PathChat, setBody(""), 400, "digest_mismatch", true},
		{"oversized body", "alice", openai.PathChat, setBody(strings.Repeat("x", 1025)), 413, "too_large", true},
		{"compressed body", "alice", openai.PathChat, set("Content-Encoding", "gzip"), 400, "malformed", true},
		{"stranger", "mallory", openai.PathChat, nil, 403, "not_admitted", true},
		{"other endpoint", "alice", "/api/delete", nil, 404, "not_served", true},
		{"other method", "alice", openai.PathModels, nil, 404, "not_served", true},
	} {
		x, r := d.sign(t, c.from, c.path, body)
		if c.alter != nil {
			c.alter(r)
		}
		resp, got := send(t, r)
		if resp.StatusCode != c.status || code(t, got) != c.code {
			t.Errorf("%s: status %d, body %s", c.name, resp.StatusCode, got)
		}
		err := x.VerifyResponse(resp.StatusCode, resp.Header, []byte(got))
		if signed := err == nil; signed != c.signed {
			t.Errorf("%s: signed %v, want %v (%v)", c.name, signed, c.signed, err)
		}
	}
}

func TestAxon_Clock(t *testing.T) {
	t.Parallel()
	d := open(t, Config{}, echo)
	_, early := d.sign(t, "alice", openai.PathChat, "{}")
	d.clock.add(31 * time.Second)
	if resp, body := send(t, early); resp.StatusCode != 401 || code(t, body) != "expired" {
		t.Errorf("31 s old: %d %s", resp.StatusCode, body)
	}
	d.clock.add(time.Hour)
	_, late := d.sign(t, "alice", openai.PathChat, "{}")
	d.clock.add(-31 * time.Second)
	if resp, body := send(t, late); resp.StatusCode != 401 || code(t, body) != "from_future" {
		t.Errorf("31 s ahead: %d %s", resp.StatusCode, body)
	}
}

// replayable is the same request once more.
func replayable(r *http.Request, body string) *http.Request {
	again := r.Clone(r.Context())
	again.Body = io.NopCloser(strings.NewReader(body))
	return again
}

func TestAxon_Replay(t *testing.T) {
	t.Parallel()
	journal := filepath.Join(t.TempDir(), "seen")
	callers := book{key(t, "alice").Address(): {Registered: true}}
	d := openWith(t, Config{}, callers, journal, nil, echo)
	_, r := d.sign(t, "alice", openai.PathChat, "{}")
	if resp, body := send(t, replayable(r, "{}")); resp.StatusCode != http.StatusOK {
		t.Fatalf("first time: %d %s", resp.StatusCode, body)
	}
	if resp, body := send(t, replayable(r, "{}")); resp.StatusCode != 409 || code(t, body) != "replayed" {
		t.Errorf("second time: %d %s", resp.StatusCode, body)
	}
	restarted := openWith(t, Config{}, callers, journal, nil, echo)
	again := replayable(r, "{}")
	again.URL.Host = strings.TrimPrefix(restarted.url, "http://")
	if resp, body := send(t, again); resp.StatusCode != 409 || code(t, body) != "replayed" {
		t.Errorf("after a restart: %d %s", resp.StatusCode, body)
	}
}

func TestAxon_Admission(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		minStake uint64
		caller   Caller
		status   int
	}{
		{"unknown", 0, Caller{}, 403},
		{"registered", 0, Caller{Registered: true}, 200},
		{"stake does not count", 0, Caller{Stake: 1 << 60}, 403},
		{"too little", 100, Caller{Stake: 99}, 403},
		{"enough", 100, Caller{Stake: 100}, 200},
	} {
		d := openWith(t, Config{MinStake: c.minStake}, book{key(t, "alice").Address(): c.caller}, "", nil, echo)
		_, r := d.sign(t, "alice", openai.PathChat, "{}")
		resp, body := send(t, r)
		if resp.StatusCode != c.status {
			t.Errorf("%s: %d %s", c.name, resp.StatusCode, body)
		}
		if c.status == 403 && !strings.Contains(body, "register it in subnet 3") {
			t.Errorf("%s: no hint: %s", c.name, body)
		}
	}
}

type unknowing struct{}

func (unknowing) Caller(context.Context, uint32, string) (Caller, error) {
	return Caller{}, errors.New("node at 10.0.0.7 is down")
}

func TestAxon_CallersUnknown(t *testing.T) {
	t.Parallel()
	d := openWith(t, Config{}, unknowing{}, "", nil, echo)
	x, r := d.sign(t, "alice", openai.PathChat, "{}")
	resp, body := send(t, r)
	if resp.StatusCode != 503 || code(t, body) != "callers_unknown" || resp.Header.Get("Retry-After") != "5" {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
	if strings.Contains(body, "10.0.0.7") {
		t.Errorf("the answer tells of the inside: %s", body)
	}
	if err := x.VerifyResponse(resp.StatusCode, resp.Header, []byte(body)); err != nil {
		t.Error(err)
	}
}

func TestAxon_Places(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	model := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-release
		echo(w, r)
	})
	callers := book{key(t, "alice").Address(): {Registered: true}, key(t, "carol").Address(): {Registered: true}}
	d := openWith(t, Config{Concurrency: 2, PerCaller: 1, Wait: -1}, callers, "", nil, model)
	type result struct {
		resp *http.Response
		body string
	}
	results := make(chan result, 2)
	ask := func(from string) {
		_, r := d.sign(t, from, openai.PathChat, "{}")
		go func() {
			resp, body := send(t, r)
			results <- result{resp, body}
		}()
		<-entered
	}
	ask("alice")
	_, r := d.sign(t, "alice", openai.PathChat, "{}")
	if resp, body := send(t, r); resp.StatusCode != 429 || code(t, body) != "caller_busy" || resp.Header.Get("Retry-After") != "1" {
		t.Errorf("second of one caller: %d %s", resp.StatusCode, body)
	}
	ask("carol")
	_, r = d.sign(t, "alice", openai.PathChat, "{}")
	if resp, body := send(t, r); resp.StatusCode != 503 || code(t, body) != "overloaded" || resp.Header.Get("Retry-After") != "1" {
		t.Errorf("third: %d %s", resp.StatusCode, body)
	}
	close(release)
	for range 2 {
		if got := <-results; got.resp.StatusCode != http.StatusOK {
			t.Errorf("admitted: %d %s", got.resp.StatusCode, got.body)
		}
	}
}

func TestAxon_Health(t *testing.T) {
	t.Parallel()
	d := open(t, Config{}, echo)
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, d.url+PathHealth, nil)
	if resp, body := send(t, r); resp.StatusCode != http.StatusOK || !strings.Contains(body, "ok") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

func TestAxon_LogsOncePerCause(t *testing.T) {
	t.Parallel()
	d := open(t, Config{}, echo)
	refused := func() {
		_, r := d.sign(t, "alice", openai.PathChat, `{"secret":"hunter2"}`)
		r.Header.Del("Signature")
		send(t, r)
	}
	for range 20 {
		refused()
	}
	if n := strings.Count(d.logs.String(), "unsigned"); n != 1 {
		t.Errorf("%d lines, want 1:\n%s", n, d.logs)
	}
	d.clock.add(complainEvery)
	refused()
	if n := strings.Count(d.logs.String(), "unsigned"); n != 2 {
		t.Errorf("%d lines after an interval, want 2", n)
	}
	if !strings.Contains(d.logs.String(), "count=19") || strings.Contains(d.logs.String(), "hunter2") {
		t.Errorf("log:\n%s", d.logs)
	}
}

func TestComplaints_Bounded(t *testing.T) {
	t.Parallel()
	var d door
	d.clock = &clock{t: time.Unix(1e9, 0)}
	l := &logs{}
	c := newComplaints(slogTo(l), time.Minute, d.clock.now)
	for i := range 10 * maxComplaints {
		c.about("code", strings.Repeat("x", i), errors.New("e"))
	}
	if n := bytes.Count([]byte(l.String()), []byte("request refused")); n != maxComplaints {
		t.Errorf("%d lines, want %d", n, maxComplaints)
	}
}

// TestServe_FinishesWhatRuns stops a server in the middle of a request.
func TestServe_FinishesWhatRuns(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	d := open(t, Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		stop()
		echo(w, r)
	}))
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, NewServer(d.axon, slogTo(io.Discard)), l) }()
	d.url = "http://" + l.Addr().String()
	_, r := d.sign(t, "alice", openai.PathChat, "{}")
	if resp, body := send(t, r.WithContext(context.Background())); resp.StatusCode != http.StatusOK {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}
