package node

import (
	"context"
	"math"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
)

const (
	// snapshotPatience is how long a node that stops waits for a snapshot that it is making.
	snapshotPatience = 30 * time.Second
	// snapshotStart is how long after a block its snapshot may need to begin.
	snapshotStart = time.Second
	// snapshotTick is how often a node that stops looks whether the snapshot is done.
	snapshotTick = 20 * time.Millisecond
)

// noted is the state machine; it notes for which height a snapshot was last begun. The SDK makes it in a goroutine of its
// own, which nobody can wait for.
type noted struct {
	abci.Application
	n *Node
}

// Commit stores the state after a block, and begins a snapshot if one is due.
func (m noted) Commit(ctx context.Context, req *abci.RequestCommit) (*abci.ResponseCommit, error) {
	res, err := m.Application.Commit(ctx, req)
	if height := m.n.app.LastBlockHeight(); err == nil && m.n.srv.StateSync.SnapshotInterval > 0 &&
		uint64(height)%m.n.srv.StateSync.SnapshotInterval == 0 { // #nosec G115 -- not negative
		m.n.snapshotDue.Store(uint64(height)) // #nosec G115 -- not negative
	}
	return res, err
}

// snapshotHeight is the height of the latest snapshot, 0 if there is none.
func (n *Node) snapshotHeight() uint64 {
	manager := n.app.SnapshotManager()
	if manager == nil {
		return 0
	}
	list, err := manager.List()
	if err != nil || len(list) == 0 {
		return 0
	}
	return list[0].Height // the latest is first
}

// finishSnapshot waits until no snapshot is being made, after the engine has stopped: who makes one reads the database, and
// ends the process with a panic when that is closed.
func (n *Node) finishSnapshot() {
	due := n.snapshotDue.Load()
	if due == 0 {
		return
	}
	begun := time.Now()
	tick := time.NewTicker(snapshotTick)
	defer tick.Stop()
	for time.Since(begun) < snapshotPatience {
		// To prune nothing is refused exactly while a snapshot is being made. One that failed, or was left out because
		// another took longer than the interval, never appears.
		_, busy := n.app.SnapshotManager().Prune(math.MaxUint32)
		if busy == nil && (n.snapshotHeight() >= due || time.Since(begun) > snapshotStart) {
			return
		}
		<-tick.C
	}
	n.logger.Error("the snapshot takes too long: the node stops without it", "height", due)
}
