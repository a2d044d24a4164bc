//go:build e2e

package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cosmos/cosmos-sdk/types/bech32"

	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/gateway"
)

// fixture is a network that stands still until a test moves it: the pages are real, what they read is made up here.
type fixture struct {
	*httptest.Server

	mu      sync.Mutex
	height  uint64
	subnets []explorer.Subnet
	urls    map[string]string
	lag     uint64        // blocks that the index is behind
	stale   string        // why what is shown is old
	query   url.Values    // what was asked of the payments last
	down    bool          // the chain does not answer
	beat    chan struct{} // closed and replaced with every block
	asked   []question    // what the gateway was asked
	pricing any           // of every model; nil where nothing is paid

	extra []explorer.WholeTx // transactions beside those that there always are, the newest last

	gone chan struct{} // one for each stream that the reader broke off
	told chan string   // the pieces of an answer that comes as a test has it
}

// question is the body of a chat request.
type question struct {
	Model    string `json:"model"`
	Stream   bool   `json:"stream"`
	Messages []struct{ Role, Content string }
}

// started is when the first block was made.
var started = time.Date(2026, 11, 24, 8, 0, 0, 0, time.UTC)

func newFixture(t *testing.T, subnets []explorer.Subnet) *fixture {
	t.Helper()
	f := &fixture{
		height: 41_237, subnets: subnets, beat: make(chan struct{}), gone: make(chan struct{}, 8), told: make(chan string),
		urls: map[string]string{"faucet": "/api/v1/faucet", "rpc": "http://127.0.0.1:26657", "gateway": "http://127.0.0.1:8080/v1"},
	}
	mux := http.NewServeMux()
	mux.Handle("/", App())
	mux.HandleFunc("GET /api/v1/status", f.health)
	mux.HandleFunc("GET /api/v1/supply", f.json(f.supply))
	mux.HandleFunc("GET /api/v1/subnets", f.json(func() any { return f.subnets }))
	mux.HandleFunc("GET /api/v1/blocks", f.json(f.blocks))
	f.history(mux)
	mux.HandleFunc("GET /api/v1/stream", f.stream)
	mux.HandleFunc("POST /api/v1/faucet", f.faucet)
	mux.HandleFunc("GET /v1/models", f.json(f.models))
	mux.HandleFunc("GET /v1/models/{id...}", f.model)
	mux.HandleFunc("POST /v1/chat/completions", f.chat)
	f.Server = httptest.NewServer(mux)
	t.Cleanup(func() {
		f.CloseClientConnections() // streams have no end of their own
		f.Close()
	})
	return f
}

// next makes a block.
func (f *fixture) next() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.height++
	close(f.beat)
	f.beat = make(chan struct{})
}

// change changes what the API answers.
func (f *fixture) change(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

func (f *fixture) json(get func() any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.down {
			problem(w, http.StatusServiceUnavailable, "unavailable", "the chain does not answer, try again")
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(get())
	}
}

func problem(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"error": map[string]string{"code": code, "message": message}})
}

const (
	tao     = 1_000_000_000
	supplyT = 41_236.5 * tao
)

func (f *fixture) status() any {
	return explorer.Status{
		ChainID: "tianwang-local-1", Ready: true, Height: f.height, Supply: supplyT, Subnets: len(f.subnets), Miners: 8, Validators: 3, URLs: f.urls,
		Stale: f.stale, Age: 90,
	}
}

func (f *fixture) supply() any {
	return explorer.Supply{
		Height: f.height, Supply: supplyT, Cap: 21_000_000 * tao, Minted: supplyT + 500, Burned: 500, BlockReward: tao, NextHalving: 10_500_000 * tao,
	}
}

func (f *fixture) blocks() any {
	out := []explorer.Block{}
	for h := f.height; h > f.height-8; h-- {
		at := started.Add(time.Duration(h) * 1100 * time.Millisecond)
		out = append(out, explorer.Block{
			Height: h, Time: at.Format("2006-01-02T15:04:05.000Z"), Hash: fmt.Sprintf("%064X", h*0x9E3779B97F4A7C15), Txs: int(h % 4), Proposer: fmt.Sprintf("%040X", h%3+0xABCDEF),
		})
	}
	return explorer.List[explorer.Block]{Data: out}
}

func (f *fixture) stream(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	for {
		f.mu.Lock()
		height, beat := f.height, f.beat
		f.mu.Unlock()
		if _, err := fmt.Fprintf(w, "data: {\"height\":%d}\n\n", height); err != nil {
			return
		}
		_ = http.NewResponseController(w).Flush()
		select {
		case <-beat:
		case <-r.Context().Done():
			return
		}
	}
}

func (f *fixture) faucet(w http.ResponseWriter, r *http.Request) {
	var q struct{ Address string }
	switch err := json.NewDecoder(r.Body).Decode(&q); {
	case err != nil || q.Address == "":
		problem(w, http.StatusBadRequest, "bad_address", "an address is needed")
	case q.Address == address(99):
		w.Header().Set("Retry-After", "30")
		problem(w, http.StatusTooManyRequests, "too_soon", evil("this address was paid a moment ago"))
	default:
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, `{"tx":"%064X","height":%d,"amount_rao":"100000000001"}`, 7, 41_240)
	}
}

// tell reports who answers, to whoever charges for it.
func (q question) tell(ctx context.Context) {
	told := gateway.Report{Miner: address(103), Attempts: 2}
	if q.Messages[len(q.Messages)-1].Content == "break" {
		told.Code = "miner_failed"
	}
	gateway.Tell(ctx, told)
}

// chat answers as the last message of the user tells it to.
func (f *fixture) chat(w http.ResponseWriter, r *http.Request) {
	var q question
	if err := json.NewDecoder(r.Body).Decode(&q); err != nil || len(q.Messages) == 0 {
		problem(w, http.StatusBadRequest, "invalid_body", "body is not valid")
		return
	}
	f.change(func() { f.asked = append(f.asked, q) })
	q.tell(r.Context())
	if !q.Stream {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"choices":[{"index":0,"message":{"role":"assistant","content":"Buenos días."},"finish_reason":"stop"}],"usage":{"prompt_tokens":4,"completion_tokens":3}}`)
		return
	}
	if all, ok := strings.CutPrefix(q.Messages[len(q.Messages)-1].Content, "payloads "); ok {
		f.attack(w, r, all)
		return
	}
	out := &talk{w: w, ctx: r.Context(), served: []string{
		"Tianwang-Netuid", "1", "Tianwang-Uid", "3", "Tianwang-Miner", address(103), "Tianwang-Request-Id", "7f3a", "Tianwang-Attempts", "2",
	}}
	switch q.Messages[len(q.Messages)-1].Content {
	case "busy":
		w.Header().Set("Retry-After", "7")
		problem(w, http.StatusServiceUnavailable, "miners_busy", "every miner that was asked is busy")
	case "flow":
		out.head()
		for i := range 100 {
			out.say(fmt.Sprintf("word %d ", i))
		}
		out.event("[DONE]")
	case "poor":
		problem(w, http.StatusPaymentRequired, "insufficient_funds", "the deposit does not suffice")
	case "math":
		out.all("So $E=m", "c^2$ costs $5.\n\n$$\\frac{a}{", "b}$$\n\n$\\evil{x}$\n\n```g", "o\nfunc half", "way")
	case "break":
		out.head()
		out.say("half an ")
		out.event(`{"choices":[{"index":0,"delta":{},"finish_reason":"error"}],"error":{"message":"no","type":"upstream_error","code":"miner_failed"}}`)
		out.event("[DONE]")
	case "cut":
		out.head()
		out.say("no end to ")
	case "wait":
		out.head()
		out.say("the first words ")
		<-r.Context().Done()
		f.gone <- struct{}{}
	case "told":
		out.head()
		for piece := f.piece(r.Context()); piece != ""; piece = f.piece(r.Context()) {
			out.say(piece)
		}
		out.event("[DONE]")
	case "late":
		out.late()
		out.say("better late")
		out.event("[DONE]")
	case "bill":
		out.head()
		out.say("# Cuenta\n\n- uno\n  1. dos\n\n|a|b|\n|-|-|\n|1|**2**|\n\n```go\nfunc main()")
		out.event(`{"choices":[],"usage":{"completion_tokens":7},"tianwang":{"contributors":[{"netuid":1,"uid":4,"hotkey":"` + address(104) +
			`","share":250000},{"netuid":2,"uid":3,"hotkey":"` + address(203) + `","share":750000}]}}`)
		_, _ = fmt.Fprint(w, ": Tianwang-Cost: 100007\n\n")
		out.event("[DONE]")
	case "evil":
		out.all(evil("answer"))
	default:
		out.all(strings.SplitAfter("Y dijo Dios: Sea la luz. Y fué la luz. 天网 answers.", " ")...)
	}
}

// piece is the next of an answer that comes as a test has it, and "" at its end.
func (f *fixture) piece(ctx context.Context) string {
	select {
	case piece := <-f.told:
		return piece
	case <-ctx.Done():
		return ""
	}
}

// talk writes a stream.
type talk struct {
	w      http.ResponseWriter
	ctx    context.Context //nolint:containedctx // of the request it answers
	served []string
}

func (t *talk) head() {
	for i := 0; i < len(t.served); i += 2 {
		t.w.Header().Set(t.served[i], t.served[i+1])
	}
	t.w.Header().Set("Content-Type", "text/event-stream")
}

// late says who answers in comments, as a gateway does that had to keep the connection alive first.
func (t *talk) late() {
	t.w.Header().Set("Content-Type", "text/event-stream")
	_, _ = fmt.Fprint(t.w, ": waiting\n\n")
	for i := 0; i < len(t.served); i += 2 {
		_, _ = fmt.Fprintf(t.w, ": %s: %s\n\n", t.served[i], t.served[i+1])
	}
}

func (t *talk) say(text string) {
	var b bytes.Buffer
	_ = json.NewEncoder(&b).Encode(map[string]any{"choices": []any{map[string]any{"index": 0, "delta": map[string]string{"content": text}, "finish_reason": nil}}})
	t.event(strings.TrimSpace(b.String()))
}

// all says an answer from its head to its end.
func (t *talk) all(parts ...string) {
	t.head()
	for _, part := range parts {
		t.say(part)
	}
	t.event("[DONE]")
}

func (t *talk) event(data string) {
	_, _ = fmt.Fprintf(t.w, "data: %s\n\n", data)
	_ = http.NewResponseController(t.w).Flush()
}

// address is an address of the chain that depends on n.
func address(n uint64) string {
	raw := make([]byte, 20)
	for i := range raw {
		raw[i] = byte((n + 1) * uint64(2*i+7) * 0x9E3779B9 >> 8)
	}
	a, err := bech32.ConvertAndEncode("tao", raw)
	if err != nil {
		panic(err)
	}
	return a
}

// evil is text that tries to be more than text: markup, a script, a link, and letters that turn the line around.
func evil(text string) string {
	return text + `"'><img src=x onerror=window.pwned=1><script>window.pwned=1</script><svg onload=window.pwned=1>` +
		"javascript:window.pwned=1\u202egnp.exe\u200b{{7*7}}${7*7}"
}
