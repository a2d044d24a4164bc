package ledger

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/voucher"
)

func TestPrice_Of(t *testing.T) {
	t.Parallel()
	p := Price{Request: 100, PerKiB: 3, KiB: 2}
	for _, c := range []struct{ bytes, want uint64 }{
		{0, 100}, {1, 101}, {341, 101}, {342, 102}, {1024, 103}, {1025, 104}, {2048, 106}, {2049, 106}, {math.MaxUint64, 106},
	} {
		if got := p.Of(c.bytes); got != c.want || got > p.Most() {
			t.Errorf("%d bytes: %d rao, want %d, at most %d", c.bytes, got, c.want, p.Most())
		}
	}
}

// TestPrice_Bounds wants the highest prices to stay below 2⁶³ rao, and others to be refused.
func TestPrice_Bounds(t *testing.T) {
	t.Parallel()
	highest := Price{MaxRequest, MaxPerKiB, MaxKiB}
	if err := highest.Check(); err != nil || highest.Most() > math.MaxInt64 || highest.Of(math.MaxUint64) != highest.Most() {
		t.Errorf("%d rao, %v", highest.Most(), err)
	}
	for _, p := range []Price{{MaxRequest + 1, 0, 0}, {0, MaxPerKiB + 1, 0}, {0, 0, MaxKiB + 1}} {
		all := Prices{Subnet: map[uint32]Price{3: p}}
		if err := all.Check(); !errors.Is(err, ErrPrice) || !strings.HasPrefix(err.Error(), "netuid 3") {
			t.Errorf("%+v: %v", p, err)
		}
	}
	all := Prices{Base: Price{Request: 7}, Subnet: map[uint32]Price{3: {Request: 9}, 4: {}}}
	if all.Of(3).Request != 9 || all.Of(4).Request != 0 || all.Of(5).Request != 7 || all.Highest() != 9 {
		t.Errorf("%+v", all)
	}
}

// TestCharge never charges for what broke off, and never more than is reserved.
func TestCharge(t *testing.T) {
	t.Parallel()
	p := Price{Request: 100, PerKiB: 1024, KiB: 1}
	for _, c := range []struct {
		end  End
		want uint64
	}{{Whole, 150}, {Left, 150}, {Failed, 0}, {Abandoned, 0}} {
		if got := Charge(p, c.end, 50); got != c.want {
			t.Errorf("%s: %d rao, want %d", c.end, got, c.want)
		}
	}
}

func TestAccount_Accept(t *testing.T) {
	t.Parallel()
	a := Account{Channel: 7, Deposit: 1000, Purses: []Purse{{Netuid: 1, Spent: 100, Reserved: 50, Promised: 80, Settled: 20}, {Netuid: 4, Spent: 30}}}
	type spends = []voucher.Spend
	for _, c := range []struct {
		channel uint64
		spent   spends
		want    error
	}{
		{7, spends{{1, 80}}, nil},
		{7, spends{{1, 100}, {4, 30}}, nil},
		{7, spends{{1, 160}, {9, 40}}, nil}, // 10 + 40 ahead
		{7, spends{{1, 161}, {9, 40}}, ErrVoucherAhead},
		{7, spends{{1, 79}}, voucher.ErrLower},
		{7, spends{{4, 30}}, voucher.ErrLower},
		{7, spends{{1, 1001}}, ErrVoucherDeposit},
		{8, spends{{1, 100}}, ErrVoucherChain},
	} {
		purses, err := a.Accept(voucher.Voucher{ChainID: "x", Channel: c.channel, Spent: c.spent}, 50)
		if !errors.Is(err, c.want) || (err == nil) != (len(purses) == len(c.spent)) {
			t.Errorf("%v: %v, %v, want %v", c.spent, purses, err, c.want)
		}
	}
	if diff := cmp.Diff(spends{{1, 100}, {4, 30}}, a.Due()); diff != "" {
		t.Error(diff)
	}
	if a.Promised() != 80 || a.Settled() != 20 || a.Unsettled() != 60 {
		t.Errorf("promised %d, settled %d, unsettled %d", a.Promised(), a.Settled(), a.Unsettled())
	}
	if a.Held = true; a.Unsettled() != 110 {
		t.Errorf("unsettled %d with the gateway's key", a.Unsettled())
	}
	a.Gone = true
	if _, err := a.Accept(voucher.Voucher{ChainID: "x", Channel: 7, Spent: spends{{1, 100}}}, 50); !errors.Is(err, ErrClosing) {
		t.Error(err)
	}
}

// TestSecret keeps secrets out of what is printed, and tells them apart.
func TestSecret(t *testing.T) {
	t.Parallel()
	s := NewSecret()
	for _, verb := range []string{"%s", "%v", "%+v", "%#v", "%q", "%x"} {
		if text := fmt.Sprintf(verb, s); text != s.Hint() || len(text) > 16 {
			t.Errorf("%s prints %s", verb, text)
		}
	}
	if other := NewSecret(); other == s || other.Hash() == s.Hash() || len(s.Hash()) != 64 || strings.Contains(s.Hash(), string(s[3:20])) {
		t.Error("not a secret")
	}
}

func TestTerms_Check(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	good := Terms{Name: "天网", Models: []string{"a"}, Day: 1, Expires: 1001}
	if err := good.Check(now); err != nil {
		t.Error(err)
	}
	for _, change := range []func(*Terms){
		func(t *Terms) { t.Name = "" },
		func(t *Terms) { t.Name = "a\nb" },
		func(t *Terms) { t.Name = strings.Repeat("x", 65) },
		func(t *Terms) { t.Models = []string{""} },
		func(t *Terms) { t.Models = make([]string, 65) },
		func(t *Terms) { t.Endpoints = []string{strings.Repeat("x", 129)} },
		func(t *Terms) { t.Day = math.MaxUint64 },
		func(t *Terms) { t.Rate = MaxRate + 1 },
		func(t *Terms) { t.Expires = 1000 },
		func(t *Terms) { t.Expires = -1 },
	} {
		bad := good
		change(&bad)
		if err := bad.Check(now); !errors.Is(err, ErrKeyForm) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
}

func TestPeriod(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 12, 31, 23, 59, 59, 0, time.FixedZone("", -3600)) // already the next year in UTC
	for _, c := range []struct {
		p          Period
		begin, end string
	}{{Day, "2027-01-01", "2027-01-02"}, {Month, "2027-01-01", "2027-02-01"}, {Total, "", "0001-01-01"}} {
		if got, end := c.p.Begin(at), DayOf(c.p.End(at)); got != c.begin || end != c.end {
			t.Errorf("%s: from %s to %s", c.p, got, end)
		}
	}
}
