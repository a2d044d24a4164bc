package dendrite

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

func TestDo(t *testing.T) {
	t.Parallel()
	d := alice(t, Config{})
	bob := miner(t, "bob", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_, _ = io.Copy(w, r.Body)
	}))
	for range 3 {
		a, err := d.Do(t.Context(), bob, question)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(a.Body, question.Body) {
			t.Errorf("body %s", a.Body)
		}
	}
	id := wire.NewID()
	ctx := WithID(t.Context(), id)
	if a, err := d.Do(ctx, bob, question); err != nil || a.ID != id {
		t.Errorf("id %v, error %v", a, err)
	}
	if _, err := d.Do(ctx, bob, question); !errors.Is(err, wire.ErrReplayed) || !errors.Is(err, ErrRefused) {
		t.Errorf("one id twice: %v", err)
	}
}

// whole signs body as bob's answer and writes what alter makes of it.
func whole(tb testing.TB, body string, alter func(h http.Header, body string) string) Target {
	tb.Helper()
	return forger(tb, func(w http.ResponseWriter, x *wire.Exchange, bob *wire.Key) {
		w.Header().Set("Content-Type", "application/json")
		if err := x.SignResponse(http.StatusOK, w.Header(), []byte(body), bob, time.Now()); err != nil {
			tb.Error(err)
		}
		if alter != nil {
			body = alter(w.Header(), body)
		}
		_, _ = io.WriteString(w, body)
	})
}

// TestDo_BadResponses has miners answer in every way that must not be believed.
func TestDo_BadResponses(t *testing.T) {
	t.Parallel()
	const good = `{"choices":[]}`
	for _, c := range []struct {
		name string
		bob  Target
		want error // besides ErrBadResponse
	}{
		{"unsigned", whole(t, good, func(h http.Header, b string) string { h.Del("Signature"); return b }), wire.ErrUnsigned},
		{"altered", whole(t, good, func(_ http.Header, b string) string { return strings.Replace(b, "choices", "chOices", 1) }), wire.ErrDigestMismatch},
		{"shortened", whole(t, good, func(http.Header, string) string { return "{}" }), wire.ErrDigestMismatch},
		{"other type", whole(t, good, func(h http.Header, b string) string { h.Set("Content-Type", "application/json; x=y"); return b }), wire.ErrBadSignature},
		{"HTML", whole(t, good, func(h http.Header, b string) string { h.Set("Content-Type", "text/html"); return b }), nil},
		{"no type", whole(t, good, func(h http.Header, b string) string { h["Content-Type"] = nil; return b }), nil},
		{"compressed", whole(t, good, func(h http.Header, b string) string { h.Set("Content-Encoding", "gzip"); return gzipped(b) }), nil},
		{"signed by another", forger(t, func(w http.ResponseWriter, x *wire.Exchange, _ *wire.Key) {
			w.Header().Set("Content-Type", "application/json")
			_ = x.SignResponse(http.StatusOK, w.Header(), []byte(good), key(t, "mallory"), time.Now())
			_, _ = io.WriteString(w, good)
		}), wire.ErrUnknownSender},
		{"too large", whole(t, `"`+strings.Repeat("x", 5000)+`"`, nil), nil},
		{"not JSON", whole(t, "<html>", nil), errNotJSON},
		{"not UTF-8", whole(t, "\"\xff\"", nil), errNotJSON},
		{"deep", whole(t, strings.Repeat("[", 20000), nil), nil},
		{"cut off", forger(t, func(w http.ResponseWriter, x *wire.Exchange, bob *wire.Key) {
			w.Header().Set("Content-Type", "application/json")
			_ = x.SignResponse(http.StatusOK, w.Header(), []byte(good), bob, time.Now())
			w.Header().Set("Content-Length", "14")
			_, _ = io.WriteString(w, good[:5])
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		}), nil},
		{"endless", forger(t, func(w http.ResponseWriter, x *wire.Exchange, bob *wire.Key) {
			w.Header().Set("Content-Type", "application/json")
			_ = x.SignResponse(http.StatusOK, w.Header(), []byte(good), bob, time.Now())
			for {
				if _, err := io.WriteString(w, strings.Repeat(" ", 1000)); err != nil {
					return
				}
			}
		}), nil},
	} {
		_, err := alice(t, Config{MaxAnswer: 4096}).Do(t.Context(), c.bob, question)
		if !errors.Is(err, ErrBadResponse) || (c.want != nil && !errors.Is(err, c.want)) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func gzipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	_ = w.Close()
	return b.String()
}

func TestDo_Refused(t *testing.T) {
	t.Parallel()
	d := alice(t, Config{})
	bob := miner(t, "bob", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7")
		openai.WriteError(w, http.StatusTooManyRequests, openai.ErrRateLimit, "busy", strings.Repeat("天", 1000))
	}))
	_, err := d.Do(t.Context(), bob, question)
	var r *Refusal
	if !errors.As(err, &r) || !errors.Is(err, ErrRefused) {
		t.Fatal(err)
	}
	if r.Status != 429 || r.Code != "busy" || !r.Signed || r.RetryAfter != 7*time.Second || len(r.Message) > maxMessage {
		t.Errorf("%+v", r)
	}
	bob.Netuid++
	_, err = d.Do(t.Context(), bob, question)
	if !errors.As(err, &r) || !errors.Is(err, wire.ErrWrongNetuid) || r.Signed {
		t.Errorf("%v", err)
	}
	plain := serve(t, key(t, "bob"), http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<html>", http.StatusBadGateway)
	}))
	if _, err = d.Do(t.Context(), plain, question); !errors.As(err, &r) || r.Status != 502 || r.Signed || r.Code != "" {
		t.Errorf("%v", err)
	}
}

func TestDo_Unreachable(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	url := "http://" + l.Addr().String()
	l.Close()
	if _, err := alice(t, Config{}).Do(t.Context(), Target{Hotkey: key(t, "bob").Address(), Netuid: netuid, URL: url}, question); !errors.Is(err, ErrUnreachable) {
		t.Errorf("closed port: %v", err)
	}
	gone := serve(t, key(t, "bob"), http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	if _, err := alice(t, Config{}).Do(t.Context(), gone, question); !errors.Is(err, ErrUnreachable) {
		t.Errorf("connection closed: %v", err)
	}
}

// silent is a miner that takes a request and never answers.
func silent(t *testing.T) (bob Target, asked *atomic.Int32) {
	t.Helper()
	asked = &atomic.Int32{}
	return serve(t, key(t, "bob"), http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		<-r.Context().Done()
	})), asked
}

func TestDo_Timeout(t *testing.T) {
	t.Parallel()
	bob, _ := silent(t)
	if _, err := alice(t, Config{Answer: 50 * time.Millisecond}).Do(t.Context(), bob, question); !errors.Is(err, ErrTimeout) {
		t.Errorf("own bound: %v", err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := alice(t, Config{}).Do(ctx, bob, question); !errors.Is(err, ErrTimeout) {
		t.Errorf("caller's deadline: %v", err)
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if _, err := alice(t, Config{}).Do(ctx, bob, question); !errors.Is(err, context.Canceled) {
		t.Errorf("caller left: %v", err)
	}
}

func TestMany(t *testing.T) {
	t.Parallel()
	var now, most atomic.Int32
	model := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n := now.Add(1)
		defer now.Add(-1)
		for m := most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		answer(`{}`).ServeHTTP(w, r)
	})
	targets := make([]Target, 20)
	for i := range targets {
		targets[i] = miner(t, string(rune('a'+i)), model)
	}
	targets[7].URL = "http://example.org:80"
	out := alice(t, Config{}).Many(t.Context(), targets, question, 3)
	for i, r := range out {
		if (r.Err != nil) != (i == 7) || (r.Answer == nil) != (i == 7) {
			t.Errorf("result %d: %v, %v", i, r.Answer, r.Err)
		}
	}
	if most.Load() > 3 {
		t.Errorf("%d at once, want at most 3", most.Load())
	}
}

func TestMany_Ends(t *testing.T) {
	t.Parallel()
	bob, asked := silent(t)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	for i, r := range alice(t, Config{}).Many(ctx, []Target{bob, bob, bob}, question, 1) {
		if !errors.Is(r.Err, ErrTimeout) {
			t.Errorf("result %d: %v", i, r.Err)
		}
	}
	if n := asked.Load(); n > 1 {
		t.Errorf("%d asked, want at most 1", n)
	}
}

func TestDo_BadPath(t *testing.T) {
	t.Parallel()
	bob := miner(t, "bob", answer("{}"))
	for _, path := range []string{"", "@evil.example:80/x", ":99/x", "x"} {
		if _, err := alice(t, Config{}).Do(t.Context(), bob, task.Request{Path: path}); !errors.Is(err, ErrAddress) {
			t.Errorf("path %q: %v", path, err)
		}
	}
}
