package suite

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

// testKeyLimits spends up to a limit, and again in the next period.
func testKeyLimits(t *testing.T, b Backend) {
	for _, c := range []struct {
		terms  ledger.Terms
		period ledger.Period
		again  time.Time // when it may spend once more, zero for never
	}{
		{ledger.Terms{Day: 1000}, ledger.Day, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)},
		{ledger.Terms{Month: 1000}, ledger.Month, time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)},
		{ledger.Terms{Total: 1000}, ledger.Total, time.Time{}},
	} {
		d := start(t, b, tao, c.terms)
		d.spend(1000, 400)
		id, err := d.reserve(600)
		if err != nil {
			t.Fatalf("%s: %v", c.period, err)
		}
		_, err = d.reserve(1)
		if e, ok := errors.AsType[*ledger.LimitError](err); !ok || e.Period != c.period || e.Spent != 1000 || !e.Until.Equal(c.again) {
			t.Errorf("%s: %#v", c.period, err)
		}
		d.want(400, 600, 1000)
		d.settle(id, 500, 500)
		d.spend(100, 100)
		d.clock.set(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC))
		if _, err = d.reserve(1000); (err == nil) == c.again.IsZero() {
			t.Errorf("%s, the next period: %v", c.period, err)
		}
		d.clock.set(time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC))
	}
}

func testRate(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{Rate: 2})
	d.clock.set(noon.Add(50 * time.Second))
	rate, err := d.Reserve(t.Context(), d.request("a", 1, 1, math.MaxInt64))
	if want := (books.Rate{Limit: 2, Left: 1, Reset: 10 * time.Second}); err != nil || rate != want {
		t.Errorf("%+v, %v, want %+v", rate, err, want)
	}
	if _, err := d.reserve(2 * tao); err == nil {
		t.Error("reserved more than there is")
	}
	if _, err := d.reserve(1); err != nil { // what was refused does not count
		t.Error(err)
	}
	_, err = d.reserve(1)
	if e, ok := errors.AsType[*ledger.RateError](err); !ok || e.After != 10*time.Second {
		t.Errorf("%#v", err)
	}
	d.clock.set(noon.Add(time.Minute))
	if _, err := d.reserve(1); err != nil {
		t.Error(err)
	}
}

func testKeys(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	terms := ledger.Terms{Name: "laptop", Models: []string{"a", "天网"}, Endpoints: []string{"/v1/x"}, Day: 1, Month: 2, Total: 3, Rate: 4, Expires: noon.Unix() + 100}
	made, secret, err := d.CreateKey(t.Context(), 1, terms)
	if err != nil || !strings.HasPrefix(string(secret), "tw-") || len(secret) != 67 {
		t.Fatal(made, err)
	}
	got, err := d.Key(t.Context(), secret)
	if diff := cmp.Diff(made, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if diff := cmp.Diff(terms, got.Terms); diff != "" {
		t.Error(diff)
	}
	if _, err := d.Key(t.Context(), secret[:66]); !errors.Is(err, ledger.ErrKeyUnknown) {
		t.Error(err)
	}
	d.clock.set(noon.Add(100 * time.Second))
	if _, err := d.Key(t.Context(), secret); !errors.Is(err, ledger.ErrKeyExpired) {
		t.Error(err)
	}
	d.clock.set(noon)
	for _, c := range []struct {
		channel uint64
		terms   ledger.Terms
		want    error
	}{{9, terms, ledger.ErrNoAccount}, {1, ledger.Terms{}, ledger.ErrKeyForm}} {
		if _, _, err := d.CreateKey(t.Context(), c.channel, c.terms); !errors.Is(err, c.want) {
			t.Error(err)
		}
	}
	if all, err := d.Keys(t.Context(), 1); err != nil || len(all) != 2 {
		t.Error(all, err)
	}
}

// testKeyEdit changes limits, and what was spent counts against the new ones.
func testKeyEdit(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{Total: 1000})
	d.spend(1000, 900)
	edit := func(f func(*ledger.Terms)) error {
		k, err := d.EditKey(t.Context(), 1, d.key.ID, func(terms ledger.Terms) (ledger.Terms, error) { f(&terms); return terms, nil })
		if err == nil && k.Spent != 900 {
			t.Errorf("%+v", k)
		}
		return err
	}
	if _, err := d.reserve(101); err == nil {
		t.Error("beyond the limit")
	}
	if err := edit(func(k *ledger.Terms) { k.Total, k.Models = 1001, []string{"a"} }); err != nil {
		t.Fatal(err)
	}
	id, err := d.reserve(101)
	if err != nil {
		t.Fatal(err)
	}
	d.settle(id, 0, 0)
	if all, err := d.Keys(t.Context(), 1); err != nil || all[0].Total != 1001 || all[0].Name != "first" || len(all[0].Models) != 1 {
		t.Errorf("%+v %v", all, err)
	}
	if err := edit(func(k *ledger.Terms) { k.Name = "" }); !errors.Is(err, ledger.ErrKeyForm) {
		t.Error(err)
	}
	if _, err := d.RevokeKey(t.Context(), 1, d.key.ID); err != nil {
		t.Fatal(err)
	}
	if err := edit(func(*ledger.Terms) {}); !errors.Is(err, ledger.ErrKeyRevoked) {
		t.Error(err)
	}
}

// testKeyEnds rotates and revokes a key.
func testKeyEnds(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	made, secret, err := d.CreateKey(t.Context(), 1, ledger.Terms{Name: "laptop"})
	if err != nil {
		t.Fatal(err)
	}
	rotated, second, err := d.RotateKey(t.Context(), 1, made.ID, time.Minute)
	if err != nil || rotated.ID != made.ID || second == secret {
		t.Fatal(rotated, err)
	}
	for _, s := range []ledger.Secret{secret, second} {
		if k, err := d.Key(t.Context(), s); err != nil || k.ID != made.ID {
			t.Error(k, err)
		}
	}
	d.clock.set(noon.Add(time.Minute))
	if _, err := d.Key(t.Context(), secret); !errors.Is(err, ledger.ErrKeyUnknown) {
		t.Errorf("the old secret: %v", err)
	}
	if _, err := d.RevokeKey(t.Context(), 2, made.ID); !errors.Is(err, ledger.ErrKeyUnknown) {
		t.Errorf("revoked through another channel: %v", err)
	}
	if k, err := d.RevokeKey(t.Context(), 1, made.ID); err != nil || k.Revoked != noon.Unix()+60 {
		t.Error(k, err)
	}
	if _, err := d.Key(t.Context(), second); !errors.Is(err, ledger.ErrKeyRevoked) {
		t.Error(err)
	}
	d.key = made
	if _, err := d.reserve(1); !errors.Is(err, ledger.ErrKeyRevoked) { // found before it was revoked
		t.Error(err)
	}
	if _, _, err := d.RotateKey(t.Context(), 1, made.ID, 0); !errors.Is(err, ledger.ErrKeyRevoked) {
		t.Error(err)
	}
}

// testChain follows what happens to a channel on the chain.
func testChain(t *testing.T, b Backend) {
	d := start(t, b, 1000, ledger.Terms{})
	d.spend(500, 500)
	open := ledger.Account{Channel: 1, Payer: "tao1payer", Deposit: 1500}
	d.sync(books.Channel{Account: open, Settled: []voucher.Spend{{Netuid: 1, Amount: 300}, {Netuid: 5, Amount: 7}}})
	d.want(500, 0, 200)
	a, _ := d.Account(t.Context(), 1)
	if a.Left() != 1000 || a.Settled() != 307 || a.Promised() != 307 || a.Unsettled() != 0 {
		t.Errorf("%+v", a)
	}
	if err := d.promise(voucher.Spend{Netuid: 1, Amount: 500}, voucher.Spend{Netuid: 5, Amount: 7}); err != nil {
		t.Error(err)
	}
	d.want(500, 0, 0)
	if a, _ := d.Account(t.Context(), 1); a.Unsettled() != 200 || a.Voucher == "" {
		t.Errorf("%+v", a)
	}
	// The payer has signed another one behind our back, which voids that voucher: it has to promise again.
	d.sync(books.Channel{Account: open, Settled: []voucher.Spend{{Netuid: 1, Amount: 300}, {Netuid: 5, Amount: 8}}})
	d.want(500, 0, 200)
	if a, _ := d.Account(t.Context(), 1); a.Unsettled() != 0 || a.Voucher != "" {
		t.Errorf("%+v", a)
	}
	if err := d.promise(voucher.Spend{Netuid: 1, Amount: 500}, voucher.Spend{Netuid: 5, Amount: 8}); err != nil {
		t.Error(err)
	}
	d.want(500, 0, 0)
	open.ClosesAt = 99
	d.sync(books.Channel{Account: open, Settled: []voucher.Spend{{Netuid: 1, Amount: 500}, {Netuid: 5, Amount: 8}}})
	if _, err := d.reserve(1); !errors.Is(err, ledger.ErrClosing) {
		t.Error(err)
	}
	if all, err := d.Accounts(t.Context()); err != nil || len(all) != 1 || all[0].ClosesAt != 99 {
		t.Error(all, err)
	}
	if err := d.Gone(t.Context(), 1); err != nil {
		t.Error(err)
	}
	if _, err := d.reserve(1); !errors.Is(err, ledger.ErrClosing) {
		t.Error(err)
	}
	if all, err := d.Accounts(t.Context()); err != nil || len(all) != 0 {
		t.Error(all, err)
	}
	// Who lost the database goes on from what is settled.
	d.sync(books.Channel{Account: ledger.Account{Channel: 2, Payer: "p", Deposit: 100}, Settled: []voucher.Spend{{Netuid: 3, Amount: 60}}})
	if a, err := d.Account(t.Context(), 2); err != nil || a.Spent != 60 || a.Open != 0 || a.Left() != 40 {
		t.Error(a, err)
	}
}

func testSubnets(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	for netuid := range uint32(voucher.MaxSpends) {
		if _, err := d.Reserve(t.Context(), d.request(fmt.Sprintf("r%d", netuid), netuid+1, 1, math.MaxInt64)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.Reserve(t.Context(), d.request("x", 100, 1, math.MaxInt64)); !errors.Is(err, ledger.ErrSubnets) {
		t.Error(err)
	}
	d.want(0, voucher.MaxSpends, voucher.MaxSpends)
}

func testUsage(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	d.spend(100, 40)
	d.spend(100, 2)
	id, _ := d.reserve(50)
	d.clock.set(noon.Add(24 * time.Hour))
	if _, err := d.Settle(t.Context(), id, books.Outcome{End: ledger.Failed, In: 5}); err != nil { // counts for the day on which it began
		t.Error(err)
	}
	if _, err := d.Reserve(t.Context(), d.request("b", 2, 9, math.MaxInt64)); err != nil {
		t.Error(err)
	}
	d.settle("b", 9, 9)
	want := []books.Usage{
		{"2026-03-31", d.key.ID, "first", "model-1", 1, 2, 1, 25, 40, 42},
		{"2026-04-01", d.key.ID, "first", "model-2", 2, 1, 0, 10, 20, 9},
	}
	got, err := d.Usage(t.Context(), 1, "", "", "")
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	got, err = d.Usage(t.Context(), 1, d.key.ID, "2026-04-01", "2026-04-01")
	if diff := cmp.Diff(want[1:], got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if got, err = d.Usage(t.Context(), 1, "other", "", ""); err != nil || len(got) != 0 {
		t.Error(got, err)
	}
}

// testPace keeps how soon answers began, to a tenth.
func testPace(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	for i, first := range []time.Duration{0, time.Microsecond, 40 * time.Millisecond, 50 * time.Millisecond, 60 * time.Second} {
		id, err := d.reserve(1)
		if err == nil {
			_, err = d.Settle(t.Context(), id, books.Outcome{First: first})
		}
		if err != nil {
			t.Fatal(i, err)
		}
	}
	id, _ := d.reserve(1)
	if _, err := d.Settle(t.Context(), id, books.Outcome{First: time.Hour, End: ledger.Failed}); err != nil { // no answer
		t.Fatal(err)
	}
	if p, err := d.Pace(t.Context(), 1, d.key.ID, "", ""); err != nil || p.Answers != 4 || p.Median < 36 || p.Median > 44 {
		t.Errorf("%+v %v", p, err)
	}
	if p, err := d.Pace(t.Context(), 1, "", "2026-04-01", ""); err != nil || p != (books.Pace{}) {
		t.Errorf("%+v %v", p, err)
	}
}

// testResolve releases what dead processes left behind.
func testResolve(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	id, err := d.reserve(500)
	if err != nil {
		t.Fatal(err)
	}
	other := d.open("other") // somebody else, while this one lives
	defer other.Close()
	d.want(0, 500, 500)
	if _, err := other.Reserve(t.Context(), d.request("o", 1, 300, math.MaxInt64)); err != nil {
		t.Fatal(err)
	}
	d.want(0, 800, 800)

	next := d.open("main") // the same once more: the first must be dead
	d.want(0, 300, 300)
	if _, err := d.Settle(t.Context(), id, books.Outcome{Cost: 100}); !errors.Is(err, ledger.ErrReleased) {
		t.Errorf("settled after it was released: %v", err)
	}
	if err := d.Beat(t.Context()); !errors.Is(err, books.ErrReplaced) {
		t.Errorf("the first goes on: %v", err)
	}
	if err := next.Beat(t.Context()); err != nil {
		t.Error(err)
	}

	d.clock.set(noon.Add(25 * time.Second))
	if n, err := next.Resolve(t.Context()); n != 0 || err != nil {
		t.Error(n, err)
	}
	d.clock.set(noon.Add(31 * time.Second)) // the other was not heard of
	if n, err := next.Resolve(t.Context()); n != 1 || err != nil {
		t.Error(n, err)
	}
	d.want(0, 0, 0)

	if err := d.Close(); err != nil {
		t.Error(err)
	}
	d.Books = next
	d.spend(9, 9)
	d.clock.set(noon.Add(48 * time.Hour))
	if _, err := next.Resolve(t.Context()); err != nil {
		t.Error(err)
	}
	if _, err := next.Settle(t.Context(), id, books.Outcome{}); !errors.Is(err, ledger.ErrNoReservation) {
		t.Errorf("kept for ever: %v", err)
	}
	d.want(9, 0, 9)
}

func testNonce(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	until := noon.Add(time.Minute)
	if err := d.Once(t.Context(), "n", until); err != nil {
		t.Error(err)
	}
	if err := d.Once(t.Context(), "n", until); !errors.Is(err, books.ErrReplay) {
		t.Error(err)
	}
	if err := d.Once(t.Context(), "m", until); err != nil {
		t.Error(err)
	}
}

func testOwner(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	if err := d.Own(context.Background(), "suite-1", "tao1gateway"); err != nil {
		t.Error(err)
	}
	for _, c := range [][2]string{{"suite-2", "tao1gateway"}, {"suite-1", "tao1other"}} {
		if err := d.Own(t.Context(), c[0], c[1]); !errors.Is(err, books.ErrOwner) {
			t.Errorf("%v: %v", c, err)
		}
	}
}
