// Package sqlite keeps the books of a gateway in a file: for one machine, without anything to install.
//
// Its law: what was committed survives the process and the power. Writers wait for each other; one gateway is served from
// memory's speed to a few hundred requests a second, and more of them, or more than that, want package postgres.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/tianwang-net/tianwang/gateway/books"
)

// Open opens the books in a file, and makes it if there is none; only its owner can read it.
func Open(ctx context.Context, path string, cfg books.Config) (*books.Books, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // #nosec G304 -- the operator's own
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return nil, err
	}
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {"journal_mode(WAL)", "synchronous(FULL)", "busy_timeout(2000)", "foreign_keys(1)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+q.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // writers would only wait for each other in the driver, less fairly
	cfg.Retry = busy
	return books.Open(ctx, db, cfg)
}

// busy says whether others held the file for too long. Who waits for it is not served in turn: on a busy machine some would never be.
func busy(err error) bool {
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xFF == sqlite3.SQLITE_BUSY // the rest of the code says why
}
