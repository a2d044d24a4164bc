package store

import (
	"context"
	"database/sql"
)

// Hotkey is a hotkey and the stake on it.
type Hotkey struct {
	Address, Owner string
	Rao            uint64
	First          uint64 // height
}

func readHotkey(r *sql.Rows, h *Hotkey) error { return r.Scan(&h.Address, &h.Owner, &h.Rao, &h.First) }

const hotkeyColumns = "SELECT address, owner, rao, first FROM hotkeys"

// Hotkeys lists the hotkeys with the largest stake, at most limit of them.
func (s *Store) Hotkeys(ctx context.Context, limit int) ([]Hotkey, error) {
	return rows(ctx, s, ask(hotkeyColumns).add(" ORDER BY rao DESC, address DESC LIMIT ?", limit), readHotkey)
}

// Hotkey returns a hotkey, nil when there is none.
func (s *Store) Hotkey(ctx context.Context, address string) (*Hotkey, error) {
	return one(ctx, s, ask(hotkeyColumns).and("address = ?", address), readHotkey)
}

// Owned lists the hotkeys of a coldkey, those with the largest stake first.
func (s *Store) Owned(ctx context.Context, coldkey string) ([]Hotkey, error) {
	return rows(ctx, s, ask(hotkeyColumns).and("owner = ?", coldkey).add(" ORDER BY rao DESC, address LIMIT 1000"), readHotkey)
}

// Stakes is the history of the stake on a hotkey, oldest first; spans without a change are left out.
func (s *Store) Stakes(ctx context.Context, hotkey string) ([]Point, error) {
	return rows(ctx, s, ask(`SELECT span, rao FROM (SELECT span, rao FROM stakes`).and("hotkey = ?", hotkey).
		add(" ORDER BY span DESC LIMIT ?) AS latest ORDER BY span", pointsMost), readPoint)
}

// Yield is what the stake on a hotkey earned in a stretch of blocks.
type Yield struct {
	Hotkey      string
	Owner, Pool uint64  // rao for the owner alone, and for all by share
	Return      float64 // of a nominator's stake, as a fraction: the sum of what each reward was of the stake that earned it
	Rewards     uint64
}

// Yields says what hotkeys earned since a height, that block included.
func (s *Store) Yields(ctx context.Context, since uint64) (map[string]Yield, error) {
	read := func(r *sql.Rows, y *Yield) error { return r.Scan(&y.Hotkey, &y.Owner, &y.Pool, &y.Return, &y.Rewards) }
	all, err := rows(ctx, s, ask(`SELECT hotkey, SUM(owner), SUM(pool), SUM(CASE WHEN stake > 0 THEN CAST(pool AS DOUBLE PRECISION) / stake ELSE 0 END), COUNT(*)
		FROM rewards`).and("height >= ?", since).add(" GROUP BY hotkey"), read)
	out := map[string]Yield{}
	for _, y := range all {
		out[y.Hotkey] = y
	}
	return out, err
}

// Newcomers says when the hotkeys came that are no older than a height.
func (s *Store) Newcomers(ctx context.Context, since uint64) (map[string]uint64, error) {
	all, err := rows(ctx, s, ask(hotkeyColumns).and("first >= ?", since), readHotkey)
	out := map[string]uint64{}
	for _, h := range all {
		out[h.Address] = h.First
	}
	return out, err
}

// Reward is what a hotkey earned in a block.
type Reward struct {
	Height, Owner, Pool, Stake uint64
}

// Rewards lists what a hotkey earned, newest first.
func (s *Store) Rewards(ctx context.Context, hotkey string, p Page) ([]Reward, string, error) {
	at, limit, err := p.from()
	if err != nil {
		return nil, "", err
	}
	q := ask("SELECT height, owner, pool, stake FROM rewards").and("hotkey = ?", hotkey).and("height < ?", at.height).add(" ORDER BY height DESC")
	read := func(r *sql.Rows, w *Reward) error { return r.Scan(&w.Height, &w.Owner, &w.Pool, &w.Stake) }
	return paged(ctx, s, q, limit, read, func(w *Reward) string { return cursor(w.Height, 0) })
}

// HotkeysAfter lists hotkeys in the order of their addresses, after one.
func (s *Store) HotkeysAfter(ctx context.Context, address string, limit int) ([]Hotkey, error) {
	return rows(ctx, s, ask(hotkeyColumns).and("address > ?", address).add(" ORDER BY address LIMIT ?", limit), readHotkey)
}
