package store

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of PostgreSQL
	_ "modernc.org/sqlite"             // the driver of SQLite
)

// version of the tables. It changes whenever they, or what they mean, do.
const version = "1"

//go:embed schema.sql
var schema string

// Errors of Open.
var (
	ErrVersion = errors.New("the index was made by another version of the program: remove it, it is made anew from the chain")
	ErrChain   = errors.New("the index is of another chain")
)

// Store is the index of a chain. Any number of goroutines may read, one appends.
type Store struct {
	write, read *sql.DB
	values      int // best number of values in one statement
	asked       asked
}

// Open opens an index and makes it if there is none. Where is the path of a file, or the address of a PostgreSQL database
// that begins with postgres://.
func Open(ctx context.Context, where string) (*Store, error) {
	s, err := connect(where)
	if err != nil {
		return nil, err
	}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("index %s: %w", redacted(where), err), s.Close())
	}
	return s, nil
}

func connect(where string) (*Store, error) {
	if strings.HasPrefix(where, "postgres://") || strings.HasPrefix(where, "postgresql://") {
		db, err := sql.Open("pgx", where)
		return &Store{write: db, read: db, values: perRoundTrip}, err
	}
	if err := os.MkdirAll(filepath.Dir(where), 0o750); err != nil {
		return nil, err
	}
	write, err := sqlite(where, "immediate")
	if err != nil {
		return nil, err
	}
	read, err := sqlite(where, "deferred")
	write.SetMaxOpenConns(1) // SQLite has one writer
	read.SetMaxOpenConns(4)
	return &Store{write: write, read: read, values: perCall}, err
}

// How many values go into one statement: to a server it is sent, and each has its price; the driver of SQLite looks for each
// value among all others.
const (
	perRoundTrip = 3000
	perCall      = 40
)

// sqlite opens a file. An index can be made anew, so that it need not wait for the disk at every block.
func sqlite(path, lock string) (*sql.DB, error) {
	q := url.Values{"_txlock": {lock}, "_pragma": {"journal_mode(WAL)", "synchronous(NORMAL)", "busy_timeout(10000)", "cache_size(-64000)"}}
	return sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: path, RawQuery: q.Encode()}).String())
}

// redacted hides the password in an address.
func redacted(where string) string {
	if u, err := url.Parse(where); err == nil {
		return u.Redacted()
	}
	return where
}

// Remove removes the file of an index that nobody has open. One in PostgreSQL is removed with its database.
func Remove(path string) error {
	var errs []error
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// Close closes the database.
func (s *Store) Close() error {
	if s.write == s.read {
		return s.write.Close()
	}
	return errors.Join(s.read.Close(), s.write.Close())
}

// prepare makes the tables of a new index and checks the version of an old one.
func (s *Store) prepare(ctx context.Context) error {
	found, err := s.about(ctx, "version")
	if err == nil && found != "" {
		if found != version {
			return fmt.Errorf("%w (it has version %s, the program %s)", ErrVersion, found, version)
		}
		return nil
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer rollback(tx)
	for statement := range strings.SplitSeq(uncommented(schema), ";") {
		if strings.TrimSpace(statement) == "" {
			continue
		}
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%w, in %s", err, statement)
		}
	}
	if _, err := tx.ExecContext(ctx, "INSERT INTO about VALUES ('version', $1)", version); err != nil {
		return err
	}
	return tx.Commit()
}

func uncommented(text string) string {
	lines := strings.Split(text, "\n")
	kept := lines[:0]
	for _, l := range lines {
		if !strings.HasPrefix(l, "--") {
			kept = append(kept, l)
		}
	}
	return strings.Join(kept, "\n")
}

// about returns what an index says of itself, "" what it does not say.
func (s *Store) about(ctx context.Context, name string) (string, error) {
	var value string
	err := s.write.QueryRowContext(ctx, "SELECT value FROM about WHERE name = $1", name).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return value, err
}

// Of says which chain the index is of, by its id. An index that has one already refuses another.
func (s *Store) Of(ctx context.Context, chain string) error {
	switch known, err := s.about(ctx, "chain"); {
	case err != nil || known == chain:
		return err
	case known != "":
		return fmt.Errorf("%w: it is of %s, the node is of %s", ErrChain, known, chain)
	}
	_, err := s.write.ExecContext(ctx, "INSERT INTO about VALUES ('chain', $1)", chain)
	return err
}

// Height is that of the latest block in the index, and false before the first.
func (s *Store) Height(ctx context.Context) (uint64, bool, error) {
	value, err := s.about(ctx, "height")
	if err != nil || value == "" {
		return 0, false, err
	}
	h, err := strconv.ParseUint(value, 10, 64)
	return h, true, err
}

// rollback undoes a transaction unless it was committed.
func rollback(tx *sql.Tx) { _ = tx.Rollback() }
