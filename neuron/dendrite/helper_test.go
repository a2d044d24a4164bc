package dendrite

import (
	"context"
	"crypto/sha256"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	chain  = "tianwang-test-1"
	netuid = 3
)

var question = task.Request{Path: openai.PathChat, Body: []byte(`{"model":"m","messages":[]}`)}

func key(tb testing.TB, name string) *wire.Key {
	tb.Helper()
	private := sha256.Sum256([]byte(name))
	k, err := wire.NewKey(private[:])
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// everyone is a Callers that knows everybody.
type everyone struct{}

func (everyone) Caller(context.Context, uint32, string) (axon.Caller, error) {
	return axon.Caller{Registered: true}, nil
}

// miner runs a real axon of name's in front of model.
func miner(tb testing.TB, name string, model http.Handler) Target {
	tb.Helper()
	guard, err := wire.OpenGuard("", 0, time.Now())
	if err != nil {
		tb.Fatal(err)
	}
	k := key(tb, name)
	log := slog.New(slog.DiscardHandler)
	return serve(tb, k, axon.New(axon.Config{Chain: chain, Netuid: netuid}, k, everyone{}, guard, model, log))
}

// serve runs any server as the miner of a hotkey.
func serve(tb testing.TB, k *wire.Key, h http.Handler) Target {
	tb.Helper()
	srv := httptest.NewServer(h)
	tb.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
	})
	return Target{Hotkey: k.Address(), Netuid: netuid, URL: srv.URL}
}

// alice is a dendrite that may dial this machine.
func alice(tb testing.TB, cfg Config) *Dendrite {
	tb.Helper()
	cfg.Chain, cfg.AllowPrivate = chain, true
	d := New(cfg, key(tb, "alice"))
	tb.Cleanup(d.Close)
	return d
}

// forger answers as bob, with the wire but without an axon: whatever f does after the request was verified.
func forger(tb testing.TB, f func(w http.ResponseWriter, x *wire.Exchange, bob *wire.Key)) Target {
	tb.Helper()
	k := key(tb, "bob")
	to := wire.Addressee{Hotkey: k.Address(), Chain: chain, Netuid: netuid}
	return serve(tb, k, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x, err := wire.VerifyRequest(r, to, time.Now())
		if err != nil {
			tb.Error(err)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		f(w, x, k)
	}))
}

// answer is a model with a fixed answer.
func answer(body string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, body)
	})
}
