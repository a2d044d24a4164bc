package books

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

// States of a reservation.
const (
	stateOpen     = 0
	stateSettled  = 1
	stateReleased = 2
)

// Outcome is how a request ended.
type Outcome struct {
	Cost  uint64          // rao, at most what was reserved
	Parts []voucher.Spend // of the cost, by subnet, of a composed answer; none for equal parts
	In    uint64          // bytes of the question
	Out   uint64          // bytes that were delivered
	First time.Duration   // until the first byte of the answer; 0 when there was none
	Took  time.Duration   // until the end
	End   ledger.End

	Code         string // of the error that the user was told; "" for none
	Miner        string // hotkey of who answered, or broke off; "" for nobody, or several
	Contributors string // to a composed answer, as its header names them
	Attempts     int    // miners asked
	TokensIn     uint64 // as the answer says itself; 0 when it does not
	TokensOut    uint64
}

// Settle charges a request and gives back what is left of its reservation. It can be called any number of times: the
// first decides, and its cost is returned every time. The error is [ledger.ErrReleased] when the reservation was released
// meanwhile: nothing was charged, and nothing will be; or [ledger.ErrNoReservation].
func (b *Books) Settle(ctx context.Context, id string, o Outcome) (cost uint64, err error) {
	err = b.change(ctx, func(t *tx) error {
		cost, err = end(t, id, stateSettled, o, b.cfg.Now())
		return err
	})
	return cost, err
}

// end ends a reservation, once.
func end(t *tx, id string, state int, o Outcome, now time.Time) (uint64, error) {
	var r Request
	var netuid uint32
	var begun int64
	err := t.row(`UPDATE reservations SET state = $2, cost = $3, ended = $4, ending = $5, bytes_in = $6, bytes_out = $7, tokens_in = $8,
			tokens_out = $9, first_ms = $10, took_ms = $11, code = $12, miner = $13, contributors = $14, attempts = $15
		WHERE id = $1 AND state = 0 RETURNING channel, key_id, netuid, model, amount, begun`,
		id, state, o.Cost, now.Unix(), int(o.End), o.In, o.Out, o.TokensIn, o.TokensOut, milliseconds(o.First), milliseconds(o.Took),
		o.Code, o.Miner, o.Contributors, o.Attempts).
		Scan(&r.Key.Channel, &r.Key.ID, &netuid, &r.Model, &r.Amount, &begun)
	if errors.Is(err, sql.ErrNoRows) {
		return already(t, id)
	}
	if err != nil {
		return 0, fmt.Errorf("request %s: %w", id, err)
	}
	if o.Cost > r.Amount {
		return 0, fmt.Errorf("request %s: cost of %d rao, %d are reserved", id, o.Cost, r.Amount)
	}
	// The account first: it is the lock of everything else.
	t.exec(`UPDATE accounts SET reserved = reserved - $2, spent = spent + $3 WHERE channel = $1`, r.Key.Channel, r.Amount, o.Cost)
	r.Netuids = []uint32{netuid}
	if netuid == 0 {
		if r.Netuids, err = t.parts(id); err != nil {
			return 0, err
		}
	}
	costs, err := o.divide(r.Netuids)
	if err != nil {
		return 0, fmt.Errorf("request %s: %w", id, err)
	}
	for i, n := range r.Netuids {
		if err := emptyPurse(t, r, n, costs[i]); err != nil {
			return 0, err
		}
	}
	t.exec(`UPDATE api_keys SET reserved = reserved - $2, spent = spent + $3 WHERE id = $1`, r.Key.ID, r.Amount, o.Cost)
	good, bad := 1, 0
	if o.End == ledger.Failed || o.End == ledger.Abandoned {
		good, bad = 0, 1
	}
	t.exec(`INSERT INTO usage (channel, key_id, day, model, netuid, requests, failed, bytes_in, bytes_out, cost)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (key_id, day, model, netuid) DO UPDATE SET requests = usage.requests + excluded.requests,
			failed = usage.failed + excluded.failed, bytes_in = usage.bytes_in + excluded.bytes_in,
			bytes_out = usage.bytes_out + excluded.bytes_out, cost = usage.cost + excluded.cost`,
		r.Key.Channel, r.Key.ID, ledger.DayOf(time.Unix(begun, 0)), r.Model, netuid, good, bad, o.In, o.Out, o.Cost)
	if o.First > 0 && good > 0 {
		t.exec(`INSERT INTO paces (channel, key_id, day, step, answers) VALUES ($1, $2, $3, $4, 1)
			ON CONFLICT (key_id, day, step) DO UPDATE SET answers = paces.answers + 1`,
			r.Key.Channel, r.Key.ID, ledger.DayOf(time.Unix(begun, 0)), paceStep(o.First))
	}
	return o.Cost, t.err
}

// milliseconds is a time in whole milliseconds, rounded up: 0 is none.
func milliseconds(d time.Duration) int64 { return int64((d + time.Millisecond - 1) / time.Millisecond) }

// emptyPurse gives back what a request reserved in a subnet, and enters what it cost there.
func emptyPurse(t *tx, r Request, netuid uint32, cost uint64) error {
	var used, promised uint64
	if err := t.row(`UPDATE purses SET reserved = reserved - $3, spent = spent + $4 WHERE channel = $1 AND netuid = $2
		RETURNING spent + reserved, promised`, r.Key.Channel, netuid, r.Amount, cost).Scan(&used, &promised); err != nil {
		return err
	}
	before := ledger.Purse{Spent: used + r.Amount - cost, Promised: promised}
	after := ledger.Purse{Spent: used, Promised: promised}
	t.exec(`UPDATE accounts SET uncovered = uncovered - $2 WHERE channel = $1`, r.Key.Channel, before.Open()-after.Open())
	return t.err
}

// parts reads the subnets of a composed request, in rising order.
func (t *tx) parts(id string) ([]uint32, error) {
	if t.err != nil {
		return nil, t.err
	}
	rows, err := t.tx.QueryContext(t.ctx, `SELECT netuid FROM parts WHERE id = $1 ORDER BY netuid`, id)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []uint32
	for rows.Next() {
		var n uint32
		if err := rows.Scan(&n); err != nil {
			return nil, err
		}
		all = append(all, n)
	}
	return all, rows.Err()
}

// divide returns what each of some subnets gets of the cost: as the outcome says, and in equal parts when it says nothing.
func (o Outcome) divide(netuids []uint32) ([]uint64, error) {
	if len(o.Parts) == 0 {
		return fixed.Apportion(o.Cost, slices.Repeat([]uint64{1}, len(netuids))), nil
	}
	costs, sum := make([]uint64, len(netuids)), uint64(0)
	for _, p := range o.Parts {
		i := slices.Index(netuids, p.Netuid)
		if i < 0 {
			return nil, fmt.Errorf("netuid %d is paid, and nothing is reserved there", p.Netuid)
		}
		costs[i] += p.Amount
		sum += p.Amount
	}
	if sum != o.Cost {
		return nil, fmt.Errorf("parts of %d rao, the cost is %d", sum, o.Cost)
	}
	return costs, nil
}

// already says how a reservation has ended.
func already(t *tx, id string) (uint64, error) {
	var state int
	var cost uint64
	err := t.row(`SELECT state, cost FROM reservations WHERE id = $1`, id).Scan(&state, &cost)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return 0, fmt.Errorf("%w: %s", ledger.ErrNoReservation, id)
	case err != nil:
		return 0, err
	case state == stateReleased:
		return 0, fmt.Errorf("request %s: %w", id, ledger.ErrReleased)
	}
	return cost, nil
}

// enter notes that this process has begun. Earlier ones of its name are gone.
func (b *Books) enter(ctx context.Context) error {
	return b.change(ctx, func(t *tx) error {
		return t.row(`INSERT INTO processes (name, generation, seen) VALUES ($1, 1, $2)
			ON CONFLICT (name) DO UPDATE SET generation = processes.generation + 1, seen = excluded.seen
			RETURNING generation`, b.cfg.Process, b.cfg.Now().Unix()).Scan(&b.generation)
	})
}

// ErrReplaced says that another process runs under the name of this one.
var ErrReplaced = errors.New("another gateway has started under the same name: give each its own with --name")

// Beat notes that this process is alive; it is to be called every few seconds. The error is [ErrReplaced] when another has
// taken its place.
func (b *Books) Beat(ctx context.Context) error {
	return b.change(ctx, func(t *tx) error {
		n := t.exec(`UPDATE processes SET seen = $3 WHERE name = $1 AND generation = $2`, b.cfg.Process, b.generation, b.cfg.Now().Unix())
		if t.err == nil && n == 0 {
			return ErrReplaced
		}
		return t.err
	})
}

// Resolve releases the reservations of processes that are dead, deletes what has been kept long enough, and returns how
// many it released. A process is dead when another has its name, or when it has not been heard of for the lease of 30 s.
func (b *Books) Resolve(ctx context.Context) (released int, err error) {
	now := b.cfg.Now()
	ids, err := list(ctx, b, scanText, `SELECT r.id FROM reservations r LEFT JOIN processes p ON p.name = r.process
		WHERE r.state = 0 AND (p.name IS NULL OR p.generation <> r.generation OR p.seen < $1)`, now.Add(-lease).Unix())
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		err := b.change(ctx, func(t *tx) error {
			_, err := end(t, id, stateReleased, Outcome{End: ledger.Abandoned}, now)
			return err
		})
		if err != nil && !errors.Is(err, ledger.ErrReleased) {
			return released, err
		}
		released++
	}
	return released, b.change(ctx, func(t *tx) error {
		t.exec(`DELETE FROM parts WHERE id IN (SELECT id FROM reservations WHERE state <> 0 AND ended < $1)`, now.Add(-b.cfg.Keep).Unix())
		t.exec(`DELETE FROM reservations WHERE state <> 0 AND ended < $1`, now.Add(-b.cfg.Keep).Unix())
		t.exec(`DELETE FROM nonces WHERE until < $1`, now.Unix())
		t.exec(`DELETE FROM sessions WHERE until <= $1`, now.Unix())
		return t.err
	})
}

func scanText(s scanner) (text string, err error) {
	err = s.Scan(&text)
	return text, err
}
