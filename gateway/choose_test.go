package gateway

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/openai"
)

// stall is a Market with fixed content.
type stall []Subnet

func (s stall) Subnets() []Subnet { return s }

func newRouter(market Market, book *health.Book) *Router {
	return New(Config{}, market, nil, book, slog.New(slog.DiscardHandler))
}

func TestChoose(t *testing.T) {
	t.Parallel()
	subnet := Subnet{Netuid: 1, Model: "m", Miners: []Miner{
		{UID: 0, Hotkey: "a", URL: "x", Incentive: 100},
		{UID: 1, Hotkey: "b", URL: "x", Incentive: 300},
		{UID: 2, Hotkey: "c", URL: "x", Incentive: 200},
		{UID: 3, Hotkey: "d", URL: "", Incentive: 900},
		{UID: 4, Hotkey: "e", URL: "x", Incentive: 0},
		{UID: 5, Hotkey: "f", URL: "x", Incentive: 0},
	}}
	now := time.Unix(1e9, 0)
	book := health.New(func() time.Time { return now })
	r := newRouter(stall{subnet}, book)
	order := func() string {
		var sb strings.Builder
		asked := map[string]bool{}
		for {
			m, found, _ := r.choose(subnet, health.Streamed, asked)
			if !found {
				return sb.String()
			}
			asked[m.Hotkey] = true
			sb.WriteString(m.Hotkey)
		}
	}
	if got := order(); got != "bcaef" {
		t.Errorf("order %s", got)
	}
	book.Failed("b")
	if got := order(); got != "caef" {
		t.Errorf("with b in quarantine: %s", got)
	}
	everybodyElse := map[string]bool{"a": true, "c": true, "e": true, "f": true}
	if _, found, again := r.choose(subnet, health.Streamed, everybodyElse); found || !again.Equal(now.Add(5*time.Second)) {
		t.Errorf("b may be asked again at %s", again)
	}
	book.Failed("b")
	book.Failed("b") // 300 × 0.512 is less than 200
	book.Failed("e")
	now = book.Until("b")
	if got := order(); got != "cbafe" {
		t.Errorf("after the quarantine: %s", got)
	}
	now = now.Add(time.Hour)
	if got := order(); got != "bcafe" {
		t.Errorf("an hour later: %s", got)
	}
}

func TestModels_OneOfEachID(t *testing.T) {
	t.Parallel()
	r := newRouter(stall{{Netuid: 9, Model: "m"}, {Netuid: 2, Model: "m"}, {Netuid: 5, Model: "n"}, {Netuid: 1}}, health.New(nil))
	got := r.Models()
	if len(got) != 2 || got[0].Netuid != 2 || got[1].Netuid != 5 {
		t.Errorf("%+v", got)
	}
	if s, err := r.Model("m"); err != nil || s.Netuid != 2 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := r.Model("x"); !errors.Is(err, ErrUnknownModel) {
		t.Errorf("%v", err)
	}
}

// TestChoose_Pace orders miners by how soon they begin, as far as people notice, and by what they do already.
func TestChoose_Pace(t *testing.T) {
	t.Parallel()
	now := time.Unix(1e9, 0)
	book := health.New(func() time.Time { return now })
	subnet := Subnet{Netuid: 1, Model: "m", Miners: []Miner{
		{UID: 0, Hotkey: "slow", URL: "x", Incentive: 300},
		{UID: 1, Hotkey: "fast", URL: "x", Incentive: 200},
	}}
	r := newRouter(stall{subnet}, book)
	best := func(k health.Kind) string {
		m, _, _ := r.choose(subnet, k, nil)
		return m.Hotkey
	}
	book.Began("slow", health.Streamed, 30*time.Millisecond)
	book.Began("fast", health.Streamed, time.Millisecond)
	if got := best(health.Streamed); got != "slow" {
		t.Errorf("29 ms decide: %s", got)
	}
	for range 20 {
		book.Began("slow", health.Streamed, 2*time.Second)
	}
	if got := best(health.Streamed); got != "fast" {
		t.Errorf("2 s do not decide: %s", got)
	}
	if got := best(health.Whole); got != "slow" {
		t.Errorf("streams decide about whole answers: %s", got)
	}
	var ends []func()
	for range 40 {
		ends = append(ends, book.Begin("fast"))
	}
	if got := best(health.Streamed); got != "slow" {
		t.Errorf("40 requests at once do not decide: %s", got)
	}
	for _, end := range ends {
		end()
	}
	now = now.Add(2 * time.Hour)
	if got := best(health.Streamed); got != "slow" {
		t.Errorf("hours later: %s", got)
	}
}

func TestSwitch(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "off.json")
	s, err := OpenSwitch(path)
	if err != nil {
		t.Fatal(err)
	}
	r := New(Config{Switch: s}, stall{{Netuid: 1, Model: "m"}, {Netuid: 2, Model: "n"}}, nil, health.New(nil), slog.New(slog.DiscardHandler))
	if err := s.Set("m", true); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Model("m"); !errors.Is(err, ErrModelDisabled) {
		t.Errorf("by name: %v", err)
	}
	if _, err := r.Subnet(1); !errors.Is(err, ErrModelDisabled) {
		t.Errorf("by netuid: %v", err)
	}
	if got := r.Models(); len(got) != 1 || got[0].Model != "n" {
		t.Errorf("%+v", got)
	}
	again, err := OpenSwitch(path)
	if err != nil || !again.IsOff("m") || len(again.Off()) != 1 {
		t.Errorf("after a restart: %v, %v", again.Off(), err)
	}
	if err := s.Set("m", false); err != nil || s.IsOff("m") {
		t.Errorf("on again: %v", err)
	}
	if err := s.Set("", true); err == nil {
		t.Error("a model without an id is off")
	}
	if err := again.Reload(); err != nil || again.IsOff("m") {
		t.Errorf("what another process wrote: %v", err)
	}
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := s.Reload(); err == nil {
		t.Error("half a file was read")
	}
	if _, err := OpenSwitch(path); err == nil || !strings.Contains(err.Error(), "remove the file") {
		t.Errorf("half a file: %v", err)
	}
	lost := &Switch{path: filepath.Join(t.TempDir(), "no", "such", "folder"), off: map[string]bool{}}
	if err := lost.Set("m", true); err == nil || lost.IsOff("m") {
		t.Errorf("what cannot be kept happened: %v", err)
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	const chat, embed = openai.PathChat, openai.PathEmbeddings
	for _, c := range []struct {
		body                 string
		whole, vector, chunk bool
	}{
		{`{"choices":[{}]}`, true, false, true},
		{`{"choices":[{}],"error":null}`, true, false, true},
		{`{"choices":[]}`, false, false, true},
		{`{"choices":null}`, false, false, false},
		{`{"choices":{}}`, false, false, false},
		{`{"choices":[{}],"error":{"message":"x"}}`, false, false, false},
		{`{"data":[{}]}`, false, true, false},
		{`{"data":[]}`, false, false, false},
		{`{"data":[{}],"error":{"message":"x"}}`, false, false, false},
		{`{}`, false, false, false},
		{`[]`, false, false, false},
		{`null`, false, false, false},
		{`1`, false, false, false},
		{`{"choices":[{}],"model":"a","model":"b"}`, false, false, false},
		{`{"choices":[{}],"MODEL":"b"}`, false, false, false},
		{`{"choices":[{}],"model":{"x":1}}`, false, false, false},
	} {
		if _, err := wholeAnswer(chat, "m", []byte(c.body)); (err == nil) != c.whole {
			t.Errorf("whole %s: %v", c.body, err)
		}
		if _, err := wholeAnswer(embed, "m", []byte(c.body)); (err == nil) != c.vector {
			t.Errorf("embedding %s: %v", c.body, err)
		}
		if _, err := chunk("m", []byte(c.body)); (err == nil) != c.chunk {
			t.Errorf("chunk %s: %v", c.body, err)
		}
	}
}

// TestForm_Model gives answers the name by which the user asked, whatever a miner calls itself.
func TestForm_Model(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ said, want string }{
		{`{"model":"m","choices":[{"x": 1.50}]}`, `{"model":"m","choices":[{"x": 1.50}]}`},
		{` {"choices":[{"model":"gpt"}], "model" : "gpt" }`, ` {"choices":[{"model":"gpt"}], "model" : "m" }`},
		{` {"choices":[{}]}`, ` {"model":"m","choices":[{}]}`},
		{`{"model":null,"choices":[{}]}`, `{"model":"m","choices":[{}]}`},
	} {
		got, err := chunk("m", []byte(c.said))
		if err != nil || string(got) != c.want {
			t.Errorf("%s: %s, %v", c.said, got, err)
		}
	}
}
