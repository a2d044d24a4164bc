package validator

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/score"
	"github.com/tianwang-net/tianwang/task"
)

// same is a task for which there is one right answer: the hash of what was asked.
type same struct{}

func (same) Info() task.Info { return task.Info{Name: "same", Version: 1} }
func (same) Burst() int      { return 4 }

func (same) Challenge(seed [32]byte) (task.Challenge, error) {
	body := fmt.Appendf(nil, `{"prompt":"%x"}`, seed)
	sum := sha256.Sum256(body)
	return task.Challenge{Request: task.Request{Path: openai.PathCompletions, Body: body}, Truth: hex.EncodeToString(sum[:])}, nil
}

func (same) Score(c task.Challenge, answers []task.Answer) []float64 {
	out := make([]float64, len(answers))
	for i, a := range answers {
		if strings.Contains(string(a.Body), c.Truth.(string)) { //nolint:forcetypeassert // made above
			out[i] = 1
		}
	}
	return out
}

// machine answers one question after the other, each in the time it takes.
type machine struct {
	takes time.Duration
	busy  chan struct{}
}

func newMachine(takes time.Duration) *machine { return &machine{takes, make(chan struct{}, 1)} }

func (m *machine) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	m.busy <- struct{}{}
	defer func() { <-m.busy }()
	<-time.After(m.takes)
	sum := sha256.Sum256(body)
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]string{"answer": hex.EncodeToString(sum[:])})
}

// cached answers at once, and as if it were asked the same every time.
var cached = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = io.WriteString(w, `{"answer":"as always"}`)
})

// lazy works on all questions but every fourth, which it answers at once and wrongly.
type lazy struct {
	works http.Handler
	asked atomic.Int64
}

func (l *lazy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if l.asked.Add(1)%4 == 0 {
		cached(w, r)
		return
	}
	l.works.ServeHTTP(w, r)
}

func wireKey(t *testing.T, name string) *wire.Key {
	t.Helper()
	private := sha256.Sum256([]byte(name))
	k, err := wire.NewKey(private[:])
	if err != nil {
		t.Fatal(err)
	}
	return k
}

type everybody struct{}

func (everybody) Caller(context.Context, uint32, string) (axon.Caller, error) {
	return axon.Caller{Registered: true}, nil
}

// street serves each machine behind an axon of its own, as neurons of subnet 1.
func street(t *testing.T, machines []http.Handler) *neuron.Metagraph {
	t.Helper()
	g := &neuron.Metagraph{}
	for i, m := range machines {
		guard, err := wire.OpenGuard("", 0, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		key := wireKey(t, fmt.Sprintf("miner %d", i))
		srv := httptest.NewServer(axon.New(axon.Config{Chain: "test-1", Netuid: 1}, key, everybody{}, guard, m, slog.New(slog.DiscardHandler)))
		t.Cleanup(srv.Close)
		host, port, _ := strings.Cut(strings.TrimPrefix(srv.URL, "http://"), ":")
		at := uint32(0)
		if _, err := fmt.Sscan(port, &at); err != nil {
			t.Fatal(err)
		}
		g.Neurons = append(g.Neurons, epochv1.NeuronState{
			Uid: uint32(i), Hotkey: key.Address(), // #nosec G115 -- few
			Axon: &subnetv1.Axon{Host: host, Port: at, Protocol: "http"},
		})
	}
	return g
}

// TestMeasure_FindsRelays (threats A21) measures thirteen miners behind real axons: six with a machine each, six that hand
// everything on to one machine, and one that answers at once and wrongly. The six are found and nobody else, together they
// are worth no more than one, and who answers wrongly is worth nothing, however fast.
func TestMeasure_FindsRelays(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it measures times, which say little under the race detector")
	}
	const takes, alone, doors = 25 * time.Millisecond, 6, 6
	var machines []http.Handler
	for range alone {
		machines = append(machines, newMachine(takes))
	}
	shared := newMachine(takes)
	machines = append(machines, slices.Repeat([]http.Handler{shared}, doors)...)
	machines = append(machines, cached)
	g := street(t, machines)
	var said bytes.Buffer
	v := judging(t, &said)
	v.dendrite = dendrite.New(dendrite.Config{Chain: "test-1", AllowPrivate: true}, wireKey(t, "judge"))
	t.Cleanup(v.dendrite.Close)
	v.cfg.Private = true
	scores := map[uint32]float64{}
	for _, n := range g.Neurons {
		scores[n.Uid] = 1
	}
	v.state.Miners = learn(nil, g, scores, 0)
	for range trialsJudged + 2 {
		g.Height += 10
		if err := v.measureIfDue(t.Context(), same{}, g, scores, [32]byte{byte(g.Height)}, 10); err != nil {
			t.Fatal(err)
		}
	}
	worth := v.withCapacity(average(v.state.Miners, g), v.state.Miners, g)
	t.Logf("worth %.3f", worth)
	found := score.Shared(rounds(v.state.Miners, g), trialsJudged)
	if want := []int{6, 7, 8, 9, 10, 11}; !slices.Equal(found, want) {
		t.Errorf("%v share a machine, want %v", found, want)
	}
	if !strings.Contains(said.String(), "seem to share a machine") {
		t.Errorf("nobody is told: %s", said.String())
	}
	paid := sharpen(worth, task.Sharpness)
	honest, relays := 0.0, 0.0
	for i, p := range paid[:alone+doors] {
		if i < alone {
			honest += p / alone
		} else {
			relays += p
		}
	}
	if relays > 1.1*honest {
		t.Errorf("the doors of one machine earn %.3f together, an honest miner %.3f", relays, honest)
	}
	if last := paid[len(paid)-1]; last != 0 {
		t.Errorf("who answers wrongly earns %g", last)
	}
}

// TestMeasureIfDue: who answers wrongly is not measured, who answers one question of a burst wrongly can do nothing, what is remembered is bounded, belongs to who holds the slot, and is
// on disk.
func TestMeasureIfDue(t *testing.T) {
	t.Parallel()
	g := street(t, []http.Handler{newMachine(0), newMachine(0), &lazy{works: newMachine(0)}})
	v := judging(t, new(bytes.Buffer))
	v.dendrite = dendrite.New(dendrite.Config{Chain: "test-1", AllowPrivate: true}, wireKey(t, "judge"))
	t.Cleanup(v.dendrite.Close)
	v.cfg.Private = true
	scores := map[uint32]float64{0: 1, 1: 0, 2: 1}
	v.state.Miners = learn(nil, g, scores, 0)
	for g.Height = 1; g.Height < 3*trialsKept; g.Height++ {
		if err := v.measureIfDue(t.Context(), same{}, g, scores, [32]byte{byte(g.Height)}, 2); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := load(v.cfg.File, "test-1", 1, "judge")
	if err != nil {
		t.Fatal(err)
	}
	first, second := kept.Miners[0].Trials, kept.Miners[1].Trials
	if len(first) != trialsKept || first[0].Together <= 0 || first[0].Alone <= 0 {
		t.Errorf("of the first is known: %v", first)
	}
	if len(second) != trialsKept || second[0] != (trial{Alone: missing, Together: failed}) {
		t.Errorf("of the second is known: %v", second)
	}
	if third := kept.Miners[2].Trials; len(third) != trialsKept || third[0] != (trial{Alone: failed, Together: failed}) {
		t.Errorf("of the third is known: %v", third)
	}
	if got := v.withCapacity([]float64{1, 1, 1}, kept.Miners, g); got[0] != 1 || got[1] != 0 || got[2] != 0 {
		t.Errorf("worth %v", got)
	}
	g.Neurons[0].RegisteredAt++
	if got := v.withCapacity([]float64{1, 1, 1}, kept.Miners, g); got[0] != 0 {
		t.Errorf("who takes over a slot inherits what its holder could do: %v", got)
	}
}
