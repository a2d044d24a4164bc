package books

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

// Request is what is reserved for.
type Request struct {
	ID      string // one of its own
	Key     ledger.Key
	Netuids []uint32 // subnets that may be paid, in rising order; more than one of a composed model
	Model   string
	Amount  uint64 // rao, the most that it can cost
	Credit  uint64 // rao that no voucher need cover
}

// netuid is under which a request is entered: that of its subnet, 0 of a composed model.
func (r Request) netuid() uint32 {
	if len(r.Netuids) == 1 {
		return r.Netuids[0]
	}
	return 0
}

// Rate is how much of a key's rate is left.
type Rate struct {
	Limit, Left uint64        // requests a minute; no limit when Limit is 0
	Reset       time.Duration // until the next minute begins
}

// Reserve sets aside the most that a request can cost, or changes nothing and returns why: a *[ledger.ShortError],
// *[ledger.DueError], *[ledger.LimitError] or *[ledger.RateError], an error of the key, [ledger.ErrClosing],
// [ledger.ErrNoAccount], [ledger.ErrSubnets] or [ledger.ErrTwice]. Who gets how much of a composed answer is known when it
// ends, so that each of its subnets reserves all of it, and the account and the key reserve it once.
func (b *Books) Reserve(ctx context.Context, r Request) (Rate, error) {
	now := b.cfg.Now()
	var rate Rate
	err := b.change(ctx, func(t *tx) error {
		held := t.exec(`UPDATE accounts SET reserved = reserved + $2
			WHERE channel = $1 AND gone = 0 AND closes_at = 0 AND spent + reserved + $2 <= deposit`, r.Key.Channel, r.Amount)
		switch {
		case t.err != nil:
			return t.err
		case held == 0:
			return shortOf(t, r)
		}
		var err error
		if rate, err = takeKey(t, r, now); err != nil {
			return err
		}
		for _, netuid := range r.Netuids {
			if err := fillPurse(t, r, netuid); err != nil {
				return err
			}
		}
		fresh := t.exec(`INSERT INTO reservations (id, channel, key_id, netuid, model, amount, begun, process, generation)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (id) DO NOTHING`,
			r.ID, r.Key.Channel, r.Key.ID, r.netuid(), r.Model, r.Amount, now.Unix(), b.cfg.Process, b.generation)
		if t.err == nil && fresh == 0 {
			return ledger.ErrTwice
		}
		if r.netuid() == 0 {
			for _, netuid := range r.Netuids {
				t.exec(`INSERT INTO parts (id, netuid) VALUES ($1, $2)`, r.ID, netuid)
			}
		}
		return t.err
	})
	return rate, err
}

// shortOf says why an account does not admit a request.
func shortOf(t *tx, r Request) error {
	var gone, closes, deposit, spent, reserved uint64
	err := t.row(`SELECT gone, closes_at, deposit, spent, reserved FROM accounts WHERE channel = $1`, r.Key.Channel).
		Scan(&gone, &closes, &deposit, &spent, &reserved)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ledger.ErrNoAccount
	case err != nil:
		return err
	case gone != 0 || closes != 0:
		return ledger.ErrClosing
	}
	a := ledger.Account{Deposit: deposit, Spent: spent, Reserved: reserved}
	return &ledger.ShortError{Channel: r.Key.Channel, Needed: r.Amount, Left: a.Left(), Reserved: reserved}
}

// spentSince is what a key has spent since the beginning of a period. The account is locked, so that nothing is added meanwhile.
const spentSince = `(SELECT COALESCE(SUM(cost), 0) FROM usage WHERE key_id = $1 AND day >= `

// takeKey reserves on the key, within its limits.
func takeKey(t *tx, r Request, now time.Time) (Rate, error) {
	minute := now.Unix() / 60
	var limit, used uint64
	err := t.row(`UPDATE api_keys SET reserved = reserved + $2, used = $3,
			requests = CASE WHEN minute = $4 THEN requests + 1 ELSE 1 END, minute = $4
		WHERE id = $1 AND revoked = 0 AND (expires = 0 OR expires > $3)
			AND (rate = 0 OR minute <> $4 OR requests < rate)
			AND (limit_total = 0 OR spent + reserved + $2 <= limit_total)
			AND (limit_day = 0 OR reserved + $2 + `+spentSince+`$5) <= limit_day)
			AND (limit_month = 0 OR reserved + $2 + `+spentSince+`$6) <= limit_month)
		RETURNING rate, requests`,
		r.Key.ID, r.Amount, now.Unix(), minute, ledger.Day.Begin(now), ledger.Month.Begin(now)).Scan(&limit, &used)
	reset := time.Duration(60-now.Unix()%60) * time.Second
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Rate{}, keyRefusal(t, r, now, reset)
	case err != nil:
		return Rate{}, err
	}
	return Rate{Limit: limit, Left: limit - min(limit, used), Reset: reset}, nil
}

// keyRefusal says why a key does not admit a request.
func keyRefusal(t *tx, r Request, now time.Time, reset time.Duration) error {
	k, minute, requests, err := scanKey(t.row(`SELECT `+keyColumns+` FROM api_keys WHERE id = $1`, r.Key.ID))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return ledger.ErrKeyUnknown
	case err != nil:
		return err
	}
	if err := k.Alive(now); err != nil {
		return err
	}
	if k.Rate > 0 && minute == now.Unix()/60 && requests >= k.Rate {
		return &ledger.RateError{Rate: k.Rate, After: reset}
	}
	e := &ledger.LimitError{Period: ledger.Total, Limit: k.Total, Spent: k.Spent + k.Reserved, Needed: r.Amount}
	for _, p := range []struct {
		period ledger.Period
		limit  uint64
	}{{ledger.Month, k.Month}, {ledger.Day, k.Day}} {
		var spent uint64
		if err := t.row(`SELECT `+spentSince+`$2)`, r.Key.ID, p.period.Begin(now)).Scan(&spent); err != nil {
			return err
		}
		if p.limit > 0 && spent+k.Reserved+r.Amount > p.limit {
			return &ledger.LimitError{Period: p.period, Limit: p.limit, Spent: spent + k.Reserved, Needed: r.Amount, Until: p.period.End(now)}
		}
	}
	return e
}

// fillPurse reserves in the purse of a subnet, within the credit.
func fillPurse(t *tx, r Request, netuid uint32) error {
	var used, promised uint64
	err := t.row(`INSERT INTO purses (channel, netuid, reserved) VALUES ($1, $2, $3)
		ON CONFLICT (channel, netuid) DO UPDATE SET reserved = purses.reserved + excluded.reserved
		RETURNING spent + reserved, promised`, r.Key.Channel, netuid, r.Amount).Scan(&used, &promised)
	if err != nil {
		return err
	}
	var subnets int
	if err := t.row(`SELECT COUNT(*) FROM purses WHERE channel = $1`, r.Key.Channel).Scan(&subnets); err != nil {
		return err
	}
	if subnets > voucher.MaxSpends {
		return ledger.ErrSubnets
	}
	after := ledger.Purse{Spent: used, Promised: promised}
	before := ledger.Purse{Spent: used - r.Amount, Promised: promised}
	covered := t.exec(`UPDATE accounts SET uncovered = uncovered + $2
		WHERE channel = $1 AND (held = 1 OR $2 = 0 OR uncovered + $2 <= $3)`, r.Key.Channel, after.Open()-before.Open(), r.Credit)
	if t.err == nil && covered == 0 {
		return dueOf(t, r, after.Open()-before.Open())
	}
	return t.err
}

// dueOf says what a voucher has to cover.
func dueOf(t *tx, r Request, more uint64) error {
	e := &ledger.DueError{Channel: r.Key.Channel, Credit: r.Credit}
	if err := t.row(`SELECT uncovered FROM accounts WHERE channel = $1`, r.Key.Channel).Scan(&e.Open); err != nil {
		return err
	}
	e.Open += more
	purses, err := t.purses(r.Key.Channel)
	if err != nil {
		return err
	}
	for _, netuid := range r.Netuids {
		if !slices.ContainsFunc(purses, func(p ledger.Purse) bool { return p.Netuid == netuid }) {
			purses = append(purses, ledger.Purse{Netuid: netuid})
		}
	}
	slices.SortFunc(purses, func(a, b ledger.Purse) int { return cmp.Compare(a.Netuid, b.Netuid) })
	for i := range purses { // as it is with this request, whose part counts only if the credit cannot cover it
		if p := &purses[i]; slices.Contains(r.Netuids, p.Netuid) && r.Amount*uint64(len(r.Netuids)) > r.Credit {
			p.Spent += r.Amount
		}
	}
	e.Due = ledger.Account{Purses: purses}.Due()
	return e
}
