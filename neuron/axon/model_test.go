package axon

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

func slogTo(w io.Writer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

// events streams the given events, each flushed.
func events(pieces ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream; charset=utf-8")
		for _, p := range pieces {
			_, _ = io.WriteString(w, "data: "+p+"\n\n")
			_ = http.NewResponseController(w).Flush()
		}
	}
}

// TestAxon_BadModels puts every kind of broken model behind an axon: the caller gets one signed error.
func TestAxon_BadModels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		model  http.HandlerFunc
		status int
		code   string
	}{
		{"panics", func(http.ResponseWriter, *http.Request) { panic("secret") }, 500, "model_failed"},
		{"panics late", func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"choices":`)
			panic(errors.New("secret"))
		}, 500, "model_failed"},
		{"breaks off", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, 502, "model_unreachable"},
		{"never answers", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, 504, "model_timeout"},
		{"half an answer", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, `{"choices":`)
			<-r.Context().Done()
		}, 504, "model_timeout"},
		{"endless", func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := io.WriteString(w, strings.Repeat("x", 100)); err != nil {
					return
				}
			}
		}, 502, "model_invalid"},
		{"redirects", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "http://169.254.169.254/", http.StatusFound)
		}, 502, "model_invalid"},
		{"compresses", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Encoding", "gzip") }, 502, "model_invalid"},
		{"strange type", func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Type", "天网") }, 502, "model_invalid"},
		{"strange stream", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream; a=天网")
			_, _ = io.WriteString(w, "data: x\n\n")
		}, 502, "model_invalid"},
	} {
		cfg := Config{MaxAnswer: 4096}
		if c.code == "model_timeout" {
			cfg.Timeout = 50 * time.Millisecond
		}
		d := open(t, cfg, c.model)
		x, r := d.sign(t, "alice", openai.PathChat, "{}")
		resp, body := send(t, r)
		if resp.StatusCode != c.status || code(t, body) != c.code || strings.Contains(body, "secret") {
			t.Errorf("%s: %d %s", c.name, resp.StatusCode, body)
		}
		if err := x.VerifyResponse(resp.StatusCode, resp.Header, []byte(body)); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestAxon_ModelErrorsPass(t *testing.T) {
	t.Parallel()
	d := open(t, Config{}, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7")
		openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "context_length_exceeded", "too long")
	}))
	x, r := d.sign(t, "alice", openai.PathChat, "{}")
	resp, body := send(t, r)
	if resp.StatusCode != 400 || code(t, body) != "context_length_exceeded" || resp.Header.Get("Retry-After") != "7" {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
	if err := x.VerifyResponse(resp.StatusCode, resp.Header, []byte(body)); err != nil {
		t.Error(err)
	}
}

// stream opens a stream and returns its reader.
func stream(t *testing.T, d *door) *wire.StreamReader {
	t.Helper()
	x, r := d.sign(t, "alice", openai.PathChat, `{"stream":true}`)
	tr := &http.Transport{DisableKeepAlives: true}
	resp, err := tr.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	sr, err := x.VerifyStream(resp.StatusCode, resp.Header, resp.Body, 4096, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return sr
}

func TestAxon_Stream(t *testing.T) {
	t.Parallel()
	next := make(chan struct{})
	d := open(t, Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		events("1")(w, r)
		<-next // the first event must arrive before the second is written
		events("2", openai.Done)(w, r)
	}))
	sr := stream(t, d)
	if data, err := sr.Next(); err != nil || string(data) != "1" {
		t.Fatalf("%q, %v", data, err)
	}
	close(next)
	if data, err := sr.Next(); err != nil || string(data) != "2" {
		t.Fatalf("%q, %v", data, err)
	}
	if _, err := sr.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("end: %v", err)
	}
}

func TestAxon_StreamBreaks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		after func(http.ResponseWriter, *http.Request)
	}{
		{"panics", func(http.ResponseWriter, *http.Request) { panic("x") }},
		{"stalls", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }},
		{"endless", func(w http.ResponseWriter, _ *http.Request) {
			for {
				if _, err := io.WriteString(w, "data: x\n\n"); err != nil {
					return
				}
			}
		}},
		{"done, then stalls", func(w http.ResponseWriter, r *http.Request) {
			events(openai.Done)(w, r)
			<-r.Context().Done()
		}},
	} {
		d := open(t, Config{MaxAnswer: 4096, Timeout: 50 * time.Millisecond}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			events("1")(w, r)
			c.after(w, r)
		}))
		sr := stream(t, d)
		var err error
		for err == nil {
			_, err = sr.Next()
		}
		if !errors.Is(err, wire.ErrUnfinished) {
			t.Errorf("%s: %v", c.name, err)
		}
		if !strings.Contains(d.logs.String(), "stream_broken") {
			t.Errorf("%s: not logged", c.name)
		}
	}
}

// TestAxon_CallerLeaves checks that a model stops when nobody listens any more.
func TestAxon_CallerLeaves(t *testing.T) {
	t.Parallel()
	stopped := make(chan struct{})
	d := open(t, Config{}, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer close(stopped)
		events("1")(w, r)
		<-r.Context().Done()
	}))
	_, r := d.sign(t, "alice", openai.PathChat, `{"stream":true}`)
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	<-stopped
}

func TestServer_SlowClient(t *testing.T) {
	t.Parallel()
	for _, sent := range []string{
		"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nA: ",
		"",
		"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc",
	} {
		d := openWith(t, Config{}, book{}, "", func(srv *http.Server) {
			srv.ReadHeaderTimeout, srv.ReadTimeout = 50*time.Millisecond, 50*time.Millisecond
		}, echo)
		c, err := net.Dial("tcp", strings.TrimPrefix(d.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(c, sent); err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, c); err != nil { // ends when the server gives up
			t.Errorf("%q: %v", sent, err)
		}
		c.Close()
	}
}

func TestServer_LargeHeader(t *testing.T) {
	t.Parallel()
	d := open(t, Config{}, echo)
	_, r := d.sign(t, "alice", openai.PathChat, "{}")
	r.Header.Set("X-Large", strings.Repeat("x", 2*maxHeader))
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		return // the server closed before it was told everything
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusRequestHeaderFieldsTooLarge {
		t.Errorf("status %d", resp.StatusCode)
	}
}

func TestUpstream(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer k" || r.Header.Get("X-Forwarded-For") != "" {
			t.Errorf("header %v", r.Header)
		}
		if r.URL.Path == openai.PathCompletions {
			events("1", openai.Done)(w, r)
			return
		}
		b, _ := io.ReadAll(r.Body)
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"path":%q,"body":%q}`, r.URL.Path, b)
	}))
	defer server.Close()
	model, err := Upstream{URL: server.URL + "/v1/", Model: "llama", Key: "k"}.Handler(slogTo(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, Config{}, model)
	_, r := d.sign(t, "alice", openai.PathChat, `{"x":1,"model":"m"}`)
	if resp, body := send(t, r); resp.StatusCode != 200 || body != `{"path":"/v1/chat/completions","body":"{\"x\":1,\"model\":\"llama\"}"}` {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	_, r = d.sign(t, "alice", openai.PathChat, `{`)
	if resp, body := send(t, r); resp.StatusCode != 400 || code(t, body) != "invalid_body" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	_, r = d.sign(t, "alice", openai.PathCompletions, `{"model":"m","stream":true}`)
	if resp, body := send(t, r); resp.StatusCode != 200 || !strings.Contains(body, ": Signature: ") {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	server.CloseClientConnections()
	server.Close()
	_, r = d.sign(t, "alice", openai.PathChat, `{"model":"m"}`)
	if resp, body := send(t, r); resp.StatusCode != 502 || code(t, body) != "model_unreachable" {
		t.Errorf("server gone: %d %s", resp.StatusCode, body)
	}
}

// TestUpstream_HalfClosed lets a model server die in the middle of its answer.
func TestUpstream_HalfClosed(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == openai.PathChat {
			events("1")(w, r)
		} else {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
		}
		panic(http.ErrAbortHandler)
	}))
	defer server.Close()
	model, err := Upstream{URL: server.URL}.Handler(slogTo(io.Discard))
	if err != nil {
		t.Fatal(err)
	}
	d := open(t, Config{}, model)
	sr := stream(t, d)
	if data, err := sr.Next(); err != nil || string(data) != "1" {
		t.Fatalf("%q, %v", data, err)
	}
	if _, err := sr.Next(); !errors.Is(err, wire.ErrUnfinished) {
		t.Errorf("stream: %v", err)
	}
	_, r := d.sign(t, "alice", openai.PathCompletions, "{}")
	if resp, body := send(t, r); resp.StatusCode != 502 || code(t, body) != "model_unreachable" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

func TestUpstream_BadURL(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "127.0.0.1:11434", "ftp://x", "http://"} {
		if _, err := (Upstream{URL: bad}).Handler(slogTo(io.Discard)); err == nil {
			t.Errorf("%q: accepted", bad)
		}
	}
}

// TestServer_ModelSlowerThanReading checks that the time for reading a request does not bound the model.
func TestServer_ModelSlowerThanReading(t *testing.T) {
	t.Parallel()
	const reading = 100 * time.Millisecond
	model := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
			t.Error("the model was stopped")
		case <-time.After(3 * reading):
			echo(w, r)
		}
	})
	callers := book{key(t, "alice").Address(): {Registered: true}}
	d := openWith(t, Config{}, callers, "", func(srv *http.Server) { srv.ReadTimeout = reading }, model)
	_, r := d.sign(t, "alice", openai.PathChat, "{}")
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("status %d", resp.StatusCode)
	}
}
