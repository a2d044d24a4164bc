package store

import (
	"database/sql"
	"errors"

	"github.com/tianwang-net/tianwang/explorer/index"
)

// pools changes the stake on hotkeys, and notes rewards with the stake that earned them: what was there when the block
// began.
func (a *appender) pools(r *index.Rows) error {
	if err := a.rewards(r); err != nil {
		return err
	}
	touched := map[string]bool{}
	for _, s := range r.Pools {
		if err := a.step(r.Block.Height, s); err != nil {
			return err
		}
		if s.Hotkey != "" {
			touched[s.Hotkey] = true
		}
		if s.Hotkey != "" && s.Heir != "" {
			touched[s.Heir] = true
		}
	}
	for hotkey := range touched { // any order comes to the same rows
		if err := a.exec(`INSERT INTO stakes SELECT address, CAST($1 AS BIGINT), rao FROM hotkeys WHERE address = $2
			ON CONFLICT (hotkey, span) DO UPDATE SET rao = excluded.rao`, r.Block.Height/Span, hotkey); err != nil {
			return err
		}
	}
	return nil
}

// step carries out one change.
func (a *appender) step(height uint64, s index.Step) error {
	switch {
	case s.Hotkey == "": // a coldkey has an heir
		return a.exec("UPDATE hotkeys SET owner = $1 WHERE owner = $2", s.Heir, s.Coldkey)
	case s.Heir != "":
		return errors.Join(
			a.exec("UPDATE hotkeys SET address = $1 WHERE address = $2", s.Heir, s.Hotkey),
			a.exec("UPDATE stakes SET hotkey = $1 WHERE hotkey = $2", s.Heir, s.Hotkey),
			a.exec("UPDATE rewards SET hotkey = $1 WHERE hotkey = $2", s.Heir, s.Hotkey),
		)
	case s.Coldkey != "":
		return a.exec("INSERT INTO hotkeys VALUES ($1, $2, 0, $3)", s.Hotkey, s.Coldkey, height)
	}
	return a.exec("UPDATE hotkeys SET rao = rao + $1 WHERE address = $2", s.Rao, s.Hotkey)
}

// rewards notes what hotkeys earned; several rewards of a block are one.
func (a *appender) rewards(r *index.Rows) error {
	sums, order := map[string]index.Reward{}, []string{}
	for _, w := range r.Rewards {
		s, known := sums[w.Hotkey]
		if !known {
			order = append(order, w.Hotkey)
		}
		sums[w.Hotkey] = index.Reward{Hotkey: w.Hotkey, Owner: s.Owner + w.Owner, Pool: s.Pool + w.Pool}
	}
	for _, hotkey := range order {
		var stake int64
		err := a.tx.QueryRowContext(a.ctx, "SELECT rao FROM hotkeys WHERE address = $1", hotkey).Scan(&stake)
		if err != nil && !errors.Is(err, sql.ErrNoRows) { // a hotkey of this very block has none yet
			return err
		}
		if err := a.exec("INSERT INTO rewards VALUES ($1, $2, $3, $4, $5)", hotkey, r.Block.Height, sums[hotkey].Owner, sums[hotkey].Pool, stake); err != nil {
			return err
		}
	}
	return nil
}
