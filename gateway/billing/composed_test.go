package billing

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

// divided answers as an API that knows who made the answer: a third by subnet 3.
func divided(api http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		gateway.Tell(r.Context(), gateway.Report{Divide: func(amount uint64) []voucher.Spend {
			return []voucher.Spend{{Netuid: 3, Amount: amount / 3}, {Netuid: 4, Amount: amount - amount/3}}
		}})
		api(w, r)
	}
}

func sellsComposed(c *Config) { c.Compose = blends{} }

// spentBy returns what the subnets of the account were paid.
func (s *shop) spentBy() map[uint32]uint64 {
	s.t.Helper()
	a, err := s.books.Account(s.t.Context(), 7)
	if err != nil {
		s.t.Fatal(err)
	}
	by := map[uint32]uint64{}
	for _, p := range a.Purses {
		by[p.Netuid] = p.Spent
	}
	return by
}

// TestGate_Composed has composed answers end in every way.
func TestGate_Composed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, model string
		api         http.HandlerFunc
		want        map[uint32]uint64
	}{
		{"whole", "both", divided(says("1234")), map[uint32]uint64{3: 69, 4: 139}},
		{"a stream", "both", divided(events(done, "uno", " dos")), map[uint32]uint64{3: 71, 4: 143}},
		{"nobody says who", "both", says("1234"), map[uint32]uint64{3: 104, 4: 104}},
		{"one subnet twice", "twice", divided(says("1234")), map[uint32]uint64{3: 208}},
		{"a miner breaks off", "both", divided(events(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, brokeOff) }, "uno")), map[uint32]uint64{3: 0, 4: 0}},
		{"no end", "both", divided(events(func(http.ResponseWriter, *http.Request) {}, "uno")), map[uint32]uint64{3: 0, 4: 0}},
		{"a panic", "both", divided(func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }), map[uint32]uint64{3: 0, 4: 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t, c.api, sellsComposed)
			if res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(s.question(c.model)); err == nil {
				_, _ = io.ReadAll(res.Body)
				res.Body.Close()
			}
			if diff := cmp.Diff(c.want, s.spentBy()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestGate_ComposedCredit wants a voucher for each subnet that may be paid, and takes it.
func TestGate_ComposedCredit(t *testing.T) {
	t.Parallel()
	s := open(t, divided(says("x")), func(c *Config) { c.Compose, c.Credit = blends{}, 0 })
	most := 2 * price.Most()
	said := s.refused(s.question("both"), 402, "voucher_required")
	if want := fmt.Sprintf("3:%s 4:%s", tokens(most), tokens(most)); !strings.Contains(said, want) {
		t.Fatalf("it does not ask for %s: %s", want, said)
	}
	v, err := voucher.Sign(voucher.Voucher{ChainID: chainID, Channel: 7, Spent: []voucher.Spend{{Netuid: 3, Amount: most}, {Netuid: 4, Amount: most}}}, s.payer)
	if err != nil {
		t.Fatal(err)
	}
	r := s.question("both")
	r.Header.Set(HeaderVoucher, v.String())
	if status, _, body := s.send(r); status != 200 {
		t.Fatal(status, body)
	}
	if got := s.spentBy(); got[3]+got[4] != 202 || got[4] != 135 {
		t.Errorf("%v", got)
	}
}

func tokens(rao uint64) string { return fmt.Sprintf("%.9f", float64(rao)/1e9) }

// TestGate_ComposedParallel asks for composed and plain models, far more at once than the deposit pays for.
func TestGate_ComposedParallel(t *testing.T) {
	t.Parallel()
	s := open(t, divided(says("x")), func(c *Config) { c.Compose, c.Credit = blends{}, 1_000_000_000 })
	s.makeKey(ledger.Terms{Name: "some", Total: 300_000})
	var mu sync.Mutex
	paid := uint64(0)
	var all sync.WaitGroup
	for i := range 120 {
		all.Go(func() {
			model, cost := []string{"both", "words", "twice"}[i%3], []uint64{202, 101, 202}[i%3]
			res, err := (&http.Transport{DisableKeepAlives: true}).RoundTrip(s.question(model))
			if err != nil {
				t.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				mu.Lock()
				paid += cost
				mu.Unlock()
			}
		})
	}
	all.Wait()
	s.want(paid, 0)
	if paid == 0 {
		t.Error("nothing was served")
	}
}
