//go:build e2e

package chaos

import (
	"bytes"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	cmttypes "github.com/cometbft/cometbft/types"

	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"

	"github.com/tianwang-net/tianwang/internal/fleet"
)

// turns is in how many blocks each of the producers proposes about three.
const turns = 12

// marks count what a producer did in blocks.
type marks struct {
	proposed, signed int
	rounds           int // in which a block was not the first try
}

// addressOf is the name of a producer in votes.
func (e *ensemble) addressOf(n *fleet.Node) []byte {
	e.t.Helper()
	key, err := n.Home.ProducerKey()
	e.must(err)
	return (&ed25519.PubKey{Key: key}).Address()
}

// marksOf counts what a node did in blocks.
func (e *ensemble) marksOf(n *fleet.Node, from, to int64) (m marks) {
	e.t.Helper()
	address := e.addressOf(n)
	for _, c := range e.commits(from, to) {
		if bytes.Equal(c.ProposerAddress, address) {
			m.proposed++
		}
		if c.Commit.Round > 0 {
			m.rounds++
		}
		for _, s := range c.Commit.Signatures {
			if s.BlockIDFlag == cmttypes.BlockIDFlagCommit && bytes.Equal(s.ValidatorAddress, address) {
				m.signed++
			}
		}
	}
	return m
}

// become starts a node anew with another program, and waits until it has caught up.
func (e *ensemble) become(n *fleet.Node, variant string, env ...string) {
	e.t.Helper()
	e.must(n.Stop(syscall.SIGTERM))
	n.Use(program(e.t, variant), env...)
	e.must(n.Start())
	e.reach([]*fleet.Node{n}, e.top()+1)
}

// TestC14_Rogues: one producer of four withholds its proposals, is late, lies about the state, proposes more than a block may
// hold, damages every part of a block that it passes on, or adds garbage to its votes. The others agree on every block
// meanwhile, none of what it proposed in that way is in one, and the chain goes on with it and without it.
func TestC14_Rogues(t *testing.T) {
	e := newEnsemble(t, 0, 0)
	bad := e.fleet.Nodes[victim]
	for _, deed := range []string{"withhold", "late", "lie", "oversize", "parts", "extension"} {
		e.become(bad, "rogue", "ROGUE="+deed)
		from := e.top() + 2
		to := from + turns
		e.reach(e.honest(), to+1)
		m := e.marksOf(bad, from, to)
		t.Logf("%-9s blocks %d to %d: %+v", deed, from, to, m)
		switch {
		case deed == "extension" && m.signed > 0:
			t.Errorf("%s: %d of its votes were counted", deed, m.signed)
		case deed != "extension" && (m.proposed > 0 || m.rounds == 0):
			t.Errorf("%s: %d of %d blocks are its own, in %d the first proposal failed", deed, m.proposed, turns, m.rounds)
		}
	}
	e.must(bad.Stop(syscall.SIGKILL))
	e.grow(e.honest(), 5)
	e.must(os.RemoveAll(filepath.Join(string(bad.Home), "data", "cs.wal"))) // it holds what others refused
	bad.Use(program(t, ""))
	e.must(bad.Start())
	e.reach(e.fleet.Nodes, e.top()+1)
	from := e.top() + 2
	e.reach(e.fleet.Nodes, from+2*turns+1)
	if m := e.marksOf(bad, from, from+2*turns); m.proposed == 0 || m.signed == 0 {
		t.Errorf("honest again, it is not heard: %+v", m)
	}
	e.finish()
}

// TestC14_Amnesia: a producer forgets what it has signed, again and again: its log and its last signature are gone when it
// starts. Whatever it signs twice by that, all agree on every block.
func TestC14_Amnesia(t *testing.T) {
	e := newEnsemble(t, 0, 0)
	bad := e.fleet.Nodes[victim]
	data := filepath.Join(string(bad.Home), "data")
	for range 4 {
		e.must(bad.Stop(syscall.SIGKILL))
		e.must(os.RemoveAll(filepath.Join(data, "cs.wal")))
		e.must(os.WriteFile(filepath.Join(data, "priv_validator_state.json"), []byte(`{"height":"0","round":0,"step":0}`), 0o600))
		e.must(bad.Start())
		e.grow(e.honest(), 3)
		e.reach(e.fleet.Nodes, e.top()+1)
	}
	e.finish()
}
