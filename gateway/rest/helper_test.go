package rest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	chain   = "tianwang-test-1"
	netuid  = 7
	modelID = "translate-en-es"
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

// everyone is an axon.Callers that knows everybody.
type everyone struct{}

func (everyone) Caller(context.Context, uint32, string) (axon.Caller, error) {
	return axon.Caller{Registered: true}, nil
}

// stall is a gateway.Market with fixed content.
type stall []gateway.Subnet

func (s stall) Subnets() []gateway.Subnet { return s }

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

// network is a gateway with miners, all of it real, on loopback.
type network struct {
	url  string
	logs *logs
	book *health.Book
	off  *gateway.Switch
}

// subnet is what may differ between test networks.
type subnet struct {
	path  string // the endpoint that the subnet is about
	hedge time.Duration
	wrap  func(http.Handler) http.Handler // what stands before the API; nil for nothing
	now   func() time.Time                // the clock by which miners are judged; nil for one that has stopped
}

// miner is one miner of a test network, best first.
type miner = func(tb testing.TB, name string) gateway.Miner

// run makes a network whose only model is served by the given miners, the first with the highest incentive.
func run(tb testing.TB, cfg Config, ask dendrite.Config, miners ...miner) *network {
	tb.Helper()
	return subnet{}.run(tb, cfg, ask, miners...)
}

func (s subnet) run(tb testing.TB, cfg Config, ask dendrite.Config, miners ...miner) *network {
	tb.Helper()
	subnet := gateway.Subnet{Netuid: netuid, Model: modelID, Task: modelID, Path: s.path, Title: "English to Spanish", Created: 1e9}
	for i, m := range miners {
		made := m(tb, string(rune('a'+i)))
		made.UID, made.Incentive = uint32(i), uint32(1000-i)
		subnet.Miners = append(subnet.Miners, made)
	}
	return s.open(tb, cfg, ask, stall{subnet, {Netuid: 8, Model: "empty/model", Task: "empty", Title: "Nobody serves it"}})
}

// still is a clock that has stopped: who is in quarantine stays there, however busy the machine is.
func still() time.Time { return time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC) }

// open runs a gateway for a market.
func (s subnet) open(tb testing.TB, cfg Config, ask dendrite.Config, market stall) *network {
	tb.Helper()
	if s.now == nil {
		s.now = still
	}
	n := &network{logs: &logs{}, book: health.New(s.now)}
	var err error
	if n.off, err = gateway.OpenSwitch(""); err != nil {
		tb.Fatal(err)
	}
	ask.Chain, ask.AllowPrivate = chain, true
	d := dendrite.New(ask, key(tb, "gateway"))
	log := slog.New(slog.NewTextHandler(n.logs, nil))
	var h http.Handler = New(cfg, gateway.New(gateway.Config{Hedge: s.hedge, Switch: n.off, Now: s.now}, market, d, n.book, log), log)
	if s.wrap != nil {
		h = s.wrap(h)
	}
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = NewServer(h, log)
	srv.Start()
	n.url = srv.URL
	tb.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
		d.Close()
	})
	return n
}

// honest runs a real axon in front of a model.
func honest(h http.HandlerFunc) miner {
	return func(tb testing.TB, name string) gateway.Miner {
		tb.Helper()
		return immortal(tb, key(tb, name), newAxon(tb, axon.Config{}, name, h))
	}
}

func newAxon(tb testing.TB, cfg axon.Config, name string, h http.Handler) *axon.Axon {
	tb.Helper()
	guard, err := wire.OpenGuard("", 0, time.Now())
	if err != nil {
		tb.Fatal(err)
	}
	cfg.Chain, cfg.Netuid = chain, netuid
	return axon.New(cfg, key(tb, name), everyone{}, guard, h, slog.New(slog.DiscardHandler))
}

// hostile runs any server in the place of an axon; x is the verified request.
func hostile(f func(w http.ResponseWriter, r *http.Request, x *wire.Exchange, k *wire.Key)) miner {
	return func(tb testing.TB, name string) gateway.Miner {
		tb.Helper()
		k := key(tb, name)
		to := wire.Addressee{Hotkey: k.Address(), Chain: chain, Netuid: netuid}
		return immortal(tb, k, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			x, err := wire.VerifyRequest(r, to, time.Now())
			if err != nil {
				tb.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, r.Body)
			f(w, r, x, k)
		}))
	}
}

// immortal is a miner that lives as long as its test.
func immortal(tb testing.TB, k *wire.Key, h http.Handler) gateway.Miner {
	tb.Helper()
	m, _ := mortal(tb, k, h)
	return m
}

// mortal is a miner that can be killed: its connections break, and its port is closed.
func mortal(tb testing.TB, k *wire.Key, h http.Handler) (m gateway.Miner, kill func()) {
	tb.Helper()
	srv := httptest.NewServer(h)
	kill = sync.OnceFunc(func() {
		_ = srv.Listener.Close()
		srv.CloseClientConnections()
		srv.Close()
	})
	tb.Cleanup(kill)
	return gateway.Miner{Hotkey: k.Address(), URL: srv.URL}, kill
}

// dead is a miner whose port is closed.
func dead(tb testing.TB, name string) gateway.Miner {
	tb.Helper()
	return gateway.Miner{Hotkey: key(tb, name).Address(), URL: "http://127.0.0.1:1"} // none that is ever given to somebody
}

// says is a model that answers with text, in one piece or word by word.
func says(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		head, err := openai.ReadHead(body)
		if err != nil {
			openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_body", err.Error())
			return
		}
		if !head.Stream {
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(openai.ChatResponse{
				ID: "x", Object: openai.ObjectChat, Model: head.Model,
				Choices: []openai.ChatChoice{{Message: openai.Message{Role: openai.RoleAssistant, Content: openai.Content(text)}, FinishReason: openai.FinishStop}},
				Usage:   &openai.Usage{PromptTokens: 1, CompletionTokens: 2, TotalTokens: 3},
			})
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		for _, word := range strings.SplitAfter(text, " ") {
			_ = openai.WriteEvent(w, piece(word))
			_ = http.NewResponseController(w).Flush()
		}
		_ = openai.WriteDone(w)
	}
}

// again is a request whose body was read, with its body.
func again(r *http.Request, body []byte) *http.Request {
	r.Body = io.NopCloser(bytes.NewReader(body))
	return r
}

// piece is an event of a stream that carries text.
func piece(text string) openai.ChatChunk {
	return openai.ChatChunk{
		ID: "x", Object: openai.ObjectChatChunk, Model: modelID,
		Choices: []openai.ChunkChoice{{Delta: openai.Delta{Content: text}}},
	}
}

// chat asks the gateway in the way of any HTTP client.
func (n *network) chat(tb testing.TB, body string) (*http.Response, string) {
	tb.Helper()
	return n.post(tb, openai.PathChat, body)
}

func (n *network) post(tb testing.TB, path, body string) (*http.Response, string) {
	tb.Helper()
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, n.url+path, strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	return send(tb, r)
}

func send(tb testing.TB, r *http.Request) (*http.Response, string) {
	tb.Helper()
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
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

// asking is the body of a request for the model that is served.
func asking(stream bool) string {
	b, _ := json.Marshal(openai.ChatRequest{
		Model: modelID, Stream: stream, Messages: []openai.Message{{Role: openai.RoleUser, Content: "a secret question"}},
	})
	return string(b)
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
