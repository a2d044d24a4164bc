package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/explorer/index"
)

// Account is what an account has, and when it first and last changed.
type Account struct {
	Address     string
	Rao         uint64
	First, Last uint64 // heights
}

func readAccount(r *sql.Rows, a *Account) error { return r.Scan(&a.Address, &a.Rao, &a.First, &a.Last) }

// Accounts lists accounts by what they have, the richest first.
func (s *Store) Accounts(ctx context.Context, p Page) ([]Account, string, error) {
	q := ask("SELECT address, rao, first, last FROM accounts")
	if p.Cursor != "" {
		rao, address, ok := strings.Cut(p.Cursor, "-")
		n, err := strconv.ParseInt(rao, 10, 64)
		if !ok || err != nil {
			return nil, "", fmt.Errorf("%w: %q", ErrCursor, p.Cursor)
		}
		q.and("(rao, address) < (?, ?)", n, address)
	}
	return paged(ctx, s, q.add(" ORDER BY rao DESC, address DESC"), min(max(p.Limit, 1), MaxPage), readAccount,
		func(a *Account) string { return fmt.Sprintf("%d-%s", a.Rao, a.Address) })
}

// Account returns an account, nil when it never had anything.
func (s *Store) Account(ctx context.Context, address string) (*Account, error) {
	return one(ctx, s, ask("SELECT address, rao, first, last FROM accounts").and("address = ?", address), readAccount)
}

// RankMost is how many accounts have a rank: who is richer must be counted one by one.
const RankMost = 1_000

// Rank is the place of an amount among what accounts have, 1 for the richest, and 0 when RankMost have more.
func (s *Store) Rank(ctx context.Context, rao uint64) (uint64, error) {
	q := ask("SELECT COUNT(*) FROM (SELECT 1 FROM accounts").and("rao > ?", rao).add(" LIMIT ?) AS above", RankMost)
	n, err := one(ctx, s, q, func(r *sql.Rows, n *uint64) error { return r.Scan(n) })
	if err != nil || *n == RankMost {
		return 0, err
	}
	return *n + 1, nil
}

// Point is one of a history: an amount as it was at the end of a span of blocks.
type Point struct {
	Height uint64 // the last block of the span
	Rao    uint64
}

func readPoint(r *sql.Rows, p *Point) error {
	var span uint64
	err := r.Scan(&span, &p.Rao)
	p.Height = (span+1)*Span - 1
	return err
}

// pointsMost is how long a history can be.
const pointsMost = 2000

// Balances is the history of what an account had, oldest first; spans without a change are left out.
func (s *Store) Balances(ctx context.Context, address string) ([]Point, error) {
	return rows(ctx, s, ask(`SELECT span, rao FROM (SELECT span, rao FROM balances`).and("address = ?", address).
		add(" ORDER BY span DESC LIMIT ?) AS latest ORDER BY span", pointsMost), readPoint)
}

// Move is stake that changed hands, with its place in the chain.
type Move struct {
	index.Move
	Height uint64
	Time   time.Time
	Hash   string // of its transaction, "" of the block's own work
}

// MoveFilter says which moves; what is zero does not matter.
type MoveFilter struct {
	Coldkey, Hotkey string
	From, Till      uint64 // heights, both included
}

// Moves lists stake that changed hands, newest first.
func (s *Store) Moves(ctx context.Context, f MoveFilter, p Page) ([]Move, string, error) {
	at, limit, err := p.from()
	if err != nil {
		return nil, "", err
	}
	more := func(q *question) {
		between(q.and("(height, seq) < (?, ?)", at.height, at.seq), "height", f.From, f.Till)
	}
	q := ask("SELECT m.height, m.seq, m.idx, m.kind, m.coldkey, m.hotkey, m.other, m.rao, b.time, COALESCE(t.hash, '') FROM ")
	switch {
	case f.Coldkey != "":
		q.either("moves", f.Coldkey, []string{"coldkey", "other"}, limit+1, func(q *question) {
			more(q)
			if f.Hotkey != "" {
				q.and("(hotkey = ? OR other = ?)", f.Hotkey, f.Hotkey)
			}
		})
	case f.Hotkey != "":
		q.either("moves", f.Hotkey, []string{"hotkey", "other"}, limit+1, more)
	default:
		more(q.add("(SELECT * FROM moves"))
		q.add(" ORDER BY height DESC, seq DESC LIMIT ?)", limit+1)
	}
	q.add(" AS m JOIN blocks b ON b.height = m.height LEFT JOIN txs t ON t.height = m.height AND t.idx = m.idx")
	read := func(r *sql.Rows, m *Move) error {
		var ms int64
		err := r.Scan(&m.Height, &m.Seq, &m.Index, &m.Kind, &m.Coldkey, &m.Hotkey, &m.Other, &m.Rao, &ms, &m.Hash)
		m.Time = time.UnixMilli(ms).UTC()
		return err
	}
	return paged(ctx, s, q.add(" ORDER BY m.height DESC, m.seq DESC"), limit, read, func(m *Move) string { return cursor(m.Height, m.Seq) })
}

// AccountsAfter lists accounts in the order of their addresses, after one.
func (s *Store) AccountsAfter(ctx context.Context, address string, limit int) ([]Account, error) {
	return rows(ctx, s, ask("SELECT address, rao, first, last FROM accounts").and("address > ?", address).add(" ORDER BY address LIMIT ?", limit), readAccount)
}
