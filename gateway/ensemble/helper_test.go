package ensemble_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/gateway/rest"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/lm"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const chain = "tianwang-test-1"

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

// seat is a miner of a subnet: a model behind a real axon on loopback.
type seat struct {
	name  string
	model http.Handler
	since uint64
}

// subnet opens a subnet whose miners are best first.
func subnet(tb testing.TB, netuid uint32, model string, seats ...seat) gateway.Subnet {
	tb.Helper()
	s := gateway.Subnet{Netuid: netuid, Model: model, Task: model, Title: model}
	for i, one := range seats {
		guard, err := wire.OpenGuard("", 0, time.Now())
		if err != nil {
			tb.Fatal(err)
		}
		k := key(tb, one.name)
		a := axon.New(axon.Config{Chain: chain, Netuid: netuid}, k, everyone{}, guard, one.model, slog.New(slog.DiscardHandler))
		srv := httptest.NewServer(a)
		tb.Cleanup(func() {
			srv.CloseClientConnections()
			srv.Close()
		})
		s.Miners = append(s.Miners, gateway.Miner{
			UID: uint32(i), Hotkey: k.Address(), URL: srv.URL, Incentive: uint32(1000 - i), Registered: one.since,
		})
	}
	return s
}

// network is a gateway with composed models, all of it real.
type network struct {
	ensemble *ensemble.Ensemble
	book     *health.Book
	url      string
}

func run(tb testing.TB, models []ensemble.Model, market ...gateway.Subnet) *network {
	tb.Helper()
	d := dendrite.New(dendrite.Config{Chain: chain, AllowPrivate: true}, key(tb, "gateway"))
	log := slog.New(slog.DiscardHandler)
	book := health.New(nil)
	router := gateway.New(gateway.Config{}, stall(market), d, book, log)
	e, err := ensemble.New(models, router, stall(market), d, book, log, nil)
	if err != nil {
		tb.Fatal(err)
	}
	srv := httptest.NewUnstartedServer(nil)
	srv.Config = rest.NewServer(rest.New(rest.Config{Ensemble: e}, router, log), log)
	srv.Start()
	tb.Cleanup(func() {
		srv.CloseClientConnections()
		srv.Close()
		d.Close()
	})
	return &network{e, book, srv.URL}
}

// post asks the gateway in the way of any HTTP client.
func (n *network) post(tb testing.TB, path string, body any) (*http.Response, string) {
	tb.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		tb.Fatal(err)
	}
	r, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, n.url+path, strings.NewReader(string(b)))
	if err != nil {
		tb.Fatal(err)
	}
	resp, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(r)
	if err != nil {
		tb.Fatal(err)
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		tb.Fatal(err)
	}
	return resp, string(answer)
}

// composed is an answer as a client reads it.
type composed struct {
	openai.ChatResponse
	Tianwang struct {
		Composition  ensemble.Kind          `json:"composition"`
		Contributors []ensemble.Contributor `json:"contributors"`
	} `json:"tianwang"`
}

// chat asks a model and wants an answer.
func (n *network) chat(tb testing.TB, model, message string) (composed, *http.Response) {
	tb.Helper()
	limit := 40
	resp, body := n.post(tb, openai.PathChat, openai.ChatRequest{
		Model: model, MaxTokens: &limit, Messages: []openai.Message{{Role: openai.RoleUser, Content: openai.Content(message)}},
	})
	var c composed
	if err := json.Unmarshal([]byte(body), &c); err != nil || resp.StatusCode != http.StatusOK || len(c.Choices) != 1 {
		tb.Fatalf("status %d, %s", resp.StatusCode, body)
	}
	sum := uint64(0)
	for _, one := range c.Tianwang.Contributors {
		sum += one.Share
	}
	if sum != 1_000_000 {
		tb.Errorf("shares add up to %d: %+v", sum, c.Tianwang.Contributors)
	}
	return c, resp
}

func (c composed) text() string { return string(c.Choices[0].Message.Content) }

// bytesModel serves a model of bytes that learned a little.
func bytesModel(tb testing.TB, id string, d lm.Domain) http.Handler {
	tb.Helper()
	text := lm.TrainingText(d)
	kn, err := lm.TrainKN(tb.Context(), text[:min(len(text), 600_000)], 5, func(float64) {})
	if err != nil {
		tb.Fatal(err)
	}
	return lm.Handler(id, kn)
}

// trained serves a model that has learned.
func trained(tb testing.TB, m task.Model) http.Handler {
	tb.Helper()
	if err := m.Train(tb.Context(), func(float64) {}); err != nil {
		tb.Fatal(err)
	}
	return m.Handler()
}
