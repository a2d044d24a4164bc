package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// lease is for how long a process that is not heard of counts as alive.
const lease = 30 * time.Second

// Config is how a database is used.
type Config struct {
	Process string               // name of this process, one of its own for each that shares the database
	Lock    string               // statement that makes processes which migrate at the same time wait for each other, "" for none
	Keep    time.Duration        // for how long receipts are kept, and what is settled again is recognised; a day
	Now     func() time.Time     // the clock; time.Now
	Retry   func(err error) bool // whether a transaction that failed may succeed when it is tried again; nil for never
	Step    func(name string)    // called after every statement and every commit; nil for nobody. Tests die in it.
}

// Books are the accounts in a database. Safe for concurrent use.
type Books struct {
	db         *sql.DB
	cfg        Config
	generation int64 // of this process among those of its name
}

// Open takes over a database: brings its schema up to date and releases what was left behind by processes of this name.
// The database is closed with the books.
func Open(ctx context.Context, db *sql.DB, cfg Config) (*Books, error) {
	if cfg.Keep == 0 {
		cfg.Keep = 24 * time.Hour
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Retry == nil {
		cfg.Retry = func(error) bool { return false }
	}
	if cfg.Step == nil {
		cfg.Step = func(string) {}
	}
	b := &Books{db: db, cfg: cfg}
	err := b.migrate(ctx, cfg.Lock)
	if err == nil {
		err = b.enter(ctx)
	}
	if err == nil {
		_, err = b.Resolve(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return b, nil
}

// Close closes the database. Reservations that are not settled stay; who starts next releases them.
func (b *Books) Close() error { return b.db.Close() }

// ErrOwner says that a database belongs to another chain or gateway.
var ErrOwner = errors.New("the database belongs to another gateway")

// Own binds the database to a chain and to the address to which its channels pay. The error is [ErrOwner].
func (b *Books) Own(ctx context.Context, chain, gateway string) error {
	return b.change(ctx, func(t *tx) error {
		t.exec(`INSERT INTO owner (one, chain, gateway) VALUES (1, $1, $2) ON CONFLICT (one) DO NOTHING`, chain, gateway)
		if t.err != nil {
			return t.err
		}
		var c, g string
		if err := t.row(`SELECT chain, gateway FROM owner`).Scan(&c, &g); err != nil {
			return err
		}
		if c != chain || g != gateway {
			return fmt.Errorf("%w: it is of chain %s and gateway %s, this is chain %s and gateway %s; name another with --database", ErrOwner, c, g, chain, gateway)
		}
		return nil
	})
}

// tx is a transaction in which the first error is kept, so that statements can follow each other.
type tx struct {
	ctx  context.Context // it lives as long as the transaction
	tx   *sql.Tx
	step func(string)
	err  error
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(query string, args ...any) int64 {
	if t.err != nil {
		return 0
	}
	res, err := t.tx.ExecContext(t.ctx, query, args...)
	if err != nil {
		t.err = err
		return 0
	}
	t.step("statement")
	n, err := res.RowsAffected()
	t.err = err
	return n
}

// row reads one row; Scan tells of what went wrong, also before.
func (t *tx) row(query string, args ...any) scanner {
	if t.err != nil {
		return failed{t.err}
	}
	row := t.tx.QueryRowContext(t.ctx, query, args...)
	t.step("statement")
	return row
}

// scanner is a row.
type scanner interface{ Scan(dest ...any) error }

type failed struct{ err error }

func (f failed) Scan(...any) error { return f.err }

// attempts bounds how often a transaction is tried that the database asks to try again.
const attempts = 20

// change runs one transaction.
func (b *Books) change(ctx context.Context, f func(*tx) error) error {
	var err error
	for range attempts {
		if err = b.once(ctx, f); err == nil || ctx.Err() != nil || !b.cfg.Retry(err) {
			return err
		}
	}
	return err
}

func (b *Books) once(ctx context.Context, f func(*tx) error) error {
	inner, err := b.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	b.cfg.Step("begin")
	t := &tx{ctx: ctx, tx: inner, step: b.cfg.Step}
	if err = f(t); err == nil {
		err = t.err
	}
	if err != nil {
		return errors.Join(err, ignoreDone(inner.Rollback()))
	}
	if err := inner.Commit(); err != nil {
		return err
	}
	b.cfg.Step("commit")
	return nil
}

// ignoreDone forgives the rollback of a transaction that has ended with its context.
func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// list reads all rows of a query.
func list[T any](ctx context.Context, b *Books, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := b.db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}
