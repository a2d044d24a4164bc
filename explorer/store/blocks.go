package store

import (
	"context"
	"database/sql"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/explorer/index"
)

const blockColumns = "SELECT height, time, hash, parent, state, proposer, txs, events, minted, burned FROM blocks"

func readBlock(r *sql.Rows, b *index.Block) error {
	var ms int64
	err := r.Scan(&b.Height, &ms, &b.Hash, &b.Parent, &b.State, &b.Proposer, &b.Txs, &b.Events, &b.Minted, &b.Burned)
	b.Time = time.UnixMilli(ms).UTC()
	return err
}

// Blocks lists blocks, newest first.
func (s *Store) Blocks(ctx context.Context, p Page) ([]index.Block, string, error) {
	at, limit, err := p.from()
	if err != nil {
		return nil, "", err
	}
	q := ask(blockColumns).and("height < ?", at.height).add(" ORDER BY height DESC")
	return paged(ctx, s, q, limit, readBlock, func(b *index.Block) string { return cursor(b.Height, 0) })
}

// Block returns the block at a height, nil when there is none.
func (s *Store) Block(ctx context.Context, height uint64) (*index.Block, error) {
	return one(ctx, s, ask(blockColumns).and("height = ?", height), readBlock)
}

// BlockByHash returns the block with a hash, nil when there is none.
func (s *Store) BlockByHash(ctx context.Context, hash string) (*index.Block, error) {
	return one(ctx, s, ask(blockColumns).and("hash = ?", strings.ToUpper(hash)), readBlock)
}

// HeightAt is the height of the first block at a time or after it; that of the next block when there is none yet, and 0 when
// the index is empty. Times of blocks only grow, so that it halves the heights until one is left.
func (s *Store) HeightAt(ctx context.Context, t time.Time) (uint64, error) {
	var low, high sql.NullInt64
	if err := s.read.QueryRowContext(ctx, `SELECT (SELECT height FROM blocks WHERE time > 0 ORDER BY height LIMIT 1),
		(SELECT MAX(height) FROM blocks)`).Scan(&low, &high); err != nil {
		return 0, err
	}
	if !low.Valid {
		return 0, nil
	}
	from, till := low.Int64, high.Int64+1
	for from < till {
		middle := from + (till-from)/2
		var ms int64
		if err := s.read.QueryRowContext(ctx, "SELECT time FROM blocks WHERE height = $1", middle).Scan(&ms); err != nil {
			return 0, err
		}
		if ms < t.UnixMilli() {
			from = middle + 1
		} else {
			till = middle
		}
	}
	return uint64(from), nil // #nosec G115 -- a height
}

// Tx is a transaction with the time of its block.
type Tx struct {
	index.Tx
	Time time.Time
}

const txColumns = `SELECT t.height, t.idx, t.hash, t.code, t.codespace, t.reason, t.gas_wanted, t.gas_used, t.fee, t.signer, t.kinds, b.time`

func readTx(r *sql.Rows, t *Tx) error {
	var ms int64
	err := r.Scan(&t.Height, &t.Index, &t.Hash, &t.Code, &t.Codespace, &t.Reason, &t.GasWanted, &t.GasUsed, &t.Fee, &t.Signer, &t.Kinds, &ms)
	t.Time = time.UnixMilli(ms).UTC()
	return err
}

func readWholeTx(r *sql.Rows, t *Tx) error {
	var ms int64
	err := r.Scan(&t.Height, &t.Index, &t.Hash, &t.Code, &t.Codespace, &t.Reason, &t.GasWanted, &t.GasUsed, &t.Fee, &t.Signer, &t.Kinds, &ms,
		&t.Raw, &t.Events)
	t.Time = time.UnixMilli(ms).UTC()
	return err
}

// TxFilter says which transactions; what is zero does not matter.
type TxFilter struct {
	Address string // that had to do with it
	Height  uint64
	Kinds   []string // names of messages, any of which is in it
	Failed  bool

	From, Till uint64 // heights, both included
}

// Txs lists transactions, newest first, without their bytes and events.
func (s *Store) Txs(ctx context.Context, f TxFilter, p Page) ([]Tx, string, error) {
	at, limit, err := p.from()
	if err != nil {
		return nil, "", err
	}
	q := ask(txColumns + " FROM txs t JOIN blocks b ON b.height = t.height")
	if f.Address != "" {
		q = ask(txColumns + " FROM links l JOIN txs t ON t.height = l.height AND t.idx = l.idx JOIN blocks b ON b.height = t.height")
		q.and("l.address = ?", f.Address).and("(l.height, l.idx) < (?, ?)", at.height, at.seq)
	} else {
		q.and("(t.height, t.idx) < (?, ?)", at.height, at.seq)
	}
	if f.Height != 0 {
		q.and("t.height = ?", f.Height)
	}
	if len(f.Kinds) > 0 {
		either, patterns := make([]string, len(f.Kinds)), make([]any, len(f.Kinds))
		for i, kind := range f.Kinds {
			either[i], patterns[i] = "(' ' || t.kinds || ' ') LIKE ?", "% "+likeLiteral(kind)+" %"
		}
		q.and("("+strings.Join(either, " OR ")+")", patterns...)
	}
	if f.Failed {
		q.and("t.code <> 0")
	}
	between(q, "t.height", f.From, f.Till)
	if f.Address != "" {
		q.add(" ORDER BY l.height DESC, l.idx DESC")
	} else {
		q.add(" ORDER BY t.height DESC, t.idx DESC")
	}
	return paged(ctx, s, q, limit, readTx, func(t *Tx) string { return cursor(t.Height, t.Index) })
}

// likeLiteral removes what means something in a pattern: names of messages have none of it.
func likeLiteral(s string) string { return strings.NewReplacer("%", "", "_", "", `\`, "").Replace(s) }

// Tx returns the latest transaction with a hash, nil when there is none: one that failed for its sequence may come again.
func (s *Store) Tx(ctx context.Context, hash string) (*Tx, error) {
	q := ask(txColumns+", t.raw, t.events FROM txs t JOIN blocks b ON b.height = t.height").and("t.hash = ?", strings.ToUpper(hash))
	return one(ctx, s, q.add(" ORDER BY t.height DESC LIMIT 1"), readWholeTx)
}

// Transfer is a payment with its place in the chain.
type Transfer struct {
	index.Transfer
	Height uint64
	Time   time.Time
	Hash   string // of its transaction, "" of the block's own work
}

// TransferFilter says which payments; what is zero does not matter.
type TransferFilter struct {
	Address    string // who paid or was paid
	Direction  string // "in", "out", or both
	Min        uint64 // rao
	From, Till uint64 // heights, both included
}

// Transfers lists payments, newest first.
func (s *Store) Transfers(ctx context.Context, f TransferFilter, p Page) ([]Transfer, string, error) {
	at, limit, err := p.from()
	if err != nil {
		return nil, "", err
	}
	more := func(q *question) {
		q.and("(height, seq) < (?, ?)", at.height, at.seq)
		if f.Min > 0 {
			q.and("rao >= ?", f.Min)
		}
		between(q, "height", f.From, f.Till)
	}
	q := ask("SELECT f.height, f.seq, f.idx, f.sender, f.recipient, f.rao, b.time, COALESCE(t.hash, '') FROM ")
	if f.Address == "" {
		more(q.add("(SELECT * FROM transfers"))
		q.add(" ORDER BY height DESC, seq DESC LIMIT ?)", limit+1)
	} else {
		sides := map[string][]string{"in": {"recipient"}, "out": {"sender"}}[f.Direction]
		if sides == nil {
			sides = []string{"sender", "recipient"}
		}
		q.either("transfers", f.Address, sides, limit+1, more)
	}
	q.add(" AS f JOIN blocks b ON b.height = f.height LEFT JOIN txs t ON t.height = f.height AND t.idx = f.idx")
	read := func(r *sql.Rows, t *Transfer) error {
		var ms int64
		err := r.Scan(&t.Height, &t.Seq, &t.Index, &t.From, &t.To, &t.Rao, &ms, &t.Hash)
		t.Time = time.UnixMilli(ms).UTC()
		return err
	}
	return paged(ctx, s, q.add(" ORDER BY f.height DESC, f.seq DESC"), limit, read, func(t *Transfer) string { return cursor(t.Height, t.Seq) })
}

// between bounds a height; 0 is no bound.
func between(q *question, column string, from, till uint64) {
	if from > 0 {
		q.and(column+" >= ?", from)
	}
	if till > 0 {
		q.and(column+" <= ?", till)
	}
}
