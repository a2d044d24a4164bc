package rest

import (
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

// fixed is a model that answers with the same JSON, whatever it is asked.
func fixed(body string) miner {
	return honest(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	})
}

const vectors = `{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.5]}],"model":"x","usage":{"prompt_tokens":1,"total_tokens":1}}`

func TestEmbeddings(t *testing.T) {
	t.Parallel()
	n := subnet{path: openai.PathEmbeddings}.run(t, Config{}, dendrite.Config{}, signed(`{"choices":[{}]}`), signed(vectors))
	resp, body := n.post(t, openai.PathEmbeddings, `{"model":"`+modelID+`","input":"hola"}`)
	if resp.StatusCode != http.StatusOK || body != strings.Replace(vectors, `"x"`, `"`+modelID+`"`, 1) || resp.Header.Get(HeaderUID) != "1" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	resp, body = n.chat(t, asking(false))
	if resp.StatusCode != http.StatusBadRequest || code(t, body) != "model_does_not_support" || !strings.Contains(body, openai.PathEmbeddings) {
		t.Errorf("a chat: %d %s", resp.StatusCode, body)
	}
}

// TestEmbeddings_OfChatModel asks a model for what it does not have: nobody is blamed, whoever else has it.
func TestEmbeddings_OfChatModel(t *testing.T) {
	t.Parallel()
	const body = `{"model":"` + modelID + `","input":"hola"}`
	n := run(t, Config{}, dendrite.Config{}, refusing(404, "not_found"), refusing(404, "not_found"), signed(vectors))
	if resp, got := n.post(t, openai.PathEmbeddings, body); resp.StatusCode != 400 || code(t, got) != "model_does_not_support" {
		t.Errorf("%d %s", resp.StatusCode, got)
	}
	n = run(t, Config{}, dendrite.Config{}, refusing(404, "not_found"), signed(vectors))
	if resp, got := n.post(t, openai.PathEmbeddings, body); resp.StatusCode != 200 || !n.book.Until(key(t, "a").Address()).IsZero() {
		t.Errorf("%d %s", resp.StatusCode, got)
	}
}

func TestTasks(t *testing.T) {
	t.Parallel()
	var path string
	n := run(t, Config{}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
		path = r.URL.Path
		says("hola mundo")(w, r)
	}))
	const body = `{"messages":[]}`
	for _, c := range []struct {
		at, body string
		status   int
		want     string
	}{
		{"7", body, 200, openai.PathChat},
		{"7", `{"stream":true}`, 200, openai.PathChat},
		{"7?path=/v1/completions", body, 200, openai.PathCompletions},
		{"7?path=/api/delete", body, 400, "model_does_not_support"},
		{"8", body, 503, "no_miners"},
		{"9", body, 404, "subnet_not_found"},
		{"-1", body, 404, "subnet_not_found"},
		{"4294967296", body, 404, "subnet_not_found"},
		{"7", "[]", 400, "invalid_body"},
	} {
		resp, got := n.post(t, PathTasks+c.at, c.body)
		if resp.StatusCode != c.status {
			t.Errorf("%s: %d %s", c.at, resp.StatusCode, got)
			continue
		}
		if c.status != 200 {
			path = code(t, got)
		}
		if path != c.want {
			t.Errorf("%s: %s, want %s", c.at, path, c.want)
		}
	}
}

func TestSwitchedOff(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, dendrite.Config{}, honest(says("hola")))
	if err := n.off.Set(modelID, true); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{openai.PathChat, PathTasks + strconv.Itoa(netuid)} {
		if resp, body := n.post(t, path, asking(false)); resp.StatusCode != 503 || code(t, body) != "model_disabled" {
			t.Errorf("%s: %d %s", path, resp.StatusCode, body)
		}
	}
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, n.url+openai.PathModels, nil)
	if _, body := send(t, r); strings.Contains(body, modelID) {
		t.Errorf("still on offer: %s", body)
	}
	if err := n.off.Set(modelID, false); err != nil {
		t.Fatal(err)
	}
	if resp, body := n.chat(t, asking(false)); resp.StatusCode != http.StatusOK {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}

// TestUsage has miners that do not say what they used: the gateway counts.
func TestUsage(t *testing.T) {
	t.Parallel()
	const answer = `{"choices":[{"message":{"role":"assistant","content":"hola mundo 世界","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}}]}`
	n := run(t, Config{}, dendrite.Config{}, fixed(answer))
	_, body := n.chat(t, `{"model":"`+modelID+`","messages":[{"content":"hello world"},{"content":[{"type":"text","text":"abc"}]}]}`)
	var got openai.ChatResponse
	if err := json.Unmarshal([]byte(body), &got); err != nil || got.Usage == nil {
		t.Fatalf("%s: %v", body, err)
	}
	if *got.Usage != (openai.Usage{PromptTokens: 5, CompletionTokens: 7, TotalTokens: 12}) {
		t.Errorf("%+v", *got.Usage)
	}
	for _, ask := range []bool{false, true} {
		n := run(t, Config{}, dendrite.Config{}, honest(says("uno dos tres")))
		_, body := n.chat(t, `{"model":"`+modelID+`","stream":true,"messages":[{"content":"count"}],"stream_options":{"include_usage":`+strconv.FormatBool(ask)+`}}`)
		blocks := strings.Split(strings.TrimSuffix(body, "\n\n"), "\n\n")
		last := blocks[len(blocks)-2]
		want := `data: {"id":"x","object":"chat.completion.chunk","created":0,"model":"` + modelID + `","choices":[],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}`
		if (last == want) != ask || strings.Contains(body, "usage") != ask {
			t.Errorf("asked for %v: %s", ask, body)
		}
	}
}

// TestUsage_OfMiner passes on what a miner says, once.
func TestUsage_OfMiner(t *testing.T) {
	t.Parallel()
	const event = `data: {"choices":[],"model":"` + modelID + `","usage":{"total_tokens":9}}` + "\n\n"
	n := run(t, Config{}, dendrite.Config{}, streamed(event+"data: [DONE]\n\n"))
	if _, body := n.chat(t, `{"model":"`+modelID+`","stream":true,"stream_options":{"include_usage":true}}`); body != event+"data: [DONE]\n\n" {
		t.Errorf("%s", body)
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"": 0, " ": 0, "a": 1, "hola mundo": 3, "international": 4, "天网": 2, "a天网b": 4, "\xff": 1} {
		if got := tokens(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	n := run(t, Config{Rate: 2, Now: func() time.Time { return now }}, dendrite.Config{}, honest(says("hola")))
	ask := func(status int, remaining, reset, retry string) {
		t.Helper()
		resp, body := n.chat(t, asking(false))
		h := resp.Header
		if resp.StatusCode != status || h.Get(HeaderLimit) != "2" || h.Get(HeaderRemaining) != remaining || h.Get(HeaderReset) != reset || h.Get("Retry-After") != retry {
			t.Errorf("%d %v", resp.StatusCode, h)
		}
		if status != http.StatusOK && code(t, body) != "rate_limit_exceeded" {
			t.Errorf("%s", body)
		}
	}
	ask(200, "1", "30s", "")
	ask(200, "0", "1m0s", "")
	ask(429, "0", "1m0s", "30")
	now = now.Add(29 * time.Second)
	ask(429, "0", "31s", "1")
	now = now.Add(time.Second)
	ask(200, "0", "1m0s", "")
	now = now.Add(time.Hour)
	ask(200, "1", "30s", "")
}

func TestRates_Bounded(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	r := newRates(5, func() time.Time { return now })
	for i := range maxBuckets + 10 {
		if err := r.take(http.Header{}, strconv.Itoa(i)); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.buckets) != maxBuckets {
		t.Errorf("%d buckets", len(r.buckets))
	}
	now = now.Add(time.Minute)
	_ = r.take(http.Header{}, "new")
	if len(r.buckets) != 1 {
		t.Errorf("%d buckets after a minute", len(r.buckets))
	}
}

func TestCaller(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		"1.2.3.4:5": "1.2.3.4", "[::ffff:1.2.3.4]:5": "1.2.3.4", "[2001:db8:1:2:3::4]:5": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:5": "fe80::/64", "@": "@",
	} {
		if got := caller(&http.Request{RemoteAddr: at}); got != want {
			t.Errorf("%s: %s, want %s", at, got, want)
		}
	}
}

// TestLimits_Held fills the room for bodies with one that never ends.
func TestLimits_Held(t *testing.T) {
	t.Parallel()
	entered, release := make(chan struct{}), make(chan struct{})
	n := run(t, Config{Held: 1000}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
		entered <- struct{}{}
		<-release
		says("hola")(w, r)
	}))
	big := `{"model":"` + modelID + `","pad":"` + strings.Repeat("x", 800) + `"}`
	done := make(chan int)
	go func() {
		resp, _ := n.chat(t, big)
		done <- resp.StatusCode
	}()
	<-entered
	if resp, body := n.chat(t, big); resp.StatusCode != 503 || code(t, body) != "overloaded" || resp.Header.Get("Retry-After") != "1" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	close(release)
	if status := <-done; status != http.StatusOK {
		t.Errorf("status %d", status)
	}
	go func() { <-entered }()
	if resp, body := n.chat(t, big); resp.StatusCode != http.StatusOK {
		t.Errorf("the room was not given back: %d %s", resp.StatusCode, body)
	}
}

func TestLimits_Encoding(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, dendrite.Config{}, honest(says("hola")))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, n.url+openai.PathChat, strings.NewReader(asking(false)))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Encoding", "gzip")
	if resp, body := send(t, r); resp.StatusCode != 415 || code(t, body) != "unsupported_encoding" {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
}
