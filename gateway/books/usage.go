package books

import (
	"context"
	"errors"
	"fmt"
)

// Usage is what a key was used for on one day.
type Usage struct {
	Day      string `json:"day"` // in UTC, as 2026-01-31
	Key      string `json:"key"` // its id
	Name     string `json:"name"`
	Model    string `json:"model"`
	Netuid   uint32 `json:"netuid"`   // 0 of a composed model
	Requests uint64 `json:"requests"` // that were charged
	Failed   uint64 `json:"failed"`   // that were not
	In       uint64 `json:"bytes_in"`
	Out      uint64 `json:"bytes_out"`
	Cost     uint64 `json:"cost_rao,string"`
}

// lastDay is after all days.
const lastDay = "9999-12-31"

// Usage returns what an account was used for from one day to another, both included, "" for no bound; of one key if it is
// named.
func (b *Books) Usage(ctx context.Context, channel uint64, key, from, to string) ([]Usage, error) {
	if to == "" {
		to = lastDay
	}
	return list(ctx, b, func(s scanner) (u Usage, err error) {
		err = s.Scan(&u.Day, &u.Key, &u.Name, &u.Model, &u.Netuid, &u.Requests, &u.Failed, &u.In, &u.Out, &u.Cost)
		return u, err
	}, `SELECT u.day, u.key_id, k.name, u.model, u.netuid, u.requests, u.failed, u.bytes_in, u.bytes_out, u.cost
		FROM usage u JOIN api_keys k ON k.id = u.key_id
		WHERE u.channel = $1 AND ($2 = '' OR u.key_id = $2) AND u.day >= $3 AND u.day <= $4
		ORDER BY u.day, k.created, u.key_id, u.model, u.netuid`, channel, key, from, to)
}

// ErrUnbalanced says that the books contradict themselves.
var ErrUnbalanced = errors.New("the books do not balance")

// Audit returns [ErrUnbalanced], with what is wrong, unless every account is the sum of its parts.
func (b *Books) Audit(ctx context.Context) error {
	type sums struct {
		channel                                                      uint64
		spent, reserved, open                                        uint64
		purseSpent, purseReserved, purseOpen, keySpent, keysReserved uint64
		journal, purses, usage                                       uint64
	}
	all, err := list(ctx, b, func(s scanner) (a sums, err error) {
		err = s.Scan(&a.channel, &a.spent, &a.reserved, &a.open, &a.purseSpent, &a.purseReserved, &a.purseOpen, &a.keySpent, &a.keysReserved, &a.journal, &a.purses, &a.usage)
		return a, err
	}, `SELECT a.channel, a.spent, a.reserved, a.uncovered,
		(SELECT COALESCE(SUM(spent), 0) FROM purses p WHERE p.channel = a.channel),
		(SELECT COALESCE(SUM(reserved), 0) FROM purses p WHERE p.channel = a.channel),
		(SELECT COALESCE(SUM(CASE WHEN spent + reserved > promised THEN spent + reserved - promised ELSE 0 END), 0) FROM purses p WHERE p.channel = a.channel),
		(SELECT COALESCE(SUM(spent), 0) FROM api_keys k WHERE k.channel = a.channel),
		(SELECT COALESCE(SUM(reserved), 0) FROM api_keys k WHERE k.channel = a.channel),
		(SELECT COALESCE(SUM(amount), 0) FROM reservations r WHERE r.channel = a.channel AND r.state = 0),
		(SELECT COALESCE(SUM(amount * CASE WHEN netuid > 0 THEN 1 ELSE (SELECT COUNT(*) FROM parts p WHERE p.id = r.id) END), 0)
			FROM reservations r WHERE r.channel = a.channel AND r.state = 0),
		(SELECT COALESCE(SUM(cost), 0) FROM usage u WHERE u.channel = a.channel)
		FROM accounts a`)
	if err != nil {
		return err
	}
	for _, a := range all {
		for _, c := range []struct {
			what      string
			have, sum uint64
		}{
			{"spent by its purses", a.spent, a.purseSpent},
			{"reserved in its purses", a.purses, a.purseReserved},
			{"open in its purses", a.open, a.purseOpen},
			{"reserved on its keys", a.reserved, a.keysReserved},
			{"reserved for requests", a.reserved, a.journal},
			{"usage of its keys", a.keySpent, a.usage},
		} {
			if c.have != c.sum {
				return fmt.Errorf("%w: channel %d: %d rao, but %d %s", ErrUnbalanced, a.channel, c.have, c.sum, c.what)
			}
		}
		if a.spent < a.usage {
			return fmt.Errorf("%w: channel %d: %d rao spent, but %d used", ErrUnbalanced, a.channel, a.spent, a.usage)
		}
	}
	return nil
}
