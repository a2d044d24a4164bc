//go:build e2e

package chaos

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	cmttypes "github.com/cometbft/cometbft/types"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/fleet"
	"github.com/tianwang-net/tianwang/internal/lan"
	"github.com/tianwang-net/tianwang/node"
)

// The last of the producers is the one to which things happen.
const victim = producers - 1

// Patience of a test with one step, and with all of it, on a machine that has much else to do.
const (
	stepPatience = 5 * time.Minute
	allPatience  = 25 * time.Minute
)

// ensemble is a network of four producers on the loopback of this machine, in which people send transactions and a witness
// looks on. What is not about cables needs no namespaces.
type ensemble struct {
	*stage
	t      *testing.T
	ctx    context.Context
	w      *witness
	spare  []fleet.Place
	finish func() // goes through the books; called once, at the end
}

// newEnsemble starts the producers, with snapshots every so many blocks, and room for more nodes.
func newEnsemble(t *testing.T, snapshots uint64, spare int, before ...func(*fleet.Fleet)) *ensemble {
	t.Helper()
	places, err := fleet.Loopback(producers + spare)
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{
		cables: lan.NewSwitch(1), users: names("user", users), judges: names("judge", judges),
		hotkeys: names("hotkey", producers), owners: names("owner", producers),
	}
	s.fleet, err = fleet.New(fleet.Options{
		Dir: t.TempDir(), Program: program(t, ""), BlockTime: 400 * time.Millisecond, Places: places[:producers], Snapshots: snapshots, World: s.world(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.close(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { tell(t, s.fleet.Nodes) })
	for _, f := range before {
		f(s.fleet)
	}
	var urls []string
	for _, p := range places[:victim] { // those that stay honest
		urls = append(urls, p.URL())
	}
	if s.client, err = client.New(urls...); err != nil {
		t.Fatal(err)
	}
	if err := s.fleet.Start(); err != nil {
		t.Fatal(err)
	}
	e := &ensemble{stage: s, t: t, w: newWitness(), spare: places[producers:]}
	e.populate()
	e.reach(s.fleet.Nodes, 3)
	return e
}

// tell shows the last words of each node if the test has failed.
func tell(t *testing.T, nodes []*fleet.Node) {
	t.Helper()
	if !t.Failed() {
		return
	}
	for _, n := range nodes {
		said, err := n.Said()
		if err != nil {
			t.Log(err)
		}
		lines := strings.Split(strings.TrimSpace(said), "\n")
		t.Logf("%s said last:\n%s", n.Name, strings.Join(lines[max(len(lines)-40, 0):], "\n"))
	}
}

// populate lets people send and the witness look, until the test ends.
func (e *ensemble) populate() {
	e.t.Helper()
	ctx, cancel := context.WithTimeout(e.t.Context(), allPatience)
	e.ctx = ctx
	working, stopWorking := context.WithCancel(ctx)
	watching, stopWatching := context.WithCancel(ctx)
	work, watch := make(chan error, 1), make(chan error, 1)
	traffic := newTraffic(e.stage, 1, 5)
	go func() { watch <- e.w.run(watching, e.fleet.Nodes) }() // both end with the test
	go func() { work <- traffic.run(working) }()
	rest := sync.OnceValue(func() error { stopWorking(); return <-work })
	leave := sync.OnceValue(func() error { stopWatching(); return <-watch })
	e.finish = func() {
		e.t.Helper()
		e.must(rest())
		journal := traffic.entries()
		top, err := e.settle(ctx, journal)
		e.must(err)
		e.must(leave())
		fates, err := e.audit(ctx, journal, e.w, top)
		e.must(err)
		e.must(e.fleet.Stop())
		for _, n := range e.fleet.Nodes {
			e.must(checkState(n))
		}
		e.t.Logf("%d blocks, %d seen on nodes, none differs; of %d transactions %d succeeded once, none twice, none got lost", top, e.w.states, fates.Sent, fates.Succeeded)
	}
	e.t.Cleanup(func() { // before the nodes are killed
		err := errors.Join(rest(), leave())
		cancel()
		if err != nil {
			e.t.Error(err)
		}
	})
}

func (e *ensemble) must(err error) {
	e.t.Helper()
	if err != nil {
		e.t.Fatal(err)
	}
}

// step is a context for something that must not take forever.
func (e *ensemble) step() (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(e.ctx, stepPatience, fmt.Errorf("it takes more than %s", stepPatience))
}

// top is the highest block.
func (e *ensemble) top() int64 { return fleet.Top(e.ctx, e.fleet.Nodes) }

// reach waits until nodes have a block.
func (e *ensemble) reach(nodes []*fleet.Node, height int64) {
	e.t.Helper()
	ctx, cancel := e.step()
	defer cancel()
	e.must(fleet.Reach(ctx, nodes, height))
}

// grow waits until nodes have so many blocks more than any of them has, and returns the height.
func (e *ensemble) grow(nodes []*fleet.Node, blocks int64) int64 {
	e.t.Helper()
	height := fleet.Top(e.ctx, nodes) + blocks
	e.reach(nodes, height)
	return height
}

// honest are the nodes to which nothing happens.
func (e *ensemble) honest() []*fleet.Node { return e.fleet.Nodes[:victim] }

// ended waits until a process has ended, and returns its status and what it said.
func (e *ensemble) ended(n *fleet.Node) (int, string) {
	e.t.Helper()
	ctx, cancel := e.step()
	defer cancel()
	status, err := n.Ended(ctx)
	e.must(err)
	said, err := n.Said()
	e.must(err)
	return status, said
}

// outcome waits until a node has a block or its process has ended.
func (e *ensemble) outcome(n *fleet.Node, height int64) (recovered bool) {
	e.t.Helper()
	ctx, cancel := e.step()
	defer cancel()
	e.must(fleet.Until(ctx, func() bool {
		h, err := n.Height(ctx)
		recovered = err == nil && h >= height
		return recovered || !n.Running()
	}))
	return recovered
}

// commits are the signed heads of blocks, from the first node.
func (e *ensemble) commits(from, to int64) (all []cmttypes.SignedHeader) {
	e.t.Helper()
	for h := from; h <= to; h++ {
		r, err := e.fleet.Nodes[0].RPC().Commit(e.ctx, &h)
		e.must(err)
		all = append(all, r.SignedHeader)
	}
	return all
}

// same compares all blocks of a node that is not a producer with those of the others, and returns how many it says it does
// not have although they lie between its first and its last.
func (e *ensemble) same(n *fleet.Node) (lost int) {
	e.t.Helper()
	status, err := n.RPC().Status(e.ctx)
	e.must(err)
	for h := status.SyncInfo.EarliestBlockHeight; h <= status.SyncInfo.LatestBlockHeight; h++ {
		b, err := n.RPC().Header(e.ctx, &h)
		e.must(err)
		if b.Header == nil {
			lost++
			continue
		}
		e.must(e.w.note(n.Name, h, b.Header.Hash().String(), nil))
	}
	return lost
}

// whole is [ensemble.same] for a node that must have lost nothing.
func (e *ensemble) whole(n *fleet.Node) {
	e.t.Helper()
	if lost := e.same(n); lost > 0 {
		e.t.Errorf("%s has lost %d blocks", n.Name, lost)
	}
}

// stateOf reads the hash of the state of a node that does not run.
func (e *ensemble) stateOf(n *fleet.Node, height int64) node.StateHash {
	e.t.Helper()
	s, err := n.Home.StateHash(height)
	e.must(err)
	return s
}

// evidence counts the proofs in all blocks that somebody has signed twice.
func (e *ensemble) evidence() (proofs int) {
	e.t.Helper()
	for h, top := int64(1), e.top(); h <= top; h++ {
		b, err := e.fleet.Nodes[0].RPC().Block(e.ctx, &h)
		e.must(err)
		proofs += len(b.Block.Evidence.Evidence)
	}
	return proofs
}
