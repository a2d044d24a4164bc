package store_test

import (
	"testing"

	"github.com/tianwang-net/tianwang/explorer/store"
)

// TestStore_NewAccounts counts accounts on the day on which each was first paid, and not again; those of genesis came before all days.
func TestStore_NewAccounts(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where string) {
		s, c := open(t, where), newChain(1)
		if err := s.Append(t.Context(), c.genesis()); err != nil {
			t.Fatal(err)
		}
		seen := uint64(users)
		for range 3 { // more changes in a block than one question names
			if err := s.Append(t.Context(), c.full(150, 200)); err != nil {
				t.Fatal(err)
			}
			totals, err := s.Totals(t.Context())
			if err != nil || totals.Accounts < seen {
				t.Fatal(totals, err)
			}
			seen = totals.Accounts
			days, err := s.Days(t.Context(), store.Span)
			if err != nil || len(days) != 1 || days[0].Accounts != seen-users {
				t.Errorf("%d accounts, %d of genesis: %+v %v", seen, users, days, err)
			}
		}
		if seen < 150 {
			t.Errorf("%d accounts: the test does not try it", seen)
		}
	})
}
