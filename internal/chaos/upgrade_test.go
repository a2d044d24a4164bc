//go:build e2e

package chaos

import (
	"bytes"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/tianwang-net/tianwang/internal/fleet"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// statusUpgrade is the status with which the program ends when the chain waits for another release.
const statusUpgrade = 8

// planned is how many blocks lie between a proposal and the height that it names: the vote takes ten seconds.
const planned = 100

// TestC7_UpgradeOfNetwork: four producers come to the height of an upgrade. The new program does not run before it, the old
// one not after it; all stop after the same block in the same state, and go on in the same state: one that was late, one
// that was killed while it did it, one that began with the first block, and one that began with a snapshot.
func TestC7_UpgradeOfNetwork(t *testing.T) {
	next := program(t, "rehearsal")
	e := newEnsemble(t, 5, 2)
	early := e.fleet.Nodes[victim]
	e.handOverStakes()
	at := e.decide()
	t.Logf("the upgrade is at block %d", at)
	e.refuses(early, next, "BINARY UPDATED BEFORE TRIGGER")
	early.Use(program(t, ""))
	e.must(early.Start())

	for _, n := range e.fleet.Nodes {
		e.waits(n, at)
	}
	before := e.stateOf(e.fleet.Nodes[0], 0)
	if before.Height != at-1 {
		t.Errorf("the chain stopped after block %d, block %d is that of the upgrade", before.Height, at)
	}
	for _, n := range e.fleet.Nodes {
		if d := cmp.Diff(before, e.stateOf(n, 0)); d != "" {
			t.Errorf("%s stopped in another state:\n%s", n.Name, d)
		}
		e.must(checkState(n))
		e.must(n.Start()) // the old one again
		e.waits(n, at)
	}

	// Three of four are enough to go on; the others come later.
	for _, n := range e.honest() {
		n.Use(next)
		e.must(n.Start())
	}
	killed := e.fleet.Nodes[1]
	e.must(killed.Stop(syscall.SIGKILL))
	e.must(killed.Start())
	e.reach(e.honest(), at+2)
	e.must(early.Start()) // late, and still the wrong program
	e.waits(early, at)
	early.Use(next)
	e.must(early.Start())
	e.reach(e.fleet.Nodes, at+6)

	e.replayOver(at, next)
	e.syncAfter(next)

	e.refuses(early, program(t, ""), "upgrade handler is missing")
	early.Use(next)
	e.must(early.Start())
	e.reach(e.fleet.Nodes, e.top()+2)
	e.finish()
}

// refuses gives a node a program that must not run at its height, and wants it to end and to say why.
func (e *ensemble) refuses(n *fleet.Node, program, why string) {
	e.t.Helper()
	e.must(n.Stop(syscall.SIGTERM))
	n.Use(program)
	e.must(n.Start())
	if status, said := e.ended(n); status == 0 || !strings.Contains(said, why) {
		e.t.Errorf("%s with a program that it must refuse: status %d:\n%.2000s", n.Name, status, said)
	}
}

// waits wants a node to have ended since it lacks the upgrade.
func (e *ensemble) waits(n *fleet.Node, at int64) {
	e.t.Helper()
	status, said := e.ended(n)
	if want := fmt.Sprintf(`block %d needs the upgrade "rehearsal"`, at); status != statusUpgrade || !strings.Contains(said, want) {
		e.t.Errorf("%s ended with status %d and does not say that %s:\n%.2000s", n.Name, status, want, said)
	}
}

// replayOver lets a node execute every block since the first: with the old program up to the upgrade, then with the new.
func (e *ensemble) replayOver(at int64, next string) {
	e.t.Helper()
	n, err := e.fleet.Join("from-the-first", e.spare[0])
	e.must(err)
	e.must(n.Start())
	status, said := e.ended(n)
	if status == 0 || !strings.Contains(said, `"rehearsal"`) {
		e.t.Errorf("the old program that replays the chain ended with status %d:\n%.2000s", status, said)
	}
	if h := e.stateOf(n, 0).Height; h != at-1 {
		e.t.Errorf("the old program that replays the chain stopped after block %d, not %d", h, at-1)
	}
	n.Use(next)
	e.must(n.Start())
	e.reach([]*fleet.Node{n}, e.top()+1)
	e.whole(n)
	e.must(n.Stop(syscall.SIGTERM))
}

// syncAfter lets a node begin with a snapshot from after the upgrade.
func (e *ensemble) syncAfter(next string) {
	e.t.Helper()
	n, err := e.fleet.Join("from-a-snapshot", e.spare[1])
	e.must(err)
	n.Use(next)
	top := e.top()
	e.must(e.trustLoopback(n, top-4))
	e.must(n.Start())
	e.reach([]*fleet.Node{n}, top+10)
	e.whole(n)
	status, err := n.RPC().Status(e.ctx)
	e.must(err)
	if status.SyncInfo.EarliestBlockHeight <= 1 {
		e.t.Error("it has executed the whole chain")
	}
	e.must(n.Stop(syscall.SIGTERM))
	last := e.stateOf(n, 0)
	e.reach(e.honest(), last.Height+1)
	height := last.Height + 1
	b, err := e.fleet.Nodes[0].RPC().Header(e.ctx, &height)
	e.must(err)
	if !bytes.Equal(b.Header.AppHash, last.Hash) {
		e.t.Errorf("it has state %X after block %d, block %d says %X", last.Hash, last.Height, height, b.Header.AppHash)
	}
}

// handOverStakes lets the owners of the nodes produce; see [stage.handOver].
func (e *ensemble) handOverStakes() {
	e.t.Helper()
	ctx, cancel := e.step()
	defer cancel()
	e.must(e.handOver(ctx))
}

// decide lets the owners decide for an upgrade, and returns its height.
func (e *ensemble) decide() int64 {
	e.t.Helper()
	ctx, cancel := e.step()
	defer cancel()
	authority := authtypes.NewModuleAddress(govtypes.ModuleName).String()
	at := e.top() + planned
	plan := &upgradetypes.MsgSoftwareUpgrade{Authority: authority, Plan: upgradetypes.Plan{Name: "rehearsal", Height: at}}
	m, err := govv1.NewMsgSubmitProposal([]sdk.Msg{plan}, fleet.Coins(2*tokenomics.RaoPerTAO), e.owners[0].Address(), "", "upgrade", "to the next release", true)
	e.must(err)
	_, err = e.client.Send(ctx, e.owners[0], m)
	e.must(err)
	for _, k := range append(e.owners, names("coldkey", judges)...) {
		_, err := e.client.Send(ctx, k, govv1.NewMsgVote(k.Account(), 1, govv1.OptionYes, ""))
		e.must(err)
	}
	e.must(fleet.Until(ctx, func() bool {
		r, err := govv1.NewQueryClient(e.client).Proposal(ctx, &govv1.QueryProposalRequest{ProposalId: 1})
		return err == nil && r.Proposal.Status == govv1.StatusPassed
	}))
	return at
}
