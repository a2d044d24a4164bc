// Package suite is what every database of package books has to pass.
//
// Its law: nothing in it knows which database it is, and every test ends with an audit.
package suite

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

// Backend is a kind of database.
type Backend struct {
	New  func(t *testing.T) string // makes an empty database and returns its name
	Open func(ctx context.Context, name string, cfg books.Config) (*books.Books, error)
}

// tao and its parts, in rao.
const tao = 1_000_000_000

// clock is the time of a test.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// desk is a database with one account and one key.
type desk struct {
	*books.Books
	t     *testing.T
	name  string
	back  Backend
	clock *clock
	key   ledger.Key
	next  int
}

// noon is when tests begin.
var noon = time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)

// start makes a desk whose account, channel 1, has a deposit.
func start(t *testing.T, b Backend, deposit uint64, terms ledger.Terms) *desk {
	t.Helper()
	d := &desk{t: t, back: b, name: b.New(t), clock: &clock{now: noon}}
	d.Books = d.open("main")
	if err := d.Own(t.Context(), "suite-1", "tao1gateway"); err != nil {
		t.Fatal(err)
	}
	d.sync(books.Channel{Account: ledger.Account{Channel: 1, Payer: "tao1payer", Signer: "02", Deposit: deposit, SubnetShare: 52428, Grace: 30}})
	if terms.Name == "" {
		terms.Name = "first"
	}
	var err error
	if d.key, _, err = d.CreateKey(t.Context(), 1, terms); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Audit(context.Background()); err != nil {
			t.Error(err)
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// open opens the database once more, as a process of its own.
func (d *desk) open(process string) *books.Books {
	d.t.Helper()
	b, err := d.back.Open(d.t.Context(), d.name, books.Config{Process: process, Now: d.clock.Now})
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *desk) sync(c books.Channel) {
	d.t.Helper()
	if err := d.Sync(d.t.Context(), c); err != nil {
		d.t.Fatal(err)
	}
}

// reserve reserves for a request in subnet 1 with a name of its own, with unbounded credit.
func (d *desk) reserve(amount uint64) (string, error) {
	d.next++
	id := fmt.Sprintf("r%d", d.next)
	_, err := d.Reserve(d.t.Context(), d.request(id, 1, amount, math.MaxInt64))
	return id, err
}

func (d *desk) request(id string, netuid uint32, amount, credit uint64) books.Request {
	return books.Request{ID: id, Key: d.key, Netuids: []uint32{netuid}, Model: fmt.Sprintf("model-%d", netuid), Amount: amount, Credit: credit}
}

// spend reserves and settles.
func (d *desk) spend(amount, cost uint64) {
	d.t.Helper()
	id, err := d.reserve(amount)
	if err != nil {
		d.t.Fatal(err)
	}
	d.settle(id, cost, cost)
}

// settle settles at a cost, and wants another in the books.
func (d *desk) settle(id string, cost, want uint64) {
	d.t.Helper()
	got, err := d.Settle(d.t.Context(), id, books.Outcome{Cost: cost, In: 10, Out: 20})
	if err != nil || got != want {
		d.t.Fatalf("%s costs %d, %v; want %d", id, got, err, want)
	}
}

// want compares the account.
func (d *desk) want(spent, reserved, open uint64) {
	d.t.Helper()
	a, err := d.Account(d.t.Context(), 1)
	if err != nil || a.Spent != spent || a.Reserved != reserved || a.Open != open {
		d.t.Fatalf("spent %d, reserved %d, open %d, %v; want %d, %d, %d", a.Spent, a.Reserved, a.Open, err, spent, reserved, open)
	}
	if err := d.Audit(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) promise(spent ...voucher.Spend) error {
	v := voucher.Signed{Voucher: voucher.Voucher{ChainID: "suite-1", Channel: 1, Spent: spent}, Signature: make([]byte, voucher.SignatureSize)}
	return d.Promise(d.t.Context(), v, 100)
}

// Run runs the suite.
func Run(t *testing.T, b Backend) {
	t.Helper()
	for _, c := range []struct {
		name string
		run  func(*testing.T, Backend)
	}{
		{"Life", testLife},
		{"Deposit", testDeposit},
		{"Credit", testCredit},
		{"KeyLimits", testKeyLimits},
		{"Rate", testRate},
		{"Keys", testKeys},
		{"KeyEdit", testKeyEdit},
		{"KeyEnds", testKeyEnds},
		{"Sessions", testSessions},
		{"BrowserKey", testBrowserKey},
		{"Chain", testChain},
		{"Subnets", testSubnets},
		{"Usage", testUsage},
		{"Pace", testPace},
		{"Receipts", testReceipts},
		{"Composed", testComposed},
		{"ComposedParallel", testComposedParallel},
		{"Resolve", testResolve},
		{"Nonce", testNonce},
		{"Owner", testOwner},
		{"Parallel", testParallel},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.run(t, b)
		})
	}
}

// testLife reserves, settles, and settles again.
func testLife(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	id, err := d.reserve(500)
	if err != nil {
		t.Fatal(err)
	}
	d.want(0, 500, 500)
	if _, err := d.Reserve(t.Context(), d.request(id, 1, 1, math.MaxInt64)); !errors.Is(err, ledger.ErrTwice) {
		t.Errorf("the same id twice: %v", err)
	}
	if _, err := d.Settle(t.Context(), id, books.Outcome{Cost: 501}); err == nil {
		t.Error("more was charged than reserved")
	}
	d.want(0, 500, 500)
	d.settle(id, 120, 120)
	d.settle(id, 500, 120) // the first decides
	d.settle(id, 0, 120)
	d.want(120, 0, 120)
	if _, err := d.Settle(t.Context(), "nobody", books.Outcome{}); !errors.Is(err, ledger.ErrNoReservation) {
		t.Errorf("settling what was never reserved: %v", err)
	}
	if _, err := d.Account(t.Context(), 2); !errors.Is(err, ledger.ErrNoAccount) {
		t.Errorf("an account that is not there: %v", err)
	}
}

func testDeposit(t *testing.T, b Backend) {
	d := start(t, b, 1000, ledger.Terms{})
	d.spend(600, 300)
	id, err := d.reserve(500)
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.reserve(201)
	if e, ok := errors.AsType[*ledger.ShortError](err); !ok || e.Left != 200 || e.Reserved != 500 || !e.Waits() {
		t.Errorf("beyond the deposit: %#v", err)
	}
	_, err = d.reserve(701)
	if e, ok := errors.AsType[*ledger.ShortError](err); !ok || e.Waits() {
		t.Errorf("far beyond the deposit: %#v", err)
	}
	d.want(300, 500, 800)
	d.settle(id, 0, 0)
	d.spend(700, 700)
	if _, err := d.reserve(1); err == nil {
		t.Error("the deposit was spent twice")
	}
	d.want(1000, 0, 1000)
}

// testCredit wants vouchers, subnet by subnet.
func testCredit(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	ask := func(id string, netuid uint32, amount uint64) error {
		_, err := d.Reserve(t.Context(), d.request(id, netuid, amount, 100))
		return err
	}
	if err := ask("a", 1, 100); err != nil {
		t.Fatal(err)
	}
	d.settle("a", 60, 60)
	err := ask("b", 1, 50)
	if e, ok := errors.AsType[*ledger.DueError](err); !ok || e.Open != 110 || !cmp.Equal(e.Due, []voucher.Spend{{Netuid: 1, Amount: 60}}) {
		t.Fatalf("beyond the credit: %#v", err)
	}
	d.want(60, 0, 60)
	// What is promised to another subnet does not count.
	if err := d.promise(voucher.Spend{Netuid: 2, Amount: 100}); err != nil {
		t.Fatal(err)
	}
	d.want(60, 0, 60)
	if err := ask("b", 1, 50); err == nil {
		t.Error("another subnet's voucher paid")
	}
	if err := ask("c", 2, 100); err != nil {
		t.Error(err)
	}
	d.want(60, 100, 60)
	if err := d.promise(voucher.Spend{Netuid: 1, Amount: 60}); !errors.Is(err, voucher.ErrLower) {
		t.Errorf("a voucher that takes back: %v", err)
	}
	if err := d.promise(voucher.Spend{Netuid: 1, Amount: 161}, voucher.Spend{Netuid: 2, Amount: 100}); !errors.Is(err, ledger.ErrVoucherAhead) {
		t.Errorf("far ahead: %v", err)
	}
	if err := d.promise(voucher.Spend{Netuid: 1, Amount: 160}, voucher.Spend{Netuid: 2, Amount: 100}); err != nil {
		t.Fatal(err)
	}
	d.want(60, 100, 0)
	d.settle("c", 0, 0)
	if err := ask("b", 1, 200); err != nil { // 100 ahead and 100 of credit
		t.Fatal(err)
	}
	d.want(60, 200, 100)
	d.settle("b", 100, 100)
	d.want(160, 0, 0)
	if err := d.promise(voucher.Spend{Netuid: 1, Amount: 2 * tao}, voucher.Spend{Netuid: 2, Amount: 100}); !errors.Is(err, ledger.ErrVoucherDeposit) {
		t.Errorf("beyond the deposit: %v", err)
	}
	// The gateway signs for itself when it holds the key, and no credit is needed.
	d.sync(books.Channel{Account: ledger.Account{Channel: 1, Held: true, Deposit: tao}})
	if err := ask("e", 1, 1000); err != nil {
		t.Error(err)
	}
	d.settle("e", 1000, 1000)
}

// testParallel has far more requests at once than the deposit pays for.
func testParallel(t *testing.T, b Backend) {
	const price, affordable, requests = 100, 137, 1000
	d := start(t, b, price*affordable+99, ledger.Terms{})
	other := d.open("other")
	defer other.Close()
	var mu sync.Mutex
	served, refused := 0, 0
	var all sync.WaitGroup
	for i := range requests {
		all.Go(func() {
			store := d.Books
			if i%2 == 1 {
				store = other
			}
			id := fmt.Sprintf("p%d", i)
			_, err := store.Reserve(context.Background(), d.request(id, uint32(1+i%3), price, math.MaxInt64)) // #nosec G115 -- small
			mu.Lock()
			defer mu.Unlock()
			if _, short := errors.AsType[*ledger.ShortError](err); short {
				refused++
				return
			} else if err != nil {
				t.Error(err)
				return
			}
			served++
		})
	}
	all.Wait()
	if served != affordable || served+refused != requests {
		t.Fatalf("%d of %d were served, %d refused; the deposit pays for %d", served, requests, refused, affordable)
	}
	a, err := d.Account(t.Context(), 1)
	if err != nil || a.Reserved != price*affordable || a.Left() != 99 {
		t.Fatalf("%+v %v", a, err)
	}
	settled := 0
	for i := range requests { // by two processes at once, each settlement twice
		all.Go(func() {
			for _, store := range []*books.Books{d.Books, other} {
				_, err := store.Settle(context.Background(), fmt.Sprintf("p%d", i), books.Outcome{Cost: uint64(i % price)}) // #nosec G115 -- small
				if err != nil && !errors.Is(err, ledger.ErrNoReservation) {
					t.Error(err)
				}
				mu.Lock()
				if err == nil {
					settled++
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	if a, err = d.Account(t.Context(), 1); err != nil || a.Reserved != 0 || a.Spent == 0 || a.Spent >= price*affordable || settled != 2*affordable {
		t.Errorf("%d settled, spent %d, reserved %d, %v", settled, a.Spent, a.Reserved, err)
	}
}
