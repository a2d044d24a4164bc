package suite

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

// composed is a request that some subnets may be paid for.
func (d *desk) composed(id string, amount, credit uint64, netuids ...uint32) books.Request {
	return books.Request{ID: id, Key: d.key, Netuids: netuids, Model: "mix", Amount: amount, Credit: credit}
}

// testComposed divides costs among subnets, and promises of one do not cover another.
func testComposed(t *testing.T, b Backend) {
	d := start(t, b, 1000, ledger.Terms{})
	if _, err := d.Reserve(t.Context(), d.composed("a", 100, 200, 1, 2)); err != nil {
		t.Fatal(err)
	}
	d.want(0, 100, 200) // either may get all of it
	for _, parts := range [][]voucher.Spend{{{Netuid: 3, Amount: 70}}, {{Netuid: 1, Amount: 69}}, {{Netuid: 1, Amount: 70}, {Netuid: 2, Amount: 1}}} {
		if _, err := d.Settle(t.Context(), "a", books.Outcome{Cost: 70, Parts: parts}); err == nil {
			t.Errorf("settled as %+v", parts)
		}
	}
	d.want(0, 100, 200)
	if cost, err := d.Settle(t.Context(), "a", books.Outcome{Cost: 70, Parts: []voucher.Spend{{Netuid: 1, Amount: 60}, {Netuid: 2, Amount: 10}}}); err != nil || cost != 70 {
		t.Fatal(cost, err)
	}
	d.want(70, 0, 70)
	a, _ := d.Account(t.Context(), 1)
	if diff := cmp.Diff([]ledger.Purse{{Netuid: 1, Spent: 60}, {Netuid: 2, Spent: 10}}, a.Purses); diff != "" {
		t.Error(diff)
	}
	_, err := d.Reserve(t.Context(), d.composed("b", 100, 200, 1, 2))
	if e, ok := errors.AsType[*ledger.DueError](err); !ok || !cmp.Equal(e.Due, []voucher.Spend{{Netuid: 1, Amount: 60}, {Netuid: 2, Amount: 10}}) {
		t.Fatalf("beyond the credit: %#v", err)
	}
	d.want(70, 0, 70)
	if err := d.promise(voucher.Spend{Netuid: 1, Amount: 60}, voucher.Spend{Netuid: 2, Amount: 10}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Reserve(t.Context(), d.composed("b", 100, 200, 1, 2)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Settle(t.Context(), "b", books.Outcome{Cost: 25, End: ledger.Left}); err != nil { // nobody knows who had which part
		t.Fatal(err)
	}
	d.want(95, 0, 25)
	if a, _ = d.Account(t.Context(), 1); a.Purses[0].Spent != 73 || a.Purses[1].Spent != 22 {
		t.Errorf("%+v", a.Purses)
	}
	want := []books.Usage{{Day: "2026-03-31", Key: d.key.ID, Name: "first", Model: "mix", Requests: 2, Cost: 95}}
	if got, err := d.Usage(t.Context(), 1, "", "", ""); err != nil || !cmp.Equal(want, got) {
		t.Error(cmp.Diff(want, got), err)
	}
	if _, err := d.Reserve(t.Context(), d.composed("c", 100, math.MaxInt64, 1, 2)); err != nil {
		t.Fatal(err)
	}
	next := d.open("main") // the process died
	d.want(95, 0, 25)
	if err := next.Close(); err != nil {
		t.Error(err)
	}
}

// testComposedParallel has far more requests at once than the deposit pays for, each of other subnets.
func testComposedParallel(t *testing.T, b Backend) {
	const price, affordable, requests = 100, 23, 200
	d := start(t, b, price*affordable+99, ledger.Terms{})
	kinds := [][]uint32{{1, 2}, {2, 3}, {1}, {1, 2, 3}, {3}}
	var mu sync.Mutex
	served := 0
	var all sync.WaitGroup
	for i := range requests {
		all.Go(func() {
			id, netuids := fmt.Sprintf("p%d", i), kinds[i%len(kinds)]
			if _, err := d.Reserve(context.Background(), d.composed(id, price, math.MaxInt64, netuids...)); err != nil {
				if _, short := errors.AsType[*ledger.ShortError](err); !short {
					t.Error(err)
				}
				return
			}
			mu.Lock()
			served++
			mu.Unlock()
		})
	}
	all.Wait()
	if served != affordable {
		t.Fatalf("%d were served, the deposit pays for %d", served, affordable)
	}
	for i := range requests {
		all.Go(func() {
			netuids := kinds[i%len(kinds)]
			o := books.Outcome{Cost: 7, Parts: []voucher.Spend{{Netuid: netuids[len(netuids)-1], Amount: 7}}}
			if _, err := d.Settle(context.Background(), fmt.Sprintf("p%d", i), o); err != nil && !errors.Is(err, ledger.ErrNoReservation) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if a, err := d.Account(t.Context(), 1); err != nil || a.Reserved != 0 || a.Spent != 7*affordable {
		t.Errorf("%+v %v", a, err)
	}
}
