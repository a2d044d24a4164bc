package store

import (
	"context"
	"database/sql"
	"time"

	"github.com/tianwang-net/tianwang/explorer/index"
)

// Slot is a neuron's registration, with its place in the chain.
type Slot struct {
	index.Slot
	Height uint64
	Time   time.Time // zero for those that the chain began with
}

// Slots lists registrations, newest first: of a subnet, of a hotkey, or all.
func (s *Store) Slots(ctx context.Context, netuid uint32, hotkey string, p Page) ([]Slot, string, error) {
	at, limit, err := p.from()
	if err != nil {
		return nil, "", err
	}
	q := ask(`SELECT s.height, s.seq, s.netuid, s.uid, s.hotkey, s.price, s.replaced, COALESCE(b.time, 0)
		FROM slots s LEFT JOIN blocks b ON b.height = s.height`).and("(s.height, s.seq) < (?, ?)", at.height, at.seq)
	if netuid != 0 {
		q.and("s.netuid = ?", netuid)
	}
	if hotkey != "" {
		q.and("(s.hotkey = ? OR s.replaced = ?)", hotkey, hotkey)
	}
	read := func(r *sql.Rows, t *Slot) error {
		var ms int64
		err := r.Scan(&t.Height, &t.Seq, &t.Netuid, &t.UID, &t.Hotkey, &t.Price, &t.Replaced, &ms)
		if ms > 0 {
			t.Time = time.UnixMilli(ms).UTC()
		}
		return err
	}
	return paged(ctx, s, q.add(" ORDER BY s.height DESC, s.seq DESC"), limit, read, func(t *Slot) string { return cursor(t.Height, t.Seq) })
}

// Epoch is what a subnet paid, and when.
type Epoch struct {
	index.Epoch
	Height uint64
}

// Epochs lists what a subnet paid, newest first.
func (s *Store) Epochs(ctx context.Context, netuid uint32, p Page) ([]Epoch, string, error) {
	at, limit, err := p.from()
	if err != nil {
		return nil, "", err
	}
	q := ask("SELECT height, netuid, epoch, paid, owner_cut FROM epochs").and("netuid = ?", netuid).and("height < ?", at.height)
	read := func(r *sql.Rows, e *Epoch) error {
		return r.Scan(&e.Height, &e.Netuid, &e.Epoch.Epoch, &e.Paid, &e.OwnerCut)
	}
	return paged(ctx, s, q.add(" ORDER BY height DESC"), limit, read, func(e *Epoch) string { return cursor(e.Height, 0) })
}

// Closings says at which heights each subnet closed its epochs, that block and later, oldest first.
func (s *Store) Closings(ctx context.Context, since uint64) (map[uint32][]uint64, error) {
	read := func(r *sql.Rows, e *Epoch) error { return r.Scan(&e.Netuid, &e.Height) }
	all, err := rows(ctx, s, ask("SELECT netuid, height FROM epochs").and("height >= ?", since).add(" ORDER BY height"), read)
	out := map[uint32][]uint64{}
	for _, e := range all {
		out[e.Netuid] = append(out[e.Netuid], e.Height)
	}
	return out, err
}

// Day is what a day of the calendar, in UTC, adds up to.
type Day struct {
	Day                                             uint64 // since 1970-01-01
	Blocks, Txs, Failed, Transfers, Moved, Accounts uint64 // Moved is rao, Accounts are new ones
	Minted, Burned                                  uint64
}

// Days lists days, oldest first, at most the last limit.
func (s *Store) Days(ctx context.Context, limit int) ([]Day, error) {
	read := func(r *sql.Rows, d *Day) error {
		return r.Scan(&d.Day, &d.Blocks, &d.Txs, &d.Failed, &d.Transfers, &d.Moved, &d.Accounts, &d.Minted, &d.Burned)
	}
	return rows(ctx, s, ask("SELECT * FROM (SELECT * FROM days ORDER BY day DESC LIMIT ").add("?) AS latest ORDER BY day", limit), read)
}

// Totals is what all days add up to, and how things stand.
type Totals struct {
	Blocks, Txs, Failed, Transfers uint64
	Accounts, Holders              uint64 // that ever had something, that have something now
	Hotkeys                        uint64
	Staked                         uint64 // rao on all hotkeys
}

// Totals counts everything.
func (s *Store) Totals(ctx context.Context) (*Totals, error) {
	var t Totals
	err := s.read.QueryRowContext(ctx, `SELECT COALESCE(SUM(blocks), 0), COALESCE(SUM(txs), 0), COALESCE(SUM(failed), 0), COALESCE(SUM(transfers), 0),
		(SELECT COUNT(*) FROM accounts), (SELECT COUNT(*) FROM accounts WHERE rao > 0), (SELECT COUNT(*) FROM hotkeys),
		(SELECT COALESCE(SUM(rao), 0) FROM hotkeys) FROM days`).
		Scan(&t.Blocks, &t.Txs, &t.Failed, &t.Transfers, &t.Accounts, &t.Holders, &t.Hotkeys, &t.Staked)
	return &t, err
}
