package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

const accountColumns = `channel, payer, signer, held, deposit, subnet_share, grace, closes_at, gone, spent, reserved, uncovered, voucher`

func scanAccount(s scanner) (a ledger.Account, err error) {
	var held, gone int
	err = s.Scan(&a.Channel, &a.Payer, &a.Signer, &held, &a.Deposit, &a.SubnetShare, &a.Grace, &a.ClosesAt, &gone, &a.Spent, &a.Reserved, &a.Open, &a.Voucher)
	a.Held, a.Gone = held != 0, gone != 0
	return a, err
}

const purseColumns = `netuid, spent, reserved, promised, settled`

func scanPurse(s scanner) (p ledger.Purse, err error) {
	err = s.Scan(&p.Netuid, &p.Spent, &p.Reserved, &p.Promised, &p.Settled)
	return p, err
}

// purses reads those of an account that is locked.
func (t *tx) purses(channel uint64) ([]ledger.Purse, error) {
	if t.err != nil {
		return nil, t.err
	}
	rows, err := t.tx.QueryContext(t.ctx, `SELECT `+purseColumns+` FROM purses WHERE channel = $1 ORDER BY netuid`, channel)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []ledger.Purse
	for rows.Next() {
		p, err := scanPurse(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, rows.Err()
}

// Account returns an account. The error is [ledger.ErrNoAccount].
func (b *Books) Account(ctx context.Context, channel uint64) (a ledger.Account, err error) {
	err = b.change(ctx, func(t *tx) error {
		a, err = scanAccount(t.row(`SELECT `+accountColumns+` FROM accounts WHERE channel = $1`, channel))
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%w: %d", ledger.ErrNoAccount, channel)
		}
		if err == nil {
			a.Purses, err = t.purses(channel)
		}
		return err
	})
	return a, err
}

// Accounts returns every account that is still on the chain, by channel.
func (b *Books) Accounts(ctx context.Context) ([]ledger.Account, error) {
	all, err := list(ctx, b, scanAccount, `SELECT `+accountColumns+` FROM accounts WHERE gone = 0 ORDER BY channel`)
	if err != nil {
		return nil, err
	}
	at := map[uint64]int{}
	for i, a := range all {
		at[a.Channel] = i
	}
	type owned struct {
		channel uint64
		ledger.Purse
	}
	purses, err := list(ctx, b, func(s scanner) (p owned, err error) {
		err = s.Scan(&p.channel, &p.Netuid, &p.Spent, &p.Reserved, &p.Promised, &p.Settled)
		return p, err
	}, `SELECT channel, `+purseColumns+` FROM purses ORDER BY channel, netuid`)
	for _, p := range purses {
		if i, ok := at[p.channel]; ok {
			all[i].Purses = append(all[i].Purses, p.Purse)
		}
	}
	return all, err
}

// Promise takes a voucher whose signature was verified, if [ledger.Account.Accept] does. One that says the same as the
// latest changes nothing.
func (b *Books) Promise(ctx context.Context, v voucher.Signed, ahead uint64) error {
	return b.change(ctx, func(t *tx) error {
		if err := t.lock(v.Channel); err != nil {
			return err
		}
		a, err := scanAccount(t.row(`SELECT `+accountColumns+` FROM accounts WHERE channel = $1`, v.Channel))
		if err == nil {
			a.Purses, err = t.purses(v.Channel)
		}
		if err != nil {
			return err
		}
		purses, err := a.Accept(v.Voucher, ahead)
		if err != nil {
			return err
		}
		for _, p := range purses {
			t.exec(`INSERT INTO purses (channel, netuid, promised) VALUES ($1, $2, $3)
				ON CONFLICT (channel, netuid) DO UPDATE SET promised = excluded.promised`, v.Channel, p.Netuid, p.Promised)
		}
		t.exec(`UPDATE accounts SET voucher = $2 WHERE channel = $1`, v.Channel, v.String())
		t.recount(v.Channel)
		return t.err
	})
}

// recount makes up what is not covered, after promises have changed.
func (t *tx) recount(channel uint64) {
	t.exec(`UPDATE accounts SET uncovered = (SELECT COALESCE(SUM(CASE WHEN spent + reserved > promised THEN spent + reserved - promised ELSE 0 END), 0)
		FROM purses WHERE channel = $1) WHERE channel = $1`, channel)
}

// Channel is a channel as the chain has it.
type Channel struct {
	ledger.Account                 // terms, deposit, and whether it is being closed; nothing else of it is read
	Settled        []voucher.Spend // on the chain
}

// Same says whether an account is already as the chain has it.
func (c Channel) Same(a ledger.Account) bool {
	settled := map[uint32]uint64{}
	for _, p := range a.Purses {
		settled[p.Netuid] = p.Settled
	}
	for _, s := range c.Settled {
		if settled[s.Netuid] != s.Amount {
			return false
		}
	}
	return a.Payer == c.Payer && a.Held == c.Held && a.Deposit == c.Deposit && a.ClosesAt == c.ClosesAt
}

// Sync brings one channel up to the chain. A channel that is new here, because it is new or because the database is, begins
// with what was settled as spent. A channel in which something was settled that the latest voucher does not cover has been
// settled with another one, which voids that voucher: what counts as promised is then what is settled.
func (b *Books) Sync(ctx context.Context, c Channel) error {
	return b.change(ctx, func(t *tx) error {
		held := 0
		if c.Held {
			held = 1
		}
		fresh := t.exec(`INSERT INTO accounts (channel, payer, signer, held, deposit, subnet_share, grace, closes_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (channel) DO NOTHING`,
			c.Channel, c.Payer, c.Signer, held, c.Deposit, c.SubnetShare, c.Grace, c.ClosesAt)
		t.exec(`UPDATE accounts SET payer = $2, held = $3, closes_at = $4, gone = 0,
			deposit = CASE WHEN deposit < $5 THEN $5 ELSE deposit END WHERE channel = $1`, c.Channel, c.Payer, held, c.ClosesAt, c.Deposit)
		void := false
		for _, s := range c.Settled {
			spent := uint64(0)
			if fresh > 0 {
				spent = s.Amount
			}
			var promised uint64
			if err := t.row(`INSERT INTO purses (channel, netuid, spent, settled) VALUES ($1, $2, $3, $4)
				ON CONFLICT (channel, netuid) DO UPDATE SET settled = excluded.settled RETURNING promised`,
				c.Channel, s.Netuid, spent, s.Amount).Scan(&promised); err != nil {
				return err
			}
			void = void || promised < s.Amount
			t.exec(`UPDATE accounts SET spent = spent + $2 WHERE channel = $1`, c.Channel, spent)
		}
		if void {
			t.exec(`UPDATE purses SET promised = settled WHERE channel = $1`, c.Channel)
			t.exec(`UPDATE accounts SET voucher = '' WHERE channel = $1`, c.Channel)
		}
		t.recount(c.Channel)
		return t.err
	})
}

// Gone notes that a channel is not on the chain any more. Its keys open nothing from then on; what it was used for stays.
func (b *Books) Gone(ctx context.Context, channel uint64) error {
	return b.change(ctx, func(t *tx) error {
		t.exec(`UPDATE accounts SET gone = 1 WHERE channel = $1`, channel)
		return t.err
	})
}
