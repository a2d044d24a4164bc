package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/tianwang-net/tianwang/gateway/ledger"
)

// maxSessions is how many sessions one payer has at once; a new one ends the oldest.
const maxSessions = 16

// ErrNoSession says that a session has ended, or never was.
var ErrNoSession = errors.New("no such session: sign in")

// SignIn begins a session of a payer until a time and returns its secret, of which only the hash is kept.
func (b *Books) SignIn(ctx context.Context, payer string, until time.Time) (ledger.Secret, error) {
	secret := ledger.NewSecret()
	return secret, b.change(ctx, func(t *tx) error {
		t.exec(`DELETE FROM sessions WHERE payer = $1 AND hash NOT IN (
			SELECT hash FROM sessions WHERE payer = $1 ORDER BY until DESC, hash LIMIT $2)`, payer, maxSessions-1)
		t.exec(`INSERT INTO sessions (hash, payer, until) VALUES ($1, $2, $3)`, secret.Hash(), payer, until.Unix())
		return t.err
	})
}

// Session returns whose session a secret opens, and until when. The error is [ErrNoSession].
func (b *Books) Session(ctx context.Context, secret ledger.Secret) (payer string, until time.Time, err error) {
	var unix int64
	err = b.db.QueryRowContext(ctx, `SELECT payer, until FROM sessions WHERE hash = $1 AND until > $2`, secret.Hash(), b.cfg.Now().Unix()).
		Scan(&payer, &unix)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrNoSession
	}
	return payer, time.Unix(unix, 0), err
}

// SignOut ends a session; of one that is not there, nothing happens.
func (b *Books) SignOut(ctx context.Context, secret ledger.Secret) error {
	return b.change(ctx, func(t *tx) error {
		t.exec(`DELETE FROM sessions WHERE hash = $1`, secret.Hash())
		return t.err
	})
}

// AccountsOf returns the accounts that an address pays and that are still on the chain, by channel, without their purses.
func (b *Books) AccountsOf(ctx context.Context, payer string) ([]ledger.Account, error) {
	return list(ctx, b, scanAccount, `SELECT `+accountColumns+` FROM accounts WHERE payer = $1 AND gone = 0 ORDER BY channel`, payer)
}

// browserName is what the key of the owner's own browser is called.
const browserName = "browser"

// BrowserKey returns the key by which the owner of an account asks from a browser that is signed in; it has no secret, and is
// made when it is first used. The owner can limit it like any other, and revoke it. The error may be [ledger.ErrKeyRevoked].
func (b *Books) BrowserKey(ctx context.Context, channel uint64) (k ledger.Key, err error) {
	id := fmt.Sprintf("key-browser-%d", channel)
	now := b.cfg.Now()
	read := func(row scanner) error {
		k, err = scanOnlyKey(row)
		if err == nil {
			err = k.Alive(now)
		}
		return err
	}
	const find = `SELECT ` + keyColumns + ` FROM api_keys WHERE id = $1`
	if err := read(b.db.QueryRowContext(ctx, find, id)); !errors.Is(err, sql.ErrNoRows) {
		return k, err
	}
	err = b.change(ctx, func(t *tx) error {
		if err := t.lock(channel); err != nil {
			return err
		}
		none := text(nil)
		t.exec(`INSERT INTO api_keys (id, channel, hash, hint, name, models, endpoints, limit_day, limit_month, limit_total, rate, expires, created)
			VALUES ($1, $2, $1, '', $3, $4, $4, 0, 0, 0, 0, 0, $5) ON CONFLICT (id) DO NOTHING`, id, channel, browserName, none, now.Unix())
		return read(t.row(find, id))
	})
	return k, err
}
