package gateway

import (
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway/health"
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
		best, _ := r.choose(subnet)
		for _, m := range best {
			sb.WriteString(m.Hotkey)
		}
		return sb.String()
	}
	if got := order(); got != "bcaef" {
		t.Errorf("order %s", got)
	}
	book.Failed("b")
	if got := order(); got != "caef" {
		t.Errorf("with b in quarantine: %s", got)
	}
	if _, again := r.choose(subnet); !again.Equal(now.Add(5 * time.Second)) {
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

func TestForm(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		body         string
		whole, chunk bool
	}{
		{`{"choices":[{}]}`, true, true},
		{`{"choices":[{}],"error":null}`, true, true},
		{`{"choices":[]}`, false, true},
		{`{"choices":null}`, false, false},
		{`{"choices":{}}`, false, false},
		{`{"choices":[{}],"error":{"message":"x"}}`, false, false},
		{`{}`, false, false},
		{`[]`, false, false},
		{`null`, false, false},
		{`1`, false, false},
	} {
		if err := wholeAnswer([]byte(c.body)); (err == nil) != c.whole {
			t.Errorf("whole %s: %v", c.body, err)
		}
		if err := chunk([]byte(c.body)); (err == nil) != c.chunk {
			t.Errorf("chunk %s: %v", c.body, err)
		}
	}
}
