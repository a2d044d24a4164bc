package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

// stepping is a clock that goes on by a millisecond whenever somebody looks at it, on one day.
func stepping() func() time.Time {
	var looks atomic.Int64
	return func() time.Time {
		return time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC).Add(time.Duration(looks.Add(1)) * time.Millisecond)
	}
}

// about asks for one model.
func (n *network) about(t *testing.T, id string) model {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, n.url+openai.PathModels+"/"+url.PathEscape(id), nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, body := send(t, r)
	var m model
	if err := json.Unmarshal([]byte(body), &m); err != nil || resp.StatusCode != http.StatusOK || m.ID != id {
		t.Fatalf("%s: %d %s %v", id, resp.StatusCode, body, err)
	}
	return m
}

// wantDay wants a model to have had so many requests, all of them on one day, or none at all.
func (n *network) wantDay(t *testing.T, what, id string, asked, answered uint64) {
	t.Helper()
	var got []health.Day
	if m := n.about(t, id); m.Stats != nil {
		got = m.Stats.Days
	}
	if asked == 0 && len(got) == 0 {
		return
	}
	if want := []health.Day{{Day: "2026-11-27", Asked: asked, Answered: answered}}; !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %s: %v, want %v", what, id, got, want)
	}
}

// TestDays_Outcomes counts requests as users saw them: one each, whoever had to take over, and none that was wrong itself.
func TestDays_Outcomes(t *testing.T) {
	t.Parallel()
	good, down := honest(says("hola"))(t, "a"), dead(t, "b")
	picky := honest(func(w http.ResponseWriter, _ *http.Request) {
		openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "context_length_exceeded", "too long")
	})(t, "c")
	breaks := honest(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		_ = openai.WriteEvent(w, piece("uno"))
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	})(t, "d")
	down.Incentive, good.Incentive = 2, 1
	n := subnet{}.open(t, Config{Now: stepping()}, dendrite.Config{}, stall{
		{Netuid: netuid, Model: modelID, Miners: []gateway.Miner{down, good}},
		{Netuid: 8, Model: "empty"},
		{Netuid: netuid, Model: "picky", Miners: []gateway.Miner{picky}},
		{Netuid: netuid, Model: "breaks", Miners: []gateway.Miner{breaks}},
	})
	of := func(model string, stream bool) string {
		return strings.Replace(asking(stream), fmt.Sprintf("%q", modelID), fmt.Sprintf("%q", model), 1)
	}
	narrow := func(market string) string {
		return `{"market":` + market + "," + strings.TrimPrefix(asking(false), "{")
	}
	var asked, answered uint64
	for _, c := range []struct {
		name, path, model, body string
		status                  int
		counts, good            uint64
	}{
		{"another miner took over", openai.PathChat, modelID, asking(false), 200, 1, 1},
		{"a stream", openai.PathChat, modelID, asking(true), 200, 1, 1},
		{"by subnet", PathTasks + "7", modelID, asking(false), 200, 1, 1},
		{"some miners first", openai.PathChat, modelID, narrow(`{"only":["` + good.Hotkey + `"]}`), 200, 1, 1},
		{"no body", openai.PathChat, modelID, "", 400, 0, 0},
		{"a wrong parameter", openai.PathChat, modelID, strings.Replace(asking(false), "{", `{"market":7,`, 1), 400, 0, 0},
		{"no such model", openai.PathChat, modelID, of("x", false), 404, 0, 0},
		{"too large", openai.PathChat, modelID, of(strings.Repeat("x", 1<<20), false), 413, 0, 0},
		{"none but a miner that is gone", openai.PathChat, modelID, narrow(`{"only":["` + down.Hotkey + `"],"allow_fallbacks":false}`), 503, 0, 0},
		{"without a miner", openai.PathChat, modelID, narrow(`{"ignore":["` + good.Hotkey + `"]}`), 503, 0, 0},
		{"nobody serves it", openai.PathChat, "empty", of("empty", true), 503, 1, 0},
		{"the model refuses", openai.PathChat, "picky", of("picky", false), 400, 0, 0},
		{"the model refuses a stream", openai.PathChat, "picky", of("picky", true), 400, 0, 0},
		{"a stream that breaks", openai.PathChat, "breaks", of("breaks", true), 200, 1, 0},
	} {
		if resp, body := n.post(t, c.path, c.body); resp.StatusCode != c.status {
			t.Errorf("%s: %d %.200s", c.name, resp.StatusCode, body)
		}
		if c.model == modelID {
			asked, answered = asked+c.counts, answered+c.good
			n.wantDay(t, c.name, c.model, asked, answered)
		} else {
			n.wantDay(t, c.name, c.model, c.counts, c.good)
		}
	}
	if asked != 4 {
		t.Errorf("%d requests counted", asked)
	}
}

// TestDays_SameName: a subnet that is not asked by its name does not count for the model of that name.
func TestDays_SameName(t *testing.T) {
	t.Parallel()
	n := subnet{}.open(t, Config{Now: stepping()}, dendrite.Config{}, stall{
		{Netuid: 6, Model: modelID}, {Netuid: netuid, Model: modelID, Miners: []gateway.Miner{honest(says("hola"))(t, "a")}},
	})
	if resp, body := n.post(t, PathTasks+"7", asking(false)); resp.StatusCode != http.StatusOK {
		t.Errorf("%d %s", resp.StatusCode, body)
	}
	n.wantDay(t, "by subnet", modelID, 0, 0)
	if resp, _ := n.chat(t, asking(false)); resp.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("by name: %d", resp.StatusCode)
	}
	n.wantDay(t, "by name", modelID, 1, 0)
}

// TestDays_ClientLeaves: who did not wait says nothing of the model, before the first byte and after.
func TestDays_ClientLeaves(t *testing.T) {
	t.Parallel()
	for _, begun := range []bool{false, true} {
		started := make(chan struct{})
		n := run(t, Config{Now: stepping()}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
			if begun {
				w.Header().Set("Content-Type", "text/event-stream")
				_ = openai.WriteEvent(w, piece("uno"))
				_ = http.NewResponseController(w).Flush()
			}
			close(started)
			<-r.Context().Done()
		}))
		ctx, cancel := context.WithCancel(t.Context())
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, n.url+openai.PathChat, strings.NewReader(asking(true)))
		if err != nil {
			t.Fatal(err)
		}
		tr := &http.Transport{DisableKeepAlives: true}
		if begun {
			resp, err := tr.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			<-started
			cancel()
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		} else {
			go func() { <-started; cancel() }()
			if resp, err := tr.RoundTrip(r); err == nil {
				resp.Body.Close()
				t.Error("answered")
			}
		}
		for !strings.Contains(n.logs.String(), "client left") {
			runtime.Gosched() // the handler is about to end
		}
		n.wantDay(t, fmt.Sprintf("begun %v", begun), modelID, 0, 0)
	}
}

// TestDays_Composed counts a composed model like any other, and its parts not at all: nobody asked for them. How soon and
// how fast it answers is known too.
func TestDays_Composed(t *testing.T) {
	t.Parallel()
	words := says("uno dos tres cuatro cinco seis siete ocho nueve diez")
	market := stall{{Netuid: netuid, Model: modelID, Miners: []gateway.Miner{honest(words)(t, "a")}}, {Netuid: 8, Model: "empty"}}
	d := dendrite.New(dendrite.Config{Chain: chain, AllowPrivate: true}, key(t, "gateway"))
	t.Cleanup(d.Close)
	book, log := health.New(nil), slog.New(slog.DiscardHandler)
	models := []ensemble.Model{
		{ID: "pipe:x,y", Kind: ensemble.Pipeline, Of: []string{modelID, modelID}}, {ID: "pipe:no", Kind: ensemble.Pipeline, Of: []string{modelID, "empty"}},
	}
	e, err := ensemble.New(models, gateway.New(gateway.Config{}, market, d, book, log), market, d, book, log, nil)
	if err != nil {
		t.Fatal(err)
	}
	n := subnet{}.open(t, Config{Now: stepping(), Ensemble: e}, dendrite.Config{}, market)
	for i, c := range []struct {
		model  string
		stream bool
		status int
	}{{"pipe:x,y", false, 200}, {"pipe:x,y", true, 200}, {"pipe:no", false, 503}, {"pipe:no", true, 503}} {
		body := strings.Replace(asking(c.stream), fmt.Sprintf("%q", modelID), fmt.Sprintf("%q", c.model), 1)
		if resp, body := n.chat(t, body); resp.StatusCode != c.status {
			t.Errorf("%d: %d %s", i, resp.StatusCode, body)
		}
	}
	n.wantDay(t, "composed", "pipe:x,y", 2, 2)
	n.wantDay(t, "composed, and not served", "pipe:no", 2, 0)
	n.wantDay(t, "a part", modelID, 0, 0)
	if s := n.about(t, "pipe:x,y").Stats; s.Answers != 1 || s.FirstP50 < 1 || s.Streams != 1 || s.PiecesP50 <= 0 {
		t.Errorf("%+v", s)
	}
	if s := n.about(t, "pipe:no").Stats; s.Answers != 0 || s.FirstP50 != 0 || s.Streams != 0 {
		t.Errorf("never answered: %+v", s)
	}
}

// TestModel_Pace: by a clock of one millisecond a look, ten pieces come a millisecond apart, and what is too short says nothing.
func TestModel_Pace(t *testing.T) {
	t.Parallel()
	var words atomic.Int64
	n := run(t, Config{Now: stepping()}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
		says(strings.Repeat("uno ", int(words.Load())-1))(w, r)
	}))
	for _, c := range []struct{ words, streams int }{{minPieces - 1, 0}, {10, 1}, {10, 2}} {
		words.Store(int64(c.words))
		if resp, body := n.chat(t, asking(true)); resp.StatusCode != http.StatusOK {
			t.Fatalf("%d %s", resp.StatusCode, body)
		}
		m := n.about(t, modelID)
		if m.Stats.Streams != c.streams || (c.streams > 0) != (m.Stats.PiecesP50 > 0) || m.MaxRequest != 1<<20 {
			t.Errorf("%d words: %+v %+v", c.words, m, m.Stats)
		}
	}
}

// TestModel_ListHasNoDays: the list has the figures of all models, without the days of each.
func TestModel_ListHasNoDays(t *testing.T) {
	t.Parallel()
	n := run(t, Config{Now: stepping(), MaxBody: 4096}, dendrite.Config{}, honest(says("x")))
	if resp, body := n.chat(t, asking(false)); resp.StatusCode != http.StatusOK {
		t.Fatalf("%d %s", resp.StatusCode, body)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, n.url+openai.PathModels, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, body := send(t, r)
	if !strings.Contains(body, `"max_request_bytes":4096`) || !strings.Contains(body, `"answers":1`) || strings.Contains(body, `"days"`) {
		t.Error(body)
	}
	n.wantDay(t, "one", modelID, 1, 1)
}
