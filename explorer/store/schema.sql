-- The tables of an index. Both databases understand this. What is in it comes from the chain: when it changes, the
-- version in schema.go changes, and an index is made anew.

CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE blocks (
	height BIGINT PRIMARY KEY, time BIGINT NOT NULL, hash TEXT NOT NULL, parent TEXT NOT NULL, state TEXT NOT NULL,
	proposer TEXT NOT NULL, txs BIGINT NOT NULL, events BIGINT NOT NULL, minted BIGINT NOT NULL, burned BIGINT NOT NULL
);
CREATE INDEX blocks_hash ON blocks (hash);

CREATE TABLE txs (
	height BIGINT NOT NULL, idx BIGINT NOT NULL, hash TEXT NOT NULL, code BIGINT NOT NULL, codespace TEXT NOT NULL, reason TEXT NOT NULL,
	gas_wanted BIGINT NOT NULL, gas_used BIGINT NOT NULL, fee BIGINT NOT NULL, signer TEXT NOT NULL, kinds TEXT NOT NULL,
	raw BYTEA NOT NULL, events BYTEA NOT NULL,
	PRIMARY KEY (height, idx)
);
CREATE INDEX txs_hash ON txs (hash);

CREATE TABLE links (address TEXT NOT NULL, height BIGINT NOT NULL, idx BIGINT NOT NULL, PRIMARY KEY (address, height, idx));

CREATE TABLE transfers (
	height BIGINT NOT NULL, seq BIGINT NOT NULL, idx BIGINT NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL, rao BIGINT NOT NULL,
	PRIMARY KEY (height, seq)
);
CREATE INDEX transfers_sender ON transfers (sender, height, seq);
CREATE INDEX transfers_recipient ON transfers (recipient, height, seq);

CREATE TABLE accounts (address TEXT PRIMARY KEY, rao BIGINT NOT NULL, first BIGINT NOT NULL, last BIGINT NOT NULL);
CREATE INDEX accounts_rao ON accounts (rao, address);

CREATE TABLE balances (address TEXT NOT NULL, span BIGINT NOT NULL, rao BIGINT NOT NULL, PRIMARY KEY (address, span));

CREATE TABLE moves (
	height BIGINT NOT NULL, seq BIGINT NOT NULL, idx BIGINT NOT NULL, kind TEXT NOT NULL, coldkey TEXT NOT NULL, hotkey TEXT NOT NULL,
	other TEXT NOT NULL, rao BIGINT NOT NULL,
	PRIMARY KEY (height, seq)
);
CREATE INDEX moves_coldkey ON moves (coldkey, height, seq);
CREATE INDEX moves_hotkey ON moves (hotkey, height, seq);
CREATE INDEX moves_other ON moves (other, height, seq);

CREATE TABLE hotkeys (address TEXT PRIMARY KEY, owner TEXT NOT NULL, rao BIGINT NOT NULL, first BIGINT NOT NULL);
CREATE INDEX hotkeys_rao ON hotkeys (rao, address);
CREATE INDEX hotkeys_owner ON hotkeys (owner);

CREATE TABLE stakes (hotkey TEXT NOT NULL, span BIGINT NOT NULL, rao BIGINT NOT NULL, PRIMARY KEY (hotkey, span));

CREATE TABLE rewards (
	hotkey TEXT NOT NULL, height BIGINT NOT NULL, owner BIGINT NOT NULL, pool BIGINT NOT NULL, stake BIGINT NOT NULL,
	PRIMARY KEY (hotkey, height)
);
CREATE INDEX rewards_height ON rewards (height);

CREATE TABLE slots (
	height BIGINT NOT NULL, seq BIGINT NOT NULL, netuid BIGINT NOT NULL, uid BIGINT NOT NULL, hotkey TEXT NOT NULL, price BIGINT NOT NULL,
	replaced TEXT NOT NULL,
	PRIMARY KEY (height, seq)
);
CREATE INDEX slots_netuid ON slots (netuid, height, seq);
CREATE INDEX slots_hotkey ON slots (hotkey, height, seq);

CREATE TABLE epochs (
	height BIGINT NOT NULL, netuid BIGINT NOT NULL, epoch BIGINT NOT NULL, paid BIGINT NOT NULL, owner_cut BIGINT NOT NULL,
	PRIMARY KEY (height, netuid)
);
CREATE INDEX epochs_netuid ON epochs (netuid, height);

CREATE TABLE days (
	day BIGINT PRIMARY KEY, blocks BIGINT NOT NULL, txs BIGINT NOT NULL, failed BIGINT NOT NULL, transfers BIGINT NOT NULL,
	moved BIGINT NOT NULL, accounts BIGINT NOT NULL, minted BIGINT NOT NULL, burned BIGINT NOT NULL
);
