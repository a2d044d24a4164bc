package bench

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/openai"
)

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// TestRun_Rate sends as many requests as the plan says, each with what it was told to say.
func TestRun_Rate(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	url := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path != openai.PathChat || r.Header.Get("Authorization") != "Bearer k" || !strings.Contains(string(body), `"max_tokens":3`) {
			t.Errorf("%s %v %s", r.URL, r.Header, body)
		}
		_, _ = io.WriteString(w, "{}")
	})
	r, err := Run(t.Context(), Config{URL: url + "/v1/", Model: "m", Key: "k", MaxTokens: 3, Rate: 500, Duration: 200 * time.Millisecond, Concurrency: 5})
	if err != nil {
		t.Fatal(err)
	}
	if r.Requests != 100 || asked.Load() != 100 || r.Failed != 0 || r.Events != 100 || r.First.P50 <= 0 || r.Whole.Max < r.First.P50 {
		t.Errorf("%+v, %d asked", r, asked.Load())
	}
}

// TestRun_Waiting counts from when a request was due: with one place, and a server that answers when all are due, the
// last one has waited for all before it.
func TestRun_Waiting(t *testing.T) {
	t.Parallel()
	const pause = 20 * time.Millisecond
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		timer := time.NewTimer(pause)
		defer timer.Stop()
		<-timer.C
		_, _ = io.WriteString(w, "{}")
	})
	r, err := Run(t.Context(), Config{URL: url, Model: "m", Rate: 1000, Duration: 10 * time.Millisecond, Concurrency: 1})
	if err != nil {
		t.Fatal(err)
	}
	if r.Requests != 10 || r.First.Max < 10*pause-10*time.Millisecond {
		t.Errorf("%+v", r)
	}
}

func TestRun_Stream(t *testing.T) {
	t.Parallel()
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, ": waiting\n\ndata: {}\n\ndata: {\"choices\":[]}\n\ndata: [DONE]\n\n")
	})
	r, err := Run(t.Context(), Config{URL: url, Model: "m", Rate: 100, Duration: 100 * time.Millisecond, Concurrency: 2, Stream: true})
	if err != nil || r.Requests != 10 || r.Failed != 0 || r.Events != 20 {
		t.Errorf("%+v, %v", r, err)
	}
}

// TestRun_Failures tells causes apart.
func TestRun_Failures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code   string
		stream bool
		f      http.HandlerFunc
	}{
		{"no_miners", false, func(w http.ResponseWriter, _ *http.Request) {
			openai.WriteError(w, 503, openai.ErrServer, "no_miners", "x")
		}},
		{"status_500", false, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) }},
		{"no_connection", false, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }},
		{"broken_off", true, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "data: {}\n\n") }},
		{"miner_failed", true, func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, "data: {}\n\ndata: {\"error\":{\"code\":\"miner_failed\"}}\n\ndata: [DONE]\n\n")
		}},
	} {
		r, err := Run(t.Context(), Config{URL: serve(t, c.f), Model: "m", Rate: 100, Duration: 50 * time.Millisecond, Concurrency: 1, Stream: c.stream})
		if err != nil || r.Failed != 5 || r.Codes[c.code] != 5 || r.First != (Percentiles{}) {
			t.Errorf("%s: %+v, %v", c.code, r, err)
		}
	}
}

// TestRun_Closed keeps every place busy until the user stops it.
func TestRun_Closed(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var asked atomic.Int64
	url := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		if asked.Add(1) == 50 {
			cancel()
		}
		_, _ = io.WriteString(w, "{}")
	})
	r, err := Run(ctx, Config{URL: url, Model: "m", Duration: time.Hour, Concurrency: 3})
	if err != nil || r.Requests < 40 || r.Failed != 0 {
		t.Errorf("%+v, %v", r, err)
	}
}

func TestRun_Refuses(t *testing.T) {
	t.Parallel()
	good := Config{URL: "http://127.0.0.1:1", Model: "m", Duration: time.Second, Concurrency: 1}
	for _, change := range []func(*Config){
		func(c *Config) { c.URL = "x" },
		func(c *Config) { c.Model = "" },
		func(c *Config) { c.Duration = 0 },
		func(c *Config) { c.Concurrency = 0 },
		func(c *Config) { c.Concurrency = 1 << 40 },
		func(c *Config) { c.Rate = -1 },
		func(c *Config) { c.Rate = 1e12 },
	} {
		c := good
		change(&c)
		if _, err := Run(t.Context(), c); !errors.Is(err, ErrConfig) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

func TestPercentiles(t *testing.T) {
	t.Parallel()
	var all []time.Duration
	for i := range 1000 {
		all = append(all, time.Duration(1000-i))
	}
	if got := percentiles(all); got != (Percentiles{Mean: 500, P50: 500, P90: 900, P95: 950, P99: 990, P999: 999, Max: 1000}) {
		t.Errorf("%+v", got)
	}
	if got := percentiles([]time.Duration{7}); got.P50 != 7 || got.P999 != 7 {
		t.Errorf("%+v", got)
	}
}
