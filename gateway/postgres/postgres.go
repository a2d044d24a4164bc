// Package postgres keeps the books of gateways in PostgreSQL: any number of processes, on any number of machines, share them.
//
// Its law: transactions are those of package books, at the level READ COMMITTED. That suffices, because each about money
// begins with a conditional update of the account's row, which stays locked until it ends; what is read after it is as of
// then. Transactions that the server breaks off, as in a deadlock, are tried again.
package postgres

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver

	"github.com/tianwang-net/tianwang/gateway/books"
)

// maxConnections is how many connections one process holds.
const maxConnections = 16

// lock makes processes that migrate at the same time wait for each other.
const lock = `SELECT pg_advisory_xact_lock(7411)`

// Open opens the books at a URL as postgres://user:password@host/database.
func Open(ctx context.Context, url string, cfg books.Config) (*books.Books, error) {
	db, err := sql.Open("pgx", url)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxConnections)
	db.SetMaxIdleConns(maxConnections)
	db.SetConnMaxIdleTime(5 * time.Minute)
	cfg.Lock, cfg.Retry = lock, again
	return books.Open(ctx, db, cfg)
}

// again says whether the server broke a transaction off for the sake of others.
func again(err error) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && (e.Code == "40001" || e.Code == "40P01") // serialization failure, deadlock
}
