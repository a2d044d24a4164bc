package suite

import (
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
)

// testReceipts ends requests in every way, and reads what became of them.
func testReceipts(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	at := noon.Unix()
	base := books.Receipt{Begun: at, Key: d.key.ID, Name: "first", Model: "model-1", Netuid: 1}
	outcomes := []books.Outcome{
		{Cost: 7, In: 10, Out: 4, First: 30 * time.Millisecond, Took: time.Second + time.Microsecond, Miner: "tao1miner", Attempts: 2, TokensIn: 3, TokensOut: 12},
		{Cost: 7, In: 10, Out: 4, Miner: "tao1miner", Attempts: 1, TokensOut: 13},
		{In: 10, Out: 4, End: ledger.Failed, Code: "miner_failed", Miner: "tao1other", Attempts: 1},
		{Cost: 1, End: ledger.Left, Contributors: "1/2=1000000"},
	}
	want := make([]books.Receipt, 0, len(outcomes)+1)
	for i, o := range outcomes {
		id, err := d.reserve(100)
		if err == nil {
			_, err = d.Settle(t.Context(), id, o)
		}
		if err != nil {
			t.Fatal(err)
		}
		r := base
		r.ID, r.State, r.Code = id, o.End.String(), o.Code
		r.Miner, r.Contributors, r.Attempts = o.Miner, o.Contributors, o.Attempts
		r.In, r.Out, r.TokensIn, r.TokensOut, r.Cost = o.In, o.Out, o.TokensIn, o.TokensOut, o.Cost
		r.Overstated = i == 1
		if i == 0 {
			r.First, r.Took = 30, 1001
		}
		want = append([]books.Receipt{r}, want...)
	}
	d.clock.set(noon.Add(time.Second))
	if _, err := d.Reserve(t.Context(), d.request("late", 2, 9, math.MaxInt64)); err != nil {
		t.Fatal(err)
	}
	open := base
	open.ID, open.Begun, open.Model, open.Netuid, open.State = "late", at+1, "model-2", 2, "open"
	want = append([]books.Receipt{open}, want...)

	d.receipts(books.Wanted{Limit: 10}, want)
	d.receipts(books.Wanted{Limit: 10, Key: d.key.ID, Model: "model-2"}, want[:1])
	d.receipts(books.Wanted{Limit: 10, Key: "another"}, nil)
	d.receipts(books.Wanted{Limit: 10, Failed: true}, want[2:3])
	mark := books.Mark{}
	for i := range want { // one by one, over those that began in the same second
		d.receipts(books.Wanted{Limit: 1, Before: mark}, want[i:i+1])
		var err error
		if mark, err = books.ReadMark(books.Mark{Begun: want[i].Begun, ID: want[i].ID}.String()); err != nil {
			t.Fatal(err)
		}
	}
	d.receipts(books.Wanted{Limit: 1, Before: mark}, nil)
	d.oneReceipt(want[1])

	d.clock.set(noon.Add(25 * time.Hour)) // those that have ended are kept for a day
	if n, err := d.Resolve(t.Context()); err != nil || n != 1 {
		t.Errorf("released %d, %v", n, err)
	}
	open.State = "abandoned"
	d.receipts(books.Wanted{Limit: 10}, []books.Receipt{open})
}

// receipts compares a list.
func (d *desk) receipts(w books.Wanted, want []books.Receipt) {
	d.t.Helper()
	w.Channel = 1
	got, err := d.Receipts(d.t.Context(), w)
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		d.t.Errorf("%+v: %v\n%s", w, err, diff)
	}
}

// oneReceipt reads a receipt as its owner, and as somebody else.
func (d *desk) oneReceipt(want books.Receipt) {
	d.t.Helper()
	if got, err := d.Receipt(d.t.Context(), 1, d.key.ID, want.ID); err != nil || got != want {
		d.t.Errorf("%v\n%s", err, cmp.Diff(want, got))
	}
	for _, other := range []struct {
		channel uint64
		key, id string
	}{{2, "", want.ID}, {1, "another", want.ID}, {1, "", "nothing"}, {1, "", ""}} {
		if got, err := d.Receipt(d.t.Context(), other.channel, other.key, other.id); !errors.Is(err, books.ErrNoReceipt) {
			d.t.Errorf("%+v: %+v, %v", other, got, err)
		}
	}
	for _, text := range []string{"x", "7", "7-", "-7-x", "0-x"} {
		if _, err := books.ReadMark(text); err == nil {
			d.t.Error(fmt.Sprintf("%q is a mark", text))
		}
	}
}
