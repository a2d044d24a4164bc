package rest

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

// soon is a time that no honest miner of these tests needs, and every stalling one exceeds.
const soon = 2 * time.Second

// quick has a gateway lose patience soon.
var quick = dendrite.Config{Answer: soon, FirstEvent: soon, Stall: soon, MaxLine: 4096, MaxAnswer: 64 << 10}

// signed answers with a body that is signed, whatever it is.
func signed(body string) miner {
	return hostile(func(w http.ResponseWriter, _ *http.Request, x *wire.Exchange, k *wire.Key) {
		w.Header().Set("Content-Type", "application/json")
		_ = x.SignResponse(http.StatusOK, w.Header(), []byte(body), k, time.Now())
		_, _ = io.WriteString(w, body)
	})
}

// streamed answers with a stream that is signed, whatever it is.
func streamed(body string) miner {
	return hostile(func(w http.ResponseWriter, _ *http.Request, x *wire.Exchange, k *wire.Key) {
		w.Header().Set("Content-Type", "text/event-stream")
		sw, err := x.SignStream(w, http.StatusOK, w.Header(), k, time.Now())
		if err != nil {
			return
		}
		_, _ = io.WriteString(sw, body)
		_ = sw.Close(time.Now())
	})
}

// refusing is a model that answers with a status.
func refusing(status int, code string) miner {
	return honest(func(w http.ResponseWriter, _ *http.Request) {
		openai.WriteError(w, status, openai.ErrServer, code, "a secret question, repeated")
	})
}

// broken are miners of which nobody gets an answer; they fail before the first byte of one.
var broken = []struct {
	name string
	m    miner
}{
	{"dead", dead},
	{"forbidden address", func(tb testing.TB, name string) gateway.Miner {
		tb.Helper()
		return gateway.Miner{Hotkey: key(tb, name).Address(), URL: "http://169.254.169.254:80"}
	}},
	{"name in the place of an address", func(tb testing.TB, name string) gateway.Miner {
		tb.Helper()
		return gateway.Miner{Hotkey: key(tb, name).Address(), URL: "http://localhost:8091"}
	}},
	{"closes the connection", hostile(func(http.ResponseWriter, *http.Request, *wire.Exchange, *wire.Key) { panic(http.ErrAbortHandler) })},
	{"never answers", hostile(func(_ http.ResponseWriter, r *http.Request, _ *wire.Exchange, _ *wire.Key) { <-r.Context().Done() })},
	{"fails", refusing(500, "x")},
	{"is busy", refusing(429, "x")},
	{"is overloaded", refusing(503, "x")},
	{"asks for money", refusing(402, "x")},
	{"refuses the caller", refusing(403, "x")},
	{"has no such model", refusing(404, "x")},
	{"panics", honest(func(http.ResponseWriter, *http.Request) { panic("x") })},
	{"redirects", hostile(func(w http.ResponseWriter, r *http.Request, _ *wire.Exchange, _ *wire.Key) {
		http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusTemporaryRedirect)
	})},
	{"is unsigned", hostile(func(w http.ResponseWriter, r *http.Request, _ *wire.Exchange, _ *wire.Key) { says("x")(w, r) })},
	{"lets another sign", func(tb testing.TB, name string) gateway.Miner {
		tb.Helper()
		return hostile(func(w http.ResponseWriter, _ *http.Request, x *wire.Exchange, _ *wire.Key) {
			w.Header().Set("Content-Type", "application/json")
			_ = x.SignResponse(http.StatusOK, w.Header(), []byte(`{"choices":[{}]}`), key(tb, "mallory"), time.Now())
			_, _ = io.WriteString(w, `{"choices":[{}]}`)
		})(tb, name)
	}},
	{"speaks HTML", honest(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, "<script>")
	})},
	{"has no choices", signed(`{"object":"chat.completion"}`)},
	{"has an empty list of choices", signed(`{"choices":[]}`)},
	{"has an error for an answer", signed(`{"choices":[{}],"error":{"message":"x"}}`)},
	{"is not JSON", signed(`{"choices":[{}]`)},
	{"is two JSON values", signed(`{"choices":[{}]}{}`)},
	{"is not UTF-8", signed("{\"choices\":[\"\xff\"]}")},
	{"is too large", signed(`{"choices":["` + strings.Repeat("x", 65<<10) + `"]}`)},
	{"streams nothing", streamed("")},
	{"is done at once", streamed("data: [DONE]\n\n")},
	{"streams an error", streamed("data: {\"error\":{\"message\":\"x\"}}\n\ndata: [DONE]\n\n")},
	{"streams a strange form", streamed("data: {}\n\ndata: [DONE]\n\n")},
	{"streams no JSON", streamed("data: <html>\n\ndata: [DONE]\n\n")},
	{"streams invalid UTF-8", streamed("data: {\"choices\":[\"\xff\"]}\n\ndata: [DONE]\n\n")},
	{"streams a long line", streamed("data: {\"choices\":[\"" + strings.Repeat("x", 5000) + "\"]}\n\ndata: [DONE]\n\n")},
	{"streams comments only", streamed(strings.Repeat(": x\n", 20000))},
	{"streams hidden lines", streamed("data: {\"choices\":[]}\rdata: [DONE]\n\n")},
}

// TestFailover puts each broken miner before an honest one: the user gets the honest answer, or none is given by either.
func TestFailover(t *testing.T) {
	t.Parallel()
	for _, b := range broken {
		for _, stream := range []bool{false, true} {
			t.Run(b.name, func(t *testing.T) {
				t.Parallel()
				n := run(t, Config{}, quick, b.m, honest(says("hola mundo")))
				resp, body := n.chat(t, asking(stream))
				if resp.StatusCode != http.StatusOK || !strings.Contains(body, "hola") || !strings.Contains(body, "mundo") {
					t.Fatalf("stream %v: %d %s", stream, resp.StatusCode, body)
				}
				h := resp.Header
				if h.Get(HeaderUID) != "1" || h.Get(HeaderAttempts) != "2" || h.Get(wire.HeaderNetuid) != "7" ||
					h.Get(HeaderMiner) != key(t, "b").Address() || len(h.Get(wire.HeaderRequestID)) != 32 {
					t.Errorf("header %v", h)
				}
				if stream && strings.Count(body, "data: [DONE]\n\n") != 1 {
					t.Errorf("not one end: %s", body)
				}
				if n.book.Until(key(t, "a").Address()).IsZero() {
					t.Error("the broken miner is not in quarantine")
				}
				if strings.Contains(n.logs.String(), "secret") {
					t.Errorf("the log has what the user asked:\n%s", n.logs)
				}
			})
		}
	}
}

// TestFailover_NeverAfterFirstByte has a miner that fails after its first event; another one waits in vain.
func TestFailover_NeverAfterFirstByte(t *testing.T) {
	t.Parallel()
	const first = "data: {\"model\":\"" + modelID + "\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"uno\"}}]}\n\n"
	const done = "data: [DONE]\n\n"
	for _, c := range []struct {
		name, code string
		m          miner
	}{
		{"breaks off", "miner_failed", honest(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, first)
			_ = http.NewResponseController(w).Flush()
			panic(http.ErrAbortHandler)
		})},
		{"stalls", "miner_timeout", honest(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = io.WriteString(w, first)
			_ = http.NewResponseController(w).Flush()
			<-r.Context().Done()
		})},
		{"ends without done", "miner_failed", streamed(first)},
		{"goes on after done", "miner_failed", streamed(first + done + first)},
		{"is not signed at its end", "miner_failed", hostile(func(w http.ResponseWriter, _ *http.Request, x *wire.Exchange, k *wire.Key) {
			w.Header().Set("Content-Type", "text/event-stream")
			_, _ = x.SignStream(w, http.StatusOK, w.Header(), k, time.Now())
			_, _ = io.WriteString(w, first+done)
		})},
		{"is endless", "miner_failed", streamed(strings.Repeat(first, 2000))},
		{"streams an error", "miner_failed", streamed(first + "data: {\"error\":{\"message\":\"x\"}}\n\n" + done)},
		{"streams no JSON", "miner_failed", streamed(first + "data: <html>\n\n" + done)},
		{"streams a long line", "miner_failed", streamed(first + "data: \"" + strings.Repeat("x", 5000) + "\"\n\n" + done)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := run(t, Config{}, quick, c.m, honest(says("another answer")))
			resp, body := n.chat(t, asking(true))
			if resp.StatusCode != http.StatusOK || strings.Contains(body, "another") || !strings.HasPrefix(body, first) {
				t.Fatalf("%d %.300s", resp.StatusCode, body)
			}
			lines := strings.Split(strings.TrimSuffix(body, "\n\n"), "\n\n")
			last := lines[len(lines)-2:]
			if last[1] != "data: [DONE]" || !strings.Contains(last[0], `"code":"`+c.code+`"`) || !strings.Contains(last[0], `"finish_reason":"error"`) {
				t.Errorf("end %q", last)
			}
			if strings.Count(body, "[DONE]") != 1 || strings.Contains(body, "Content-Digest") {
				t.Errorf("body %.300s", body)
			}
			if n.book.Until(key(t, "a").Address()).IsZero() {
				t.Error("the broken miner is not in quarantine")
			}
		})
	}
}

// TestFailover_OneCodePerCause has all miners fail in the same way.
func TestFailover_OneCodePerCause(t *testing.T) {
	t.Parallel()
	late := hostile(func(_ http.ResponseWriter, r *http.Request, _ *wire.Exchange, _ *wire.Key) { <-r.Context().Done() })
	busy := honest(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "7")
		openai.WriteError(w, http.StatusTooManyRequests, openai.ErrRateLimit, "x", "x")
	})
	for _, c := range []struct {
		name     string
		miners   []miner
		status   int
		code     string
		retry    string
		attempts string
	}{
		{"none", nil, 503, "no_miners", "", ""},
		{"dead", []miner{dead, dead}, 502, "miner_failed", "", "2"},
		{"more than are tried", slices.Repeat([]miner{dead}, 9), 502, "miner_failed", "", "8"},
		{"more than are asked", slices.Repeat([]miner{signed("{}")}, 4), 502, "miner_failed", "", "3"},
		{"no such endpoint", []miner{refusing(404, "x"), refusing(405, "x"), honest(says("x"))}, 400, "model_does_not_support", "", "2"},
		{"late", []miner{late, late}, 504, "miner_timeout", "", "2"},
		{"busy", []miner{busy, busy}, 503, "miners_busy", "7", "2"},
		{"busy and late", []miner{busy, late}, 504, "miner_timeout", "", "2"},
		{"busy and dead", []miner{busy, dead}, 502, "miner_failed", "", "2"},
		{"two refuse", []miner{refusing(400, "x"), refusing(422, "y"), honest(says("x"))}, 400, "request_refused", "", "2"},
		{"the only one refuses", []miner{refusing(422, "x")}, 422, "request_refused", "", "1"},
		{"a code that clients know", []miner{refusing(400, "context_length_exceeded")}, 400, "context_length_exceeded", "", "1"},
		{"one refuses, one is dead", []miner{refusing(400, "x"), dead}, 400, "request_refused", "", "2"},
	} {
		for _, stream := range []bool{false, true} {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				n := run(t, Config{}, quick, c.miners...)
				resp, body := n.chat(t, asking(stream))
				h := resp.Header
				if resp.StatusCode != c.status || code(t, body) != c.code || h.Get("Retry-After") != c.retry || h.Get(HeaderAttempts) != c.attempts {
					t.Errorf("stream %v: %d %v %s", stream, resp.StatusCode, h, body)
				}
				if len(h.Get(wire.HeaderRequestID)) != 32 || strings.Contains(n.logs.String(), "secret") {
					t.Errorf("header %v, log:\n%s", h, n.logs)
				}
			})
		}
	}
}

// TestFailover_Quarantine checks that a dead miner is asked once, not again and again.
func TestFailover_Quarantine(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, quick, dead, honest(says("hola")))
	for i, want := range []string{"2", "1", "1"} {
		resp, body := n.chat(t, asking(false))
		if resp.StatusCode != http.StatusOK || resp.Header.Get(HeaderAttempts) != want {
			t.Errorf("request %d: %d, attempts %s: %s", i, resp.StatusCode, resp.Header.Get(HeaderAttempts), body)
		}
	}
	n = run(t, Config{}, quick, dead)
	n.chat(t, asking(false))
	if resp, body := n.chat(t, asking(false)); code(t, body) != "no_miners" || resp.Header.Get("Retry-After") != "5" {
		t.Errorf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
}

// TestFailover_BlamesWhoRefusedWrongly has one miner refuse what another answers, and two that agree.
func TestFailover_BlamesWhoRefusedWrongly(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, quick, refusing(400, "x"), honest(says("hola")))
	n.chat(t, asking(false))
	if n.book.Until(key(t, "a").Address()).IsZero() {
		t.Error("a miner refused what another answered, and is not blamed")
	}
	n = run(t, Config{}, quick, refusing(400, "x"), refusing(400, "x"))
	n.chat(t, asking(false))
	if !n.book.Until(key(t, "a").Address()).IsZero() || !n.book.Until(key(t, "b").Address()).IsZero() {
		t.Error("miners are blamed for a request that both refuse")
	}
}
