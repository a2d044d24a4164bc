package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
)

// made is an index of a made-up chain.
func made(t *testing.T, where string, blocks int) (*store.Store, *chain) {
	t.Helper()
	s, c := open(t, where), newChain(1)
	rows := []*index.Rows{c.genesis()}
	for range blocks {
		rows = append(rows, c.block())
	}
	if err := s.Append(t.Context(), rows...); err != nil {
		t.Fatal(err)
	}
	return s, c
}

// all reads a list to its end, in pages of a few.
func all[T any](t *testing.T, page func(store.Page) ([]T, string, error)) []T {
	t.Helper()
	var out []T
	for cursor := ""; ; {
		some, next, err := page(store.Page{Cursor: cursor, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		if len(some) > 3 || next != "" && len(some) < 3 {
			t.Fatalf("a page of 3 has %d entries, and the next is %q", len(some), next)
		}
		out = append(out, some...)
		if cursor = next; cursor == "" {
			return out
		}
	}
}

func TestStore_ListsEverythingOnce(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where string) {
		s, c := made(t, where, 40)
		ctx := t.Context()

		blocks := all(t, func(p store.Page) ([]index.Block, string, error) { return s.Blocks(ctx, p) })
		for i, b := range blocks {
			if want := uint64(40 - i); b.Height != want || !b.Time.Equal(began.Add(time.Duration(b.Height)*time.Minute)) { // #nosec G115
				t.Fatalf("place %d: %+v", i, b)
			}
		}
		if len(blocks) != 40 {
			t.Fatalf("%d blocks", len(blocks))
		}
		transfers := all(t, func(p store.Page) ([]store.Transfer, string, error) {
			return s.Transfers(ctx, store.TransferFilter{}, p)
		})
		slices.Reverse(transfers)
		if len(transfers) != len(c.moved) {
			t.Fatalf("%d transfers, want %d", len(transfers), len(c.moved))
		}
		for i, got := range transfers {
			if d := cmp.Diff(c.moved[i], got.Transfer); d != "" || got.Height != c.at[i] || got.Hash == "" {
				t.Fatalf("transfer %d of block %d (%s): %s", i, got.Height, got.Hash, d)
			}
		}
		accounts := all(t, func(p store.Page) ([]store.Account, string, error) { return s.Accounts(ctx, p) })
		if len(accounts) != users {
			t.Fatalf("%d accounts", len(accounts))
		}
		for i, a := range accounts {
			if int64(a.Rao) != c.held[a.Address] { // #nosec G115
				t.Errorf("%s has %d, want %d", a.Address, a.Rao, c.held[a.Address])
			}
			if i > 0 && a.Rao > accounts[i-1].Rao {
				t.Errorf("%d follows %d", a.Rao, accounts[i-1].Rao)
			}
		}
	})
}

func TestStore_Filters(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where string) {
		s, c := made(t, where, 40)
		ctx, who := t.Context(), user(3)
		want := map[string]int{}
		for _, m := range c.moved {
			if m.From == who {
				want["out"]++
			}
			if m.To == who {
				want["in"]++
			}
			if m.From == who || m.To == who {
				want[""]++
			}
			if m.Rao >= 50 {
				want["min"]++
			}
		}
		for direction, n := range map[string]int{"": want[""], "in": want["in"], "out": want["out"]} {
			got := all(t, func(p store.Page) ([]store.Transfer, string, error) {
				return s.Transfers(ctx, store.TransferFilter{Address: who, Direction: direction}, p)
			})
			if len(got) != n || n == 0 {
				t.Errorf("direction %q: %d transfers, want %d", direction, len(got), n)
			}
		}
		large := all(t, func(p store.Page) ([]store.Transfer, string, error) {
			return s.Transfers(ctx, store.TransferFilter{Min: 50}, p)
		})
		if len(large) != want["min"] {
			t.Errorf("%d transfers of 50 and more, want %d", len(large), want["min"])
		}
		some := all(t, func(p store.Page) ([]store.Transfer, string, error) {
			return s.Transfers(ctx, store.TransferFilter{From: 10, Till: 12}, p)
		})
		for _, x := range some {
			if x.Height < 10 || x.Height > 12 {
				t.Errorf("a transfer of block %d", x.Height)
			}
		}
	})
}

func TestStore_FiltersTransactions(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where string) {
		s, c := made(t, where, 40)
		ctx, who, touched := t.Context(), user(3), 0
		for _, m := range c.moved {
			if m.From == who || m.To == who {
				touched++
			}
		}
		failed := all(t, func(p store.Page) ([]store.Tx, string, error) { return s.Txs(ctx, store.TxFilter{Failed: true}, p) })
		mine := all(t, func(p store.Page) ([]store.Tx, string, error) { return s.Txs(ctx, store.TxFilter{Address: who}, p) })
		if len(failed) == 0 || len(mine) < touched {
			t.Errorf("%d failed, %d of one address", len(failed), len(mine))
		}
		for _, x := range failed {
			if x.Code == 0 || x.Reason != "too poor" {
				t.Errorf("%+v has not failed", x.Tx)
			}
		}
		if none := all(t, func(p store.Page) ([]store.Tx, string, error) {
			return s.Txs(ctx, store.TxFilter{Kinds: []string{"Msg"}}, p)
		}); len(none) > 0 {
			t.Errorf("a part of a name finds %d", len(none))
		}
		if kind := all(t, func(p store.Page) ([]store.Tx, string, error) {
			return s.Txs(ctx, store.TxFilter{Kinds: []string{"MsgOpen", "MsgSend"}}, p)
		}); len(kind) == 0 {
			t.Error("a name finds nothing")
		}
		whole, err := s.Tx(ctx, mine[0].Hash)
		if err != nil || whole == nil || len(whole.Raw) != 2 || string(whole.Events) != "[]" {
			t.Errorf("%+v %v", whole, err)
		}
	})
}

func TestStore_PoolsAndRewards(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where string) {
		s, c := made(t, where, 700)
		ctx := t.Context()
		keys, err := s.Hotkeys(ctx, 100)
		if err != nil || len(keys) != hotkeys {
			t.Fatal(len(keys), err)
		}
		yields, err := s.Yields(ctx, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range keys {
			y := yields[h.Address]
			if int64(h.Rao) != c.staked[h.Address] || y.Rewards*5 != h.Rao || y.Pool != y.Rewards*3 || y.Owner != y.Rewards*2 { // #nosec G115
				t.Errorf("%+v, %+v, want %d", h, y, c.staked[h.Address])
			}
			// The first reward met an empty pool, the n-th one of 5(n-1).
			want := 0.0
			for n := range y.Rewards {
				if n > 0 {
					want += 3 / (5 * float64(n))
				}
			}
			if d := y.Return - want; d > 1e-9 || d < -1e-9 {
				t.Errorf("%s returned %g, want %g", h.Address, y.Return, want)
			}
			points, err := s.Stakes(ctx, h.Address)
			if err != nil || len(points) != 3 || points[2].Rao != h.Rao || points[0].Height != store.Span-1 {
				t.Errorf("history %v %v", points, err)
			}
		}
		closings, err := s.Closings(ctx, 300)
		if at := closings[1]; err != nil || len(closings) != 1 || len(at) != 401 || at[0] != 300 || at[400] != 700 {
			t.Errorf("%v %v", closings, err) // a history of one subnet, which closes an epoch in each block
		}
		for _, h := range keys {
			came, err := s.Newcomers(ctx, h.First)
			later, fault := s.Newcomers(ctx, h.First+1)
			if err != nil || fault != nil || came[h.Address] != h.First || later[h.Address] != 0 {
				t.Errorf("%s came at %d: %v %v, %v %v", h.Address, h.First, came, err, later, fault)
			}
		}
		days, err := s.Days(ctx, 10)
		if err != nil || len(days) != 2 || days[0].Blocks+days[1].Blocks != 700 || days[0].Blocks != 9 || days[0].Minted != 90 {
			t.Errorf("%+v %v", days, err)
		}
		totals, err := s.Totals(ctx)
		if err != nil || totals.Accounts != users || totals.Hotkeys != hotkeys || totals.Staked != 3500 || int(totals.Transfers) != len(c.moved) { // #nosec G115
			t.Errorf("%+v %v", totals, err)
		}
	})
}

func TestStore_KeysHaveHeirs(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where string) {
		s, c := made(t, where, 20)
		r := c.block()
		r.Pools = append(r.Pools, index.Step{Hotkey: hotkey(0), Heir: "tao1new"}, index.Step{Hotkey: "tao1new", Rao: 4}, index.Step{Coldkey: user(0), Heir: "tao1cold"})
		if err := s.Append(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		old, err := s.Hotkey(t.Context(), hotkey(0))
		if old != nil || err != nil {
			t.Errorf("the old key is still there: %+v %v", old, err)
		}
		heir, err := s.Hotkey(t.Context(), "tao1new")
		if err != nil || heir == nil || heir.Owner != "tao1cold" || int64(heir.Rao) != c.staked[hotkey(0)]+4 { // #nosec G115
			t.Errorf("%+v %v", heir, err)
		}
		owned, err := s.Owned(t.Context(), "tao1cold")
		if err != nil || len(owned) != 1 {
			t.Errorf("%v %v", owned, err)
		}
	})
}

// TestStore_WholeBlocksInOrder: a gap, a repetition and a transaction of the database that breaks off leave nothing.
func TestStore_WholeBlocksInOrder(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where string) {
		s, c := made(t, where, 5)
		repeated, next := *c.block(), c.block()
		if err := s.Append(t.Context(), next); !errors.Is(err, store.ErrGap) {
			t.Errorf("a gap: %v", err)
		}
		broken := *next
		broken.Txs = []index.Tx{{Height: next.Block.Height}, {Height: next.Block.Height}} // the same place twice
		if err := s.Append(t.Context(), &repeated, &broken); err == nil {
			t.Error("two transactions in one place")
		}
		if h, _, err := s.Height(t.Context()); h != 5 || err != nil {
			t.Errorf("height %d %v after a failure", h, err)
		}
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Append(cancelled, &repeated); err == nil {
			t.Error("appended after the end")
		}
		if err := s.Append(t.Context(), &repeated, next); err != nil {
			t.Error(err)
		}
		if err := s.Append(t.Context(), &repeated); !errors.Is(err, store.ErrGap) {
			t.Errorf("a repetition: %v", err)
		}
		again := open(t, where) // as after a restart
		if h, any, err := again.Height(t.Context()); h != 7 || !any || err != nil {
			t.Errorf("height %d %v %v after a restart", h, any, err)
		}
	})
}

func TestStore_RefusesOthers(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where string) {
		s := open(t, where)
		if err := errors.Join(s.Of(t.Context(), "a-1"), s.Of(t.Context(), "a-1")); err != nil {
			t.Fatal(err)
		}
		if err := s.Of(t.Context(), "b-1"); !errors.Is(err, store.ErrChain) {
			t.Errorf("an index of another chain: %v", err)
		}
		for _, cursor := range []string{"x", "1", "1-x", "-1-2", "1--2", "9999999999999999999999-1"} {
			if _, _, err := s.Blocks(t.Context(), store.Page{Cursor: cursor}); !errors.Is(err, store.ErrCursor) {
				t.Errorf("cursor %q: %v", cursor, err)
			}
		}
	})
}

// TestStore_Rank counts who is richer, up to a bound.
func TestStore_Rank(t *testing.T) {
	t.Parallel()
	everywhere(t, func(t *testing.T, where string) {
		s := open(t, where)
		genesis := &index.Rows{}
		for i := range store.RankMost + 1 {
			genesis.Balances = append(genesis.Balances, index.Change{Address: user(i), Rao: int64(i + 1)})
		}
		if err := s.Append(t.Context(), genesis); err != nil {
			t.Fatal(err)
		}
		for rao, want := range map[uint64]uint64{store.RankMost + 1: 1, store.RankMost: 2, 2: store.RankMost, 1: 0, 0: 0} {
			if got, err := s.Rank(t.Context(), rao); got != want || err != nil {
				t.Errorf("%d rao are of rank %d, %v; want %d", rao, got, err, want)
			}
		}
	})
}

// TestStore_BothSayTheSame: the databases agree on every answer.
func TestStore_BothSayTheSame(t *testing.T) {
	t.Parallel()
	a, _ := made(t, t.TempDir()+"/index.db", 60)
	b, _ := made(t, server.Fresh(t), 60)
	ctx := t.Context()
	compare := func(name string, ask func(*store.Store) (any, error)) {
		t.Helper()
		x, err1 := ask(a)
		y, err2 := ask(b)
		if d := cmp.Diff(x, y, cmpopts.EquateApprox(1e-12, 0)); d != "" || err1 != nil || err2 != nil {
			t.Errorf("%s (SQLite, PostgreSQL): %v %v\n%s", name, err1, err2, d)
		}
	}
	p := store.Page{Limit: 500}
	compare("blocks", func(s *store.Store) (any, error) { v, _, err := s.Blocks(ctx, p); return v, err })
	compare("txs", func(s *store.Store) (any, error) { v, _, err := s.Txs(ctx, store.TxFilter{}, p); return v, err })
	compare("moves", func(s *store.Store) (any, error) {
		v, _, err := s.Moves(ctx, store.MoveFilter{Coldkey: user(0)}, p)
		return v, err
	})
	compare("moves of a hotkey", func(s *store.Store) (any, error) {
		v, _, err := s.Moves(ctx, store.MoveFilter{Hotkey: hotkey(1)}, p)
		return v, err
	})
	compare("all moves", func(s *store.Store) (any, error) { v, _, err := s.Moves(ctx, store.MoveFilter{}, p); return v, err })
	compare("slots", func(s *store.Store) (any, error) { v, _, err := s.Slots(ctx, 1, "", p); return v, err })
	compare("epochs", func(s *store.Store) (any, error) { v, _, err := s.Epochs(ctx, 1, p); return v, err })
	compare("rewards", func(s *store.Store) (any, error) { v, _, err := s.Rewards(ctx, hotkey(1), p); return v, err })
	compare("balances", func(s *store.Store) (any, error) { return s.Balances(ctx, user(1)) })
	compare("closings", func(s *store.Store) (any, error) { return s.Closings(ctx, 30) })
	compare("newcomers", func(s *store.Store) (any, error) { return s.Newcomers(ctx, 20) })
	compare("yields", func(s *store.Store) (any, error) { return s.Yields(ctx, 30) })
	compare("days", func(s *store.Store) (any, error) { return s.Days(ctx, 9) })
	compare("totals", func(s *store.Store) (any, error) { return s.Totals(ctx) })
	compare("rank", func(s *store.Store) (any, error) { return s.Rank(ctx, riches) })
}
