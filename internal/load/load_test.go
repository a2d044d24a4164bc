//go:build e2e

package load

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/internal/fleet"
	"github.com/tianwang-net/tianwang/node"
)

// number reads a number from the environment.
func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return n
}

// A row of weights costs as much as several transfers, and comes once an epoch from each validator.
const (
	weightsAreScarce = 10
	bothAreScarce    = 5
)

// proposalWait is how long a node waits for a proposal, by default of the engine and so of a public network. Nodes of local
// networks wait as long as the pause between blocks, which four busy ones on two processors miss.
const proposalWait = 3 * time.Second

// blockGas is what the blocks of a chain have that pauses so long between them: more on a public chain.
func blockGas(blockTime time.Duration) int64 {
	if blockTime >= 12*time.Second {
		return node.PublicRules().BlockGas
	}
	return node.LocalRules().BlockGas
}

// network starts a fleet on this machine.
func network(t *testing.T, nodes int, blockTime time.Duration) (*fleet.Fleet, fleet.Place) {
	t.Helper()
	dir := t.TempDir()
	program, err := fleet.Build(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	places, err := fleet.Loopback(nodes + 1)
	if err != nil {
		t.Fatal(err)
	}
	f, err := fleet.New(fleet.Options{
		Dir: filepath.Join(dir, "nodes"), Program: program, BlockTime: blockTime, Places: places[:nodes], World: newPeople().world(blockGas(blockTime)),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Kill(); err != nil {
			t.Error(err)
		}
	})
	if pprof := os.Getenv("LOAD_PPROF"); pprof != "" {
		if err := f.Nodes[0].Profile(pprof); err != nil {
			t.Fatal(err)
		}
	}
	share := fmt.Sprintf("GOMAXPROCS=%d", max(1, runtime.NumCPU()/nodes)) // of the machine's processors, as nodes in containers have
	for _, n := range f.Nodes {
		n.Use(program, share)
		if err := n.WaitForProposal(proposalWait); err != nil {
			t.Fatal(err)
		}
		if os.Getenv("LOAD_INDEX") != "all" {
			if err := n.Index("message.sender", "message.action", "transfer.recipient"); err != nil { // what wallets search for
				t.Fatal(err)
			}
		}
	}
	if err := f.Start(); err != nil {
		t.Fatal(err)
	}
	return f, places[nodes]
}

// TestLoad offers LOAD_RATE transfers a second to four nodes, which pause LOAD_BLOCK seconds between blocks, for
// LOAD_SECONDS; then weights, then both, at a lower rate; after that a newcomer catches up.
func TestLoad(t *testing.T) {
	f, place := network(t, 4, time.Duration(number(t, "LOAD_BLOCK", 1))*time.Second)
	rate, length := number(t, "LOAD_RATE", 310), time.Duration(number(t, "LOAD_SECONDS", 60))*time.Second
	for _, m := range []struct {
		name string
		mix  Mix
		rate int
	}{
		{"transfers", Mix{Transfers: 1}, rate},
		{"weights", Mix{Sets: 7, Commits: 1}, max(1, rate/weightsAreScarce)},
		{"both", Mix{Transfers: 9, Sets: 7, Commits: 1}, max(1, rate/bothAreScarce)},
	} {
		if only := os.Getenv("LOAD_MIX"); only != "" && only != m.name {
			continue
		}
		r, err := Run(t.Context(), f, Options{PerSecond: m.rate, Time: length, Mix: m.mix})
		if r != nil {
			t.Logf("%s: %s", m.name, r)
		}
		if err != nil {
			t.Fatalf("%s: %v", m.name, err)
		}
		if r.Included == 0 {
			t.Errorf("%s: nothing was included", m.name)
		}
	}
	catchUp(t, f, place)
}

// TestSync lets a newcomer catch up with a chain of SYNC_BLOCKS blocks that have no transactions.
func TestSync(t *testing.T) {
	f, place := network(t, 1, 10*time.Millisecond)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	if err := fleet.Reach(ctx, f.Nodes, int64(number(t, "SYNC_BLOCKS", 1000))); err != nil {
		t.Fatal(err)
	}
	catchUp(t, f, place)
}

// catchUp measures how fast a newcomer gets the blocks that are there when it starts.
func catchUp(t *testing.T, f *fleet.Fleet, place fleet.Place) {
	t.Helper()
	n, err := f.Join("newcomer", place)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	top := fleet.Top(ctx, f.Nodes)
	if err := n.Start(); err != nil {
		t.Fatal(err)
	}
	defer n.Stop(syscall.SIGKILL)
	if err := fleet.Reach(ctx, []*fleet.Node{n}, 1); err != nil { // what comes before is the start of a process
		t.Fatal(err)
	}
	start := time.Now()
	if err := fleet.Reach(ctx, []*fleet.Node{n}, top); err != nil {
		t.Fatal(err)
	}
	took := time.Since(start)
	t.Logf("a newcomer got %d blocks in %.1f s: %.0f blocks/s", top, took.Seconds(), float64(top)/took.Seconds())
}
