package suite

import (
	"errors"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
)

// testSessions begins sessions and ends them, by leaving, by time and by number.
func testSessions(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	until := noon.Add(time.Hour)
	first, err := d.SignIn(t.Context(), "tao1payer", until)
	if err != nil {
		t.Fatal(err)
	}
	if who, at, err := d.Session(t.Context(), first); err != nil || who != "tao1payer" || !at.Equal(until) {
		t.Error(who, at, err)
	}
	gone := func(s ledger.Secret) {
		t.Helper()
		if _, _, err := d.Session(t.Context(), s); !errors.Is(err, books.ErrNoSession) {
			t.Errorf("a session that ended is good: %v", err)
		}
	}
	gone("tw-other")
	var latest ledger.Secret
	for i := range 16 {
		if latest, err = d.SignIn(t.Context(), "tao1payer", until.Add(time.Duration(i+1)*time.Second)); err != nil {
			t.Fatal(err)
		}
	}
	gone(first)
	if err := d.SignOut(t.Context(), latest); err != nil {
		t.Error(err)
	}
	gone(latest)
	other, err := d.SignIn(t.Context(), "tao1other", until)
	if err != nil {
		t.Fatal(err)
	}
	d.clock.set(until)
	gone(other)
	if all, err := d.AccountsOf(t.Context(), "tao1payer"); err != nil || len(all) != 1 || all[0].Channel != 1 {
		t.Errorf("%+v %v", all, err)
	}
	if all, err := d.AccountsOf(t.Context(), "tao1other"); err != nil || len(all) != 0 {
		t.Errorf("%+v %v", all, err)
	}
}

// testBrowserKey asks by the key that has no secret, and ends it.
func testBrowserKey(t *testing.T, b Backend) {
	d := start(t, b, tao, ledger.Terms{})
	for range 2 {
		k, err := d.BrowserKey(t.Context(), 1)
		if err != nil || k.Channel != 1 || k.Hint != "" {
			t.Fatalf("%+v %v", k, err)
		}
		if _, err := d.Key(t.Context(), ledger.Secret(k.ID)); !errors.Is(err, ledger.ErrKeyUnknown) {
			t.Error("the key of the browser opens doors by its name")
		}
		d.key = k
	}
	d.spend(10, 5)
	if _, err := d.RevokeKey(t.Context(), 1, d.key.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := d.BrowserKey(t.Context(), 1); !errors.Is(err, ledger.ErrKeyRevoked) {
		t.Error(err)
	}
	if _, err := d.BrowserKey(t.Context(), 9); !errors.Is(err, ledger.ErrNoAccount) {
		t.Error(err)
	}
}
