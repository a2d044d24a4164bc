//go:build e2e

package chaos

import (
	"bytes"
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	dbm "github.com/cosmos/cosmos-db"
	"github.com/google/go-cmp/cmp"

	"cosmossdk.io/log/v2"

	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/internal/fleet"
)

// TestC8_SyncAtManyHeights: nodes begin with snapshots of different heights, each from other blocks on, and have the same
// state as the others in each of the blocks that follow, store by store in the last.
func TestC8_SyncAtManyHeights(t *testing.T) {
	const newcomers, blocks = 5, 20
	e := newEnsemble(t, 5, newcomers)
	e.grow(e.honest(), 15)
	bases := map[int64]bool{}
	for i, place := range e.spare {
		n, err := e.fleet.Join("newcomer", place)
		e.must(err)
		top := e.top()
		e.must(e.trustLoopback(n, max(top-40, 1)))
		e.must(n.Start())
		e.reach([]*fleet.Node{n}, top+blocks)
		e.whole(n)
		status, err := n.RPC().Status(e.ctx)
		e.must(err)
		base := status.SyncInfo.EarliestBlockHeight
		if bases[base] || base <= 1 {
			t.Errorf("newcomer %d begins with block %d, the others did with those of %v", i, base, bases)
		}
		bases[base] = true
		e.must(n.Stop(syscall.SIGTERM))
		last := e.stateOf(n, 0)
		e.reach(e.fleet.Nodes, last.Height+1)
		e.checkStores(n, last.Height, i == len(e.spare)-1)
	}
	e.finish()
}

// checkStores compares the state of a node that has stopped with the hash in the block after it, and at the end with every
// store of a producer, for which that has to stop.
func (e *ensemble) checkStores(n *fleet.Node, height int64, deep bool) {
	e.t.Helper()
	own := e.stateOf(n, height)
	next := height + 1
	b, err := e.fleet.Nodes[0].RPC().Header(e.ctx, &next)
	e.must(err)
	if !bytes.Equal(b.Header.AppHash, own.Hash) {
		e.t.Errorf("%s has state %X after block %d, block %d says %X", n.Name, own.Hash, height, next, b.Header.AppHash)
	}
	if !deep {
		return
	}
	p := e.fleet.Nodes[victim]
	e.must(p.Stop(syscall.SIGTERM))
	if d := cmp.Diff(e.stateOf(p, height), own); d != "" {
		e.t.Errorf("the stores of a producer and of %s differ after block %d:\n%s", n.Name, height, d)
	}
	e.must(p.Start())
}

// trustLoopback makes a node begin with a snapshot; see [stage.trust].
func (e *ensemble) trustLoopback(n *fleet.Node, height int64) error {
	b, err := e.fleet.Nodes[0].RPC().Header(e.ctx, &height)
	if err != nil {
		return err
	}
	var rpc []string
	for _, p := range e.honest() {
		rpc = append(rpc, p.Place.URL())
	}
	return n.SyncState(fleet.Trust{Height: height, Hash: b.Header.Hash().String(), RPC: rpc})
}

// TestC8_PrunedEqualsArchive: of two nodes that stop after the same block, one has kept every state of the past and one
// none. What they export is the same, to the byte, and so is every store.
func TestC8_PrunedEqualsArchive(t *testing.T) {
	e := newEnsemble(t, 0, 2)
	at := e.top() + 60
	var homes []*fleet.Node
	for i, pruning := range []string{"nothing", "everything"} {
		n, err := e.fleet.Join(pruning, e.spare[i])
		e.must(err)
		e.must(errors.Join(n.Prune(pruning), n.HaltAt(at)))
		e.must(n.Start())
		homes = append(homes, n)
	}
	for _, n := range homes {
		e.loudly(n, "halt")
	}
	archive, pruned := e.stateOf(homes[0], 0), e.stateOf(homes[1], 0)
	if d := cmp.Diff(archive, pruned); d != "" {
		t.Errorf("the states differ:\n%s", d)
	}
	if archive.Height < at-1 {
		t.Errorf("they stopped after block %d, not after about %d", archive.Height, at)
	}
	if a, b := e.export(homes[0]), e.export(homes[1]); !bytes.Equal(a, b) {
		t.Errorf("the exports differ: %s", cmp.Diff(string(a), string(b)))
	}
	e.checkStores(homes[1], pruned.Height, true)
	e.finish()
}

// export is the state of a node that does not run, as a genesis.
func (e *ensemble) export(n *fleet.Node) []byte {
	e.t.Helper()
	db, err := dbm.NewDB("application", dbm.GoLevelDBBackend, filepath.Join(string(n.Home), "data"))
	e.must(err)
	a := app.New(log.NewNopLogger(), db, app.Options{})
	exported, err := a.Export()
	e.must(err)
	e.must(a.Close())
	return exported.AppState
}
