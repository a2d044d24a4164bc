package books

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/tianwang-net/tianwang/gateway/ledger"
)

// maxKeys is how many keys an account can have, those that were revoked among them.
const maxKeys = 1000

// ErrTooManyKeys says that an account has as many keys as it may.
var ErrTooManyKeys = fmt.Errorf("the channel has %d API keys, no more are possible: open another channel", maxKeys)

const keyColumns = `id, channel, hint, name, models, endpoints, limit_day, limit_month, limit_total, rate, expires, created, used, revoked,
	old_until, spent, reserved, minute, requests`

// scanKey reads a key, and in which minute how many requests were made with it.
func scanKey(s scanner) (k ledger.Key, minute int64, requests uint64, err error) {
	var models, endpoints string
	err = s.Scan(&k.ID, &k.Channel, &k.Hint, &k.Name, &models, &endpoints, &k.Day, &k.Month, &k.Total, &k.Rate, &k.Expires, &k.Created,
		&k.Used, &k.Revoked, &k.OldUntil, &k.Spent, &k.Reserved, &minute, &requests)
	if err == nil {
		err = errors.Join(json.Unmarshal([]byte(models), &k.Models), json.Unmarshal([]byte(endpoints), &k.Endpoints))
	}
	return k, minute, requests, err
}

func scanOnlyKey(s scanner) (ledger.Key, error) {
	k, _, _, err := scanKey(s)
	return k, err
}

// text writes a list for a column.
func text(list []string) string {
	b, _ := json.Marshal(list) // cannot fail
	return string(b)
}

// CreateKey makes a key for an account and returns it with its secret, which is kept nowhere. The errors are
// [ledger.ErrKeyForm], [ledger.ErrNoAccount] and [ErrTooManyKeys].
func (b *Books) CreateKey(ctx context.Context, channel uint64, terms ledger.Terms) (ledger.Key, ledger.Secret, error) {
	now := b.cfg.Now()
	if err := terms.Check(now); err != nil {
		return ledger.Key{}, "", err
	}
	secret := ledger.NewSecret()
	k := ledger.Key{ID: ledger.NewKeyID(), Channel: channel, Hint: secret.Hint(), Terms: terms, Created: now.Unix()}
	err := b.change(ctx, func(t *tx) error {
		if err := t.lock(channel); err != nil {
			return err
		}
		var count int
		if err := t.row(`SELECT COUNT(*) FROM api_keys WHERE channel = $1`, channel).Scan(&count); err != nil {
			return err
		}
		if count >= maxKeys {
			return ErrTooManyKeys
		}
		t.exec(`INSERT INTO api_keys (id, channel, hash, hint, name, models, endpoints, limit_day, limit_month, limit_total, rate, expires, created)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			k.ID, channel, secret.Hash(), k.Hint, k.Name, text(k.Models), text(k.Endpoints), k.Day, k.Month, k.Total, k.Rate, k.Expires, k.Created)
		return t.err
	})
	return k, secret, err
}

// lock locks an account for the rest of the transaction. The error is [ledger.ErrNoAccount].
func (t *tx) lock(channel uint64) error {
	if n := t.exec(`UPDATE accounts SET gone = gone WHERE channel = $1`, channel); t.err == nil && n == 0 {
		return fmt.Errorf("%w: %d", ledger.ErrNoAccount, channel)
	}
	return t.err
}

// Key finds a key by its secret. The error is [ledger.ErrKeyUnknown], or says that it is of no use any more.
func (b *Books) Key(ctx context.Context, secret ledger.Secret) (ledger.Key, error) {
	now := b.cfg.Now()
	k, err := scanOnlyKey(b.db.QueryRowContext(ctx, `SELECT `+keyColumns+` FROM api_keys
		WHERE hash = $1 OR (old_hash = $1 AND old_until > $2)`, secret.Hash(), now.Unix()))
	if errors.Is(err, sql.ErrNoRows) {
		return k, ledger.ErrKeyUnknown
	}
	if err == nil {
		err = k.Alive(now)
	}
	return k, err
}

// Keys returns the keys of an account, oldest first.
func (b *Books) Keys(ctx context.Context, channel uint64) ([]ledger.Key, error) {
	return list(ctx, b, scanOnlyKey, `SELECT `+keyColumns+` FROM api_keys WHERE channel = $1 ORDER BY created, id`, channel)
}

// RevokeKey makes a key useless, at once and for ever. The error is [ledger.ErrKeyUnknown].
func (b *Books) RevokeKey(ctx context.Context, channel uint64, id string) (ledger.Key, error) {
	return b.alterKey(ctx, channel, id, `revoked = CASE WHEN revoked = 0 THEN $3 ELSE revoked END, old_until = 0`, b.cfg.Now().Unix())
}

// EditKey changes what a key may; change gets its terms and returns others. What was spent stays. The errors are
// [ledger.ErrKeyUnknown], also of a key that was revoked, [ledger.ErrKeyForm], and what change returns.
func (b *Books) EditKey(ctx context.Context, channel uint64, id string, change func(ledger.Terms) (ledger.Terms, error)) (k ledger.Key, err error) {
	err = b.change(ctx, func(t *tx) error {
		if err := t.lock(channel); err != nil {
			return err
		}
		k, err = scanOnlyKey(t.row(`SELECT `+keyColumns+` FROM api_keys WHERE channel = $1 AND id = $2`, channel, id))
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return fmt.Errorf("%w: channel %d has no key %q", ledger.ErrKeyUnknown, channel, id)
		case err != nil:
			return err
		case k.Revoked > 0:
			return ledger.ErrKeyRevoked
		}
		terms, err := change(k.Terms)
		if err == nil {
			err = terms.Check(b.cfg.Now())
		}
		if err != nil {
			return err
		}
		k.Terms = terms
		t.exec(`UPDATE api_keys SET name = $3, models = $4, endpoints = $5, limit_day = $6, limit_month = $7, limit_total = $8, rate = $9, expires = $10
			WHERE channel = $1 AND id = $2`, channel, id, terms.Name, text(terms.Models), text(terms.Endpoints), terms.Day, terms.Month, terms.Total,
			terms.Rate, terms.Expires)
		return t.err
	})
	return k, err
}

// RotateKey gives a key another secret; the one before stays good for a while. The error is [ledger.ErrKeyUnknown], also of a
// key that was revoked.
func (b *Books) RotateKey(ctx context.Context, channel uint64, id string, overlap time.Duration) (ledger.Key, ledger.Secret, error) {
	secret := ledger.NewSecret()
	k, err := b.alterKey(ctx, channel, id, `old_hash = hash, old_until = $3, hash = $4, hint = $5`,
		b.cfg.Now().Add(overlap).Unix(), secret.Hash(), secret.Hint())
	if err == nil && k.Revoked > 0 {
		err = ledger.ErrKeyRevoked
	}
	return k, secret, err
}

func (b *Books) alterKey(ctx context.Context, channel uint64, id, set string, args ...any) (k ledger.Key, err error) {
	err = b.change(ctx, func(t *tx) error {
		k, err = scanOnlyKey(t.row(`UPDATE api_keys SET `+set+` WHERE channel = $1 AND id = $2 RETURNING `+keyColumns,
			append([]any{channel, id}, args...)...))
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%w: channel %d has no key %q", ledger.ErrKeyUnknown, channel, id)
		}
		return err
	})
	return k, err
}

// ErrReplay says that a signed request has come before.
var ErrReplay = errors.New("this signature was used before")

// Once notes the nonce of a signed request until a time, after which the signature is too old anyway. The error is
// [ErrReplay] the second time.
func (b *Books) Once(ctx context.Context, nonce string, until time.Time) error {
	return b.change(ctx, func(t *tx) error {
		n := t.exec(`INSERT INTO nonces (nonce, until) VALUES ($1, $2) ON CONFLICT (nonce) DO NOTHING`, nonce, until.Unix())
		if t.err == nil && n == 0 {
			return ErrReplay
		}
		return t.err
	})
}
