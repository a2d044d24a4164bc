package chaos

import (
	"context"
	"fmt"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/internal/fleet"
)

// watchInterval is how often a node is asked for new blocks.
const watchInterval = 300 * time.Millisecond

// witness remembers what the nodes said was in their blocks, while they said it.
type witness struct {
	mu     sync.Mutex
	blocks map[int64]sight
	shown  map[string]int64 // transaction → height
	states int              // blocks of all nodes together
}

// sight is a block as the first node showed it. The hash covers the state before it and its transactions.
type sight struct {
	hash string
	by   string
}

func newWitness() *witness {
	return &witness{blocks: map[int64]sight{}, shown: map[string]int64{}}
}

// run follows all nodes until ctx ends, or two of them disagree.
func (w *witness) run(ctx context.Context, nodes []*fleet.Node) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, n := range nodes {
		g.Go(func() error { return w.follow(ctx, n) })
	}
	return g.Wait()
}

// follow reads every block of a node.
func (w *witness) follow(ctx context.Context, n *fleet.Node) error {
	tick := time.NewTicker(watchInterval)
	defer tick.Stop()
	for next := int64(1); ; {
		top, err := n.Height(ctx)
		for ; err == nil && next <= top; next++ {
			b, e := n.RPC().Block(ctx, &next)
			if e != nil {
				break // it has gone, and comes again
			}
			var hashes []string
			for _, tx := range b.Block.Txs {
				hashes = append(hashes, fmt.Sprintf("%X", tx.Hash()))
			}
			if err := w.note(n.Name, next, b.BlockID.Hash.String(), hashes); err != nil {
				return err
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// note compares a block with what others said of it. A transaction in two blocks is for the audit to judge.
func (w *witness) note(by string, height int64, hash string, txs []string) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.states++
	if first, known := w.blocks[height]; known && first.hash != hash {
		return fmt.Errorf("block %d is %s on %s and %s on %s", height, first.hash, first.by, hash, by)
	} else if !known {
		w.blocks[height] = sight{hash, by}
	}
	for _, tx := range txs {
		if _, known := w.shown[tx]; !known {
			w.shown[tx] = height
		}
	}
	return nil
}
