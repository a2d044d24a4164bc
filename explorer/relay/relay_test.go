package relay_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer/relay"
	"github.com/tianwang-net/tianwang/internal/testnode"
)

var newKey = testnode.NewKey

// startNode starts a chain of one node and returns its RPC address.
func startNode(t *testing.T) string {
	t.Helper()
	h, s := testnode.Home(t, "relay-test-1")
	n := testnode.Start(t, h)
	t.Cleanup(func() { _ = n.Stop() })
	return "http://" + s.RPC
}

// begun waits until the chain has blocks.
func begun(ctx context.Context, t *testing.T, c *client.Client) {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if height, err := c.Height(ctx); err == nil && height >= 2 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("the chain makes no blocks")
		}
	}
}

// serve returns the handler of a chain at an address.
func serve(t *testing.T, rpc string) (http.Handler, *client.Client) {
	t.Helper()
	c, err := client.New(rpc)
	if err != nil {
		t.Fatal(err)
	}
	return relay.New(relay.Config{RPC: "http://rpc.example"}, c, slog.New(slog.DiscardHandler)).Handler, c
}

// ask sends a request and returns the status and the answer.
func ask(t *testing.T, h http.Handler, method, path, kind, body string) (int, map[string]any) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
	r.Header.Set("Content-Type", kind)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%s %s may be cached", method, path)
	}
	out := map[string]any{}
	if err := json.NewDecoder(bytes.NewReader(w.Body.Bytes())).Decode(&out); err != nil {
		t.Fatalf("%s %s: %v in %q", method, path, err, w.Body)
	}
	return w.Code, out
}

// code is the code of a refusal, "" when there is none.
func code(answer map[string]any) string {
	e, _ := answer["error"].(map[string]any)
	s, _ := e["code"].(string)
	return s
}

func txBody(raw []byte) string {
	return `{"tx":"` + base64.StdEncoding.EncodeToString(raw) + `"}`
}

// TestRefusals asks what is refused without a word of the chain, which here does not answer.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h, _ := serve(t, "http://127.0.0.1:1")
	const form = "application/json"
	for _, c := range []struct {
		method, path, kind, body string
		status                   int
		code                     string
	}{
		{"GET", "/api/v1/chain/accounts/tao1nobody", "", "", 400, "bad_address"},
		{"GET", "/api/v1/chain/txs/12", "", "", 400, "bad_hash"},
		{"GET", "/api/v1/chain", "", "", 503, "unavailable"},
		{"GET", "/api/v1/chain/accounts/" + newKey("a").Address(), "", "", 503, "unavailable"},
		{"GET", "/api/v1/chain/txs/" + strings.Repeat("ab", 32), "", "", 503, "unavailable"},
		{"POST", "/api/v1/chain/txs", "text/plain", txBody([]byte{1}), 415, "bad_type"},
		{"POST", "/api/v1/chain/txs", "", txBody([]byte{1}), 415, "bad_type"},
		{"POST", "/api/v1/chain/txs", form, "[]", 400, "bad_request"},
		{"POST", "/api/v1/chain/txs", form, `{"tx":""}`, 400, "bad_request"},
		{"POST", "/api/v1/chain/simulate", form, `{"tx":"?"}`, 400, "bad_request"},
		{"POST", "/api/v1/chain/simulate", form, txBody(make([]byte, 1<<20)), 400, "bad_request"},
		{"POST", "/api/v1/chain/simulate", form, txBody([]byte{1}), 503, "unavailable"},
		{"POST", "/api/v1/chain/txs", form, txBody([]byte{1}), 503, "unavailable"},
	} {
		if status, answer := ask(t, h, c.method, c.path, c.kind, c.body); status != c.status || code(answer) != c.code {
			t.Errorf("%s %s %q: %d %v, want %d %s", c.method, c.path, c.kind, status, answer, c.status, c.code)
		}
	}
}

// TestChain goes the way of a wallet on a real chain: the terms, the account, a rehearsal, sending, and what became of it.
func TestChain(t *testing.T) {
	t.Parallel()
	h, c := serve(t, startNode(t))
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	begun(ctx, t, c)
	friend := newKey("friend").Address()
	status, terms := ask(t, h, "GET", "/api/v1/chain", "", "")
	if status != 200 || terms["chain_id"] != "relay-test-1" || terms["rpc"] != "http://rpc.example" || terms["rest"] != nil {
		t.Fatalf("the terms are %d %v", status, terms)
	}
	if status, a := ask(t, h, "GET", "/api/v1/chain/accounts/"+friend, "", ""); status != 200 || a["exists"] != false || a["balance_rao"] != "0" {
		t.Errorf("an account that received nothing is %d %v", status, a)
	}
	if status, a := ask(t, h, "GET", "/api/v1/chain/txs/"+strings.Repeat("ab", 32), "", ""); status != 404 || code(a) != "unknown_tx" {
		t.Errorf("a transaction in no block is %d %v", status, a)
	}
	const form = "application/json"
	if status, a := ask(t, h, "POST", "/api/v1/chain/simulate", form, txBody([]byte("no transaction"))); status != 422 || code(a) != "would_fail" {
		t.Errorf("the rehearsal of what is no transaction is %d %v", status, a)
	}
	if status, a := ask(t, h, "POST", "/api/v1/chain/txs", form, txBody([]byte("no transaction"))); status != 422 || code(a) != "sdk/2" {
		t.Errorf("sending what is no transaction is %d %v", status, a)
	}

	hot := newKey("hot")
	_, done, err := c.RegisterByWork(ctx, hot, newKey("cold").Address(), 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	status, out := ask(t, h, "GET", "/api/v1/chain/txs/"+strings.ToLower(done.Hash), "", "")
	if status != 200 || out["hash"] != done.Hash || out["height"] != float64(done.Height) || out["code"] != 0.0 {
		t.Errorf("what became of a registration is %d %v, want block %d", status, out, done.Height)
	}
	b, err := c.Block(ctx, done.Height)
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(b.Raw, func(raw []byte) bool { return fmt.Sprintf("%X", cmttypes.Tx(raw).Hash()) == done.Hash })
	if i < 0 {
		t.Fatalf("block %d does not have %s", done.Height, done.Hash)
	}
	if status, a := ask(t, h, "POST", "/api/v1/chain/txs", form, txBody(b.Raw[i])); (status != 200 || a["hash"] != done.Hash) && status != 422 {
		t.Errorf("sending a transaction twice is %d %v", status, a)
	}
	if status, a := ask(t, h, "POST", "/api/v1/chain/simulate", form, txBody(b.Raw[i])); status != 422 || code(a) != "would_fail" {
		t.Errorf("the rehearsal of a second registration is %d %v", status, a)
	}
}
