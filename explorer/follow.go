package explorer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer/index"
	"github.com/tianwang-net/tianwang/explorer/store"
)

// Follower keeps an index up with the chain.
type Follower struct {
	client *client.Client
	store  *store.Store
	log    *slog.Logger
	told   func(at, top uint64)
	height atomic.Uint64 // of the index
	top    atomic.Uint64 // of the chain

	verified atomic.Pointer[Verification]
}

// How a follower that is behind catches up: blocks that are read at the same time, and blocks in one transaction of the
// database.
const (
	readers = 4
	batch   = 64
)

// NewFollower returns a follower; told, if not nil, hears of progress.
func NewFollower(c *client.Client, s *store.Store, log *slog.Logger, told func(at, top uint64)) *Follower {
	if told == nil {
		told = func(uint64, uint64) {}
	}
	return &Follower{client: c, store: s, log: log, told: told}
}

// Heights says up to which block the index goes, and how high the chain is.
func (f *Follower) Heights() (index, chain uint64) { return f.height.Load(), f.top.Load() }

// Run follows until ctx ends. While no node answers it waits for one.
func (f *Follower) Run(ctx context.Context) error {
	if err := f.begin(ctx); err != nil {
		return err
	}
	reader := index.NewReader(f.client.DecodeTx)
	silent, v := false, &verifier{}
	return f.client.Follow(ctx, func(top uint64) error {
		silent = false
		f.top.Store(top)
		for f.height.Load() < top {
			if err := f.step(ctx, reader, min(top, f.height.Load()+batch)); err != nil {
				if errors.Is(err, store.ErrGap) || errors.Is(err, errBlock) {
					return err
				}
				if ctx.Err() == nil {
					f.log.Warn("blocks could not be indexed, trying again", "from", f.height.Load()+1, "err", err)
				}
				return ctx.Err()
			}
			f.told(f.height.Load(), top)
		}
		f.verify(ctx, v)
		return nil
	}, func(err error) {
		if !silent {
			f.log.Warn("no node answers, the index waits", "err", err)
		}
		silent = true
	})
}

// begin finds out where to go on. A new index begins with what the chain began with.
func (f *Follower) begin(ctx context.Context) error {
	id, err := f.await(ctx)
	if err != nil {
		return err
	}
	if err := f.store.Of(ctx, id); err != nil {
		return err
	}
	height, any, err := f.store.Height(ctx)
	if err != nil || any {
		f.height.Store(height)
		return err
	}
	state, first, err := f.client.Genesis(ctx)
	if err != nil {
		return err
	}
	rows, err := index.Genesis(state, first, f.client.ReadJSON)
	if err != nil {
		return err
	}
	if err := f.store.Append(ctx, rows); err != nil {
		return err
	}
	f.height.Store(rows.Block.Height)
	return nil
}

// await waits until a node says which chain it is.
func (f *Follower) await(ctx context.Context) (string, error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		id, err := f.client.ChainID(ctx)
		if err == nil {
			return id, nil
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-tick.C:
		}
	}
}

// errBlock says that a block is not to be understood: no use in trying again.
var errBlock = errors.New("the block cannot be read by this version of the program")

// step indexes all blocks up to a height.
func (f *Follower) step(ctx context.Context, reader *index.Reader, to uint64) error {
	from := f.height.Load() + 1
	blocks, err := f.fetch(ctx, from, to)
	if err != nil {
		return err
	}
	rows := make([]*index.Rows, len(blocks))
	for i, b := range blocks {
		if rows[i], err = reader.Read(b); err != nil {
			return fmt.Errorf("%w: %w", errBlock, err)
		}
	}
	if err := f.store.Append(ctx, rows...); err != nil {
		return err
	}
	f.height.Store(to)
	return nil
}

// fetch reads blocks, several at a time, and returns them in order.
func (f *Follower) fetch(ctx context.Context, from, to uint64) ([]*client.Block, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out, errs := make([]*client.Block, to-from+1), make(chan error, readers)
	var next atomic.Uint64
	next.Store(from)
	for range readers { // each ends with the last block, or with the first failure
		go func() {
			for {
				h := next.Add(1) - 1
				if h > to {
					errs <- nil
					return
				}
				b, err := f.client.Block(ctx, h)
				if err != nil {
					errs <- err
					return
				}
				out[h-from] = b
			}
		}()
	}
	var first error
	for range readers {
		if err := <-errs; err != nil && first == nil {
			first = err
			cancel()
		}
	}
	return out, first
}
