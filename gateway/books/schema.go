package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// migrations change the schema, one version after the other. Those that were released are never edited.
var migrations = []string{`
CREATE TABLE accounts (
	channel BIGINT PRIMARY KEY,
	payer TEXT NOT NULL,
	signer TEXT NOT NULL,
	held BIGINT NOT NULL,
	deposit BIGINT NOT NULL,
	subnet_share BIGINT NOT NULL,
	grace BIGINT NOT NULL,
	closes_at BIGINT NOT NULL,
	gone BIGINT NOT NULL DEFAULT 0,
	spent BIGINT NOT NULL DEFAULT 0 CHECK (spent >= 0),
	reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
	uncovered BIGINT NOT NULL DEFAULT 0 CHECK (uncovered >= 0),
	voucher TEXT NOT NULL DEFAULT ''
);
CREATE INDEX accounts_by_payer ON accounts (payer);
CREATE TABLE purses (
	channel BIGINT NOT NULL,
	netuid BIGINT NOT NULL,
	spent BIGINT NOT NULL DEFAULT 0 CHECK (spent >= 0),
	reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0),
	promised BIGINT NOT NULL DEFAULT 0 CHECK (promised >= 0),
	settled BIGINT NOT NULL DEFAULT 0 CHECK (settled >= 0),
	PRIMARY KEY (channel, netuid)
);
CREATE TABLE api_keys (
	id TEXT PRIMARY KEY,
	channel BIGINT NOT NULL,
	hash TEXT NOT NULL UNIQUE,
	old_hash TEXT NOT NULL DEFAULT '',
	old_until BIGINT NOT NULL DEFAULT 0,
	hint TEXT NOT NULL,
	name TEXT NOT NULL,
	models TEXT NOT NULL,
	endpoints TEXT NOT NULL,
	limit_day BIGINT NOT NULL,
	limit_month BIGINT NOT NULL,
	limit_total BIGINT NOT NULL,
	rate BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	created BIGINT NOT NULL,
	used BIGINT NOT NULL DEFAULT 0,
	revoked BIGINT NOT NULL DEFAULT 0,
	minute BIGINT NOT NULL DEFAULT 0,
	requests BIGINT NOT NULL DEFAULT 0,
	spent BIGINT NOT NULL DEFAULT 0 CHECK (spent >= 0),
	reserved BIGINT NOT NULL DEFAULT 0 CHECK (reserved >= 0)
);
CREATE INDEX api_keys_by_channel ON api_keys (channel);
CREATE INDEX api_keys_by_old_hash ON api_keys (old_hash);
CREATE TABLE reservations (
	id TEXT PRIMARY KEY,
	channel BIGINT NOT NULL,
	key_id TEXT NOT NULL,
	netuid BIGINT NOT NULL,
	model TEXT NOT NULL,
	amount BIGINT NOT NULL CHECK (amount >= 0),
	begun BIGINT NOT NULL,
	process TEXT NOT NULL,
	generation BIGINT NOT NULL,
	state BIGINT NOT NULL DEFAULT 0,
	cost BIGINT NOT NULL DEFAULT 0 CHECK (cost >= 0 AND cost <= amount),
	ended BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX reservations_by_state ON reservations (state, ended);
CREATE TABLE usage (
	channel BIGINT NOT NULL,
	key_id TEXT NOT NULL,
	day TEXT NOT NULL,
	model TEXT NOT NULL,
	netuid BIGINT NOT NULL,
	requests BIGINT NOT NULL,
	failed BIGINT NOT NULL,
	bytes_in BIGINT NOT NULL,
	bytes_out BIGINT NOT NULL,
	cost BIGINT NOT NULL CHECK (cost >= 0),
	PRIMARY KEY (key_id, day, model, netuid)
);
CREATE INDEX usage_by_channel ON usage (channel, day);
CREATE TABLE processes (
	name TEXT PRIMARY KEY,
	generation BIGINT NOT NULL,
	seen BIGINT NOT NULL
);
CREATE TABLE nonces (
	nonce TEXT PRIMARY KEY,
	until BIGINT NOT NULL
);
CREATE TABLE owner (
	one BIGINT PRIMARY KEY,
	chain TEXT NOT NULL,
	gateway TEXT NOT NULL
);
`, `
CREATE TABLE parts (
	id TEXT NOT NULL,
	netuid BIGINT NOT NULL,
	PRIMARY KEY (id, netuid)
);
CREATE TABLE sessions (
	hash TEXT PRIMARY KEY,
	payer TEXT NOT NULL,
	until BIGINT NOT NULL
);
CREATE INDEX sessions_by_payer ON sessions (payer, until);
CREATE TABLE paces (
	channel BIGINT NOT NULL,
	key_id TEXT NOT NULL,
	day TEXT NOT NULL,
	step BIGINT NOT NULL,
	answers BIGINT NOT NULL,
	PRIMARY KEY (key_id, day, step)
);
CREATE INDEX paces_by_channel ON paces (channel, day);
`, `
ALTER TABLE reservations ADD COLUMN bytes_in BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reservations ADD COLUMN bytes_out BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reservations ADD COLUMN tokens_in BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reservations ADD COLUMN tokens_out BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reservations ADD COLUMN first_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reservations ADD COLUMN took_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reservations ADD COLUMN ending BIGINT NOT NULL DEFAULT 0;
ALTER TABLE reservations ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE reservations ADD COLUMN miner TEXT NOT NULL DEFAULT '';
ALTER TABLE reservations ADD COLUMN contributors TEXT NOT NULL DEFAULT '';
ALTER TABLE reservations ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
CREATE INDEX reservations_by_channel ON reservations (channel, begun, id);
`}

// migrate brings the schema to the newest version. Processes that start together wait for each other: lock is what makes
// them.
func (b *Books) migrate(ctx context.Context, lock string) error {
	return b.change(ctx, func(t *tx) error {
		if lock != "" {
			t.exec(lock)
		}
		t.exec(`CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)`)
		var version int
		switch err := t.row(`SELECT version FROM schema_version`).Scan(&version); {
		case t.err != nil:
			return t.err
		case errors.Is(err, sql.ErrNoRows):
			t.exec(`INSERT INTO schema_version (version) VALUES (0)`)
		case err != nil:
			return err
		}
		if version > len(migrations) {
			return fmt.Errorf("database has version %d of the schema, this program knows %d: use a newer program", version, len(migrations))
		}
		for _, m := range migrations[version:] {
			t.exec(m)
		}
		t.exec(`UPDATE schema_version SET version = $1`, len(migrations))
		return t.err
	})
}
