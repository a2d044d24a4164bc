package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tianwang-net/tianwang/explorer/index"
)

// Span is how many blocks a point of a history of balances or stakes stands for: an hour of blocks of 12 seconds.
const Span = 300

// ErrGap says that a block is not the next one.
var ErrGap = errors.New("the index needs the next block")

// Append adds blocks, all of them or none. The first must follow the latest; an empty index takes any.
func (s *Store) Append(ctx context.Context, blocks ...*index.Rows) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(tx)
	a := &appender{ctx: ctx, tx: tx, values: s.values, prepared: map[string]*sql.Stmt{}}
	for _, b := range blocks {
		if err := a.block(b); err != nil {
			return fmt.Errorf("block %d: %w", b.Block.Height, err)
		}
	}
	return tx.Commit()
}

// appender adds blocks within a transaction of the database.
type appender struct {
	ctx context.Context //nolint:containedctx // lives as long as one call
	tx  *sql.Tx

	values   int                  // as many go into one statement
	prepared map[string]*sql.Stmt // by text; the transaction closes them
}

// again is [appender.exec] for a statement that comes many times.
func (a *appender) again(query string, args ...any) error {
	p, known := a.prepared[query]
	if !known {
		var err error
		if p, err = a.tx.PrepareContext(a.ctx, query); err != nil {
			return err
		}
		a.prepared[query] = p
	}
	_, err := p.ExecContext(a.ctx, args...)
	return err
}

func (a *appender) exec(query string, args ...any) error {
	_, err := a.tx.ExecContext(a.ctx, query, args...)
	return err
}

func (a *appender) block(r *index.Rows) error {
	if err := a.advance(r.Block.Height); err != nil {
		return err
	}
	b, h := r.Block, r.Block.Height
	genesis := b.Hash == "" // what a chain began with is no block
	if !genesis {
		if err := a.exec("INSERT INTO blocks VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
			b.Height, b.Time.UnixMilli(), b.Hash, b.Parent, b.State, b.Proposer, b.Txs, b.Events, b.Minted, b.Burned); err != nil {
			return err
		}
	}
	for _, add := range []func(*index.Rows) error{a.txs, a.transfers, a.balances, a.moves, a.pools, a.slots} {
		if err := add(r); err != nil {
			return err
		}
	}
	for _, e := range r.Epochs {
		if err := a.exec("INSERT INTO epochs VALUES ($1, $2, $3, $4, $5)", h, e.Netuid, e.Epoch, e.Paid, e.OwnerCut); err != nil {
			return err
		}
	}
	if genesis {
		return nil
	}
	return a.day(r)
}

// advance moves the height of the index by one.
func (a *appender) advance(height uint64) error {
	var value string
	err := a.tx.QueryRowContext(a.ctx, "SELECT value FROM about WHERE name = 'height'").Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return a.exec("INSERT INTO about VALUES ('height', $1)", strconv.FormatUint(height, 10))
	}
	if err != nil {
		return err
	}
	if value != strconv.FormatUint(height-1, 10) {
		return fmt.Errorf("%w: it is at block %s", ErrGap, value)
	}
	return a.exec("UPDATE about SET value = $1 WHERE name = 'height'", strconv.FormatUint(height, 10))
}

func (a *appender) txs(r *index.Rows) error {
	var rows, links [][]any
	for _, t := range r.Txs {
		rows = append(rows, []any{
			t.Height, t.Index, t.Hash, t.Code, t.Codespace, t.Reason, t.GasWanted, t.GasUsed, t.Fee, t.Signer, t.Kinds, t.Raw, t.Events,
		})
	}
	for _, l := range r.Links {
		links = append(links, []any{l.Address, r.Block.Height, l.Index})
	}
	return errors.Join(a.bulk("INSERT INTO txs VALUES", "", rows), a.bulk("INSERT INTO links VALUES", "", links))
}

func (a *appender) transfers(r *index.Rows) error {
	var rows [][]any
	for _, t := range r.Transfers {
		rows = append(rows, []any{r.Block.Height, t.Seq, t.Index, t.From, t.To, t.Rao})
	}
	return a.bulk("INSERT INTO transfers VALUES", "", rows)
}

// balances changes what accounts have, and notes what they have at the end of the span.
func (a *appender) balances(r *index.Rows) error {
	var rows [][]any
	h := r.Block.Height
	for _, c := range r.Balances {
		rows = append(rows, []any{c.Address, c.Rao, h, h})
	}
	if err := a.bulk("INSERT INTO accounts VALUES",
		"ON CONFLICT (address) DO UPDATE SET rao = accounts.rao + excluded.rao, last = excluded.last", rows); err != nil {
		return err
	}
	for rest := r.Balances; len(rest) > 0; {
		n := min(len(rest), a.values)
		q := ask("INSERT INTO balances SELECT address, CAST(").add("? AS BIGINT), rao FROM accounts", h/Span)
		for i, c := range rest[:n] {
			q.add(map[bool]string{true: " WHERE address IN (?", false: ", ?"}[i == 0], c.Address)
		}
		q.add(") ON CONFLICT (address, span) DO UPDATE SET rao = excluded.rao")
		if err := a.again(q.text.String(), q.args...); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

func (a *appender) moves(r *index.Rows) error {
	var rows [][]any
	for _, m := range r.Moves {
		rows = append(rows, []any{r.Block.Height, m.Seq, m.Index, m.Kind, m.Coldkey, m.Hotkey, m.Other, m.Rao})
	}
	return a.bulk("INSERT INTO moves VALUES", "", rows)
}

func (a *appender) slots(r *index.Rows) error {
	var rows [][]any
	for _, s := range r.Slots {
		rows = append(rows, []any{r.Block.Height, s.Seq, s.Netuid, s.UID, s.Hotkey, s.Price, s.Replaced})
	}
	return a.bulk("INSERT INTO slots VALUES", "", rows)
}

// day adds a block to what its day adds up to.
func (a *appender) day(r *index.Rows) error {
	var failed int64
	for _, t := range r.Txs {
		if t.Code != 0 {
			failed++
		}
	}
	fresh, err := a.fresh(r)
	if err != nil {
		return err
	}
	var moved uint64
	for _, t := range r.Transfers {
		moved += t.Rao
	}
	return a.exec(`INSERT INTO days VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (day) DO UPDATE SET blocks = days.blocks + 1,
		txs = days.txs + excluded.txs, failed = days.failed + excluded.failed, transfers = days.transfers + excluded.transfers,
		moved = days.moved + excluded.moved, accounts = days.accounts + excluded.accounts, minted = days.minted + excluded.minted,
		burned = days.burned + excluded.burned`,
		r.Block.Time.Unix()/86400, len(r.Txs), failed, len(r.Transfers), moved, fresh, r.Block.Minted, r.Block.Burned)
}

// fresh counts the accounts that a block made, among those that it changed: to look through all of them at each block would cost
// ever more.
func (a *appender) fresh(r *index.Rows) (sum int64, err error) {
	for rest := r.Balances; len(rest) > 0 && err == nil; {
		n := min(len(rest), a.values)
		q := ask("SELECT COUNT(*) FROM accounts").and("first = ?", r.Block.Height)
		for i, c := range rest[:n] {
			q.add(map[bool]string{true: " AND address IN (?", false: ", ?"}[i == 0], c.Address)
		}
		q.add(")")
		var some int64
		err = a.tx.QueryRowContext(a.ctx, q.text.String(), q.args...).Scan(&some)
		sum, rest = sum+some, rest[n:]
	}
	return sum, err
}

// bulk inserts rows with as few statements as the database takes.
func (a *appender) bulk(into, conflict string, rows [][]any) error {
	for len(rows) > 0 {
		n := min(len(rows), max(a.values/len(rows[0]), 1))
		var sb strings.Builder
		var args []any
		sb.WriteString(into)
		for i, row := range rows[:n] {
			sb.WriteString(map[bool]string{true: " (", false: ", ("}[i == 0])
			for j, v := range row {
				args = append(args, v)
				fmt.Fprintf(&sb, "%s$%d", map[bool]string{true: "", false: ", "}[j == 0], len(args))
			}
			sb.WriteByte(')')
		}
		if err := a.again(sb.String()+" "+conflict, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}
