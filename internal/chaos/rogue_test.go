//go:build e2e

package chaos

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/cometbft/cometbft/crypto"
	"github.com/cometbft/cometbft/libs/log"
	"github.com/cometbft/cometbft/privval"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	cmttypes "github.com/cometbft/cometbft/types"

	"github.com/tianwang-net/tianwang/internal/fleet"
)

// programs are built once for all tests.
var programs = struct {
	sync.Mutex
	dir string
	of  map[string]string
}{of: map[string]string{}}

// TestMain makes room for what is built, and removes it.
func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "tianwang-programs")
	if err != nil {
		panic(err)
	}
	programs.dir = dir
	status := m.Run()
	_ = os.RemoveAll(dir) // in a temporary directory anyway
	os.Exit(status)
}

// program returns the program, or the variant "rehearsal", which has an upgrade of that name.
func program(t *testing.T, variant string) string {
	t.Helper()
	programs.Lock()
	defer programs.Unlock()
	if p := programs.of[variant]; p != "" {
		return p
	}
	var p string
	var err error
	if variant == "" {
		p, err = fleet.Build(t.Context(), programs.dir)
	} else {
		p, err = fleet.Variant(t.Context(), programs.dir, variant, "-tags", variant)
	}
	if err != nil {
		t.Fatal(err)
	}
	programs.of[variant] = p
	return p
}

// rogue signs for a producer whatever it is asked to, without a memory, and not as it should: the node itself is the program
// that everybody runs, and asks this signer over a socket.
type rogue struct {
	key    crypto.PrivKey
	socket string
	server *privval.SignerServer // nil while it does not serve
	gone   *atomic.Bool          // set when that server must not answer any more

	mu   sync.Mutex
	deed string
	skew func() time.Duration
}

// corrupt gives the key of a producer to a rogue, and starts the node anew.
func (e *ensemble) corrupt(n *fleet.Node) *rogue {
	e.t.Helper()
	e.must(n.Stop(syscall.SIGTERM))
	config := filepath.Join(string(n.Home), "config", "priv_validator_key.json")
	state := filepath.Join(string(n.Home), "data", "priv_validator_state.json")
	dir, err := os.MkdirTemp("", "rogue") // the path of a socket must be short
	e.must(err)
	e.t.Cleanup(func() { _ = os.RemoveAll(dir) })
	r := &rogue{key: privval.LoadFilePV(config, state).Key.PrivKey, socket: filepath.Join(dir, "s"), skew: func() time.Duration { return 0 }}
	e.must(n.Signer("unix://" + r.socket))
	e.t.Cleanup(func() { _ = r.hangUp() })
	e.serve(r)
	e.must(n.Start())
	e.reach([]*fleet.Node{n}, e.top()+1)
	return r
}

// serve lets a rogue wait for its node, which is about to start. One that served before is replaced: the engine's own end of
// a socket never notices that the other is gone.
func (e *ensemble) serve(r *rogue) {
	e.t.Helper()
	e.must(r.hangUp())
	gone, dial := new(atomic.Bool), privval.DialUnixFn(r.socket)
	r.gone = gone
	r.server = privval.NewSignerServer(privval.NewSignerDialerEndpoint(log.NewNopLogger(), func() (net.Conn, error) {
		if gone.Load() { // it goes on dialling after it was stopped
			return nil, net.ErrClosed
		}
		return dial()
	}, privval.SignerDialerEndpointConnRetries(patienceOfSigner)), fleet.ChainID, r)
	e.must(r.server.Start())
}

// patienceOfSigner is how many times, with a tenth of a second between, a signer tries to reach its node.
const patienceOfSigner = 10 * int(stepPatience/time.Second)

// hangUp ends what serves, and removes its socket.
func (r *rogue) hangUp() error {
	if r.server == nil {
		return nil
	}
	r.gone.Store(true)
	err := r.server.Stop()
	r.server = nil
	if e := os.Remove(r.socket); e != nil && !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}

// reform gives the node its own key again, and what it remembers of what it signed before.
func (e *ensemble) reform(n *fleet.Node, r *rogue) {
	e.t.Helper()
	e.must(n.Stop(syscall.SIGTERM))
	e.must(r.hangUp())
	e.must(n.Signer(""))
	e.must(n.Start())
	e.reach([]*fleet.Node{n}, e.top()+1)
}

// does says what the rogue does from now on.
func (r *rogue) does(deed string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.deed = deed
}

// shows says how wrong the clock of the rogue is from now on.
func (r *rogue) shows(skew func() time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.skew = skew
}

func (r *rogue) now() (deed string, skew time.Duration) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.deed, r.skew()
}

// GetPubKey implements the engine's PrivValidator.
func (r *rogue) GetPubKey() (crypto.PubKey, error) { return r.key.PubKey(), nil }

// SignVote implements the engine's PrivValidator.
func (r *rogue) SignVote(chainID string, v *cmtproto.Vote) (err error) {
	deed, skew := r.now()
	if deed == "mute" {
		return errors.New("no")
	}
	v.Timestamp = dated(v.Timestamp, skew)
	v.Signature, err = r.sign(deed, cmttypes.VoteSignBytes(chainID, v))
	return err
}

// dated is the time of a vote by a clock that is wrong: what the clock shows, but not before the time that the node asks for,
// which may be that of the last block.
func dated(by time.Time, skew time.Duration) time.Time {
	if skew <= 0 {
		return by.Add(skew)
	}
	if shown := time.Now().Add(skew); shown.After(by) {
		return shown
	}
	return by
}

// SignProposal implements the engine's PrivValidator.
func (r *rogue) SignProposal(chainID string, p *cmtproto.Proposal) (err error) {
	deed, _ := r.now()
	switch deed {
	case "withhold":
		return errors.New("no")
	case "late":
		<-time.After(lateness)
	}
	p.Signature, err = r.sign(deed, cmttypes.ProposalSignBytes(chainID, p))
	return err
}

// lateness is more than the others wait for a proposal, and less than the node waits for its signer.
const lateness = 4 * time.Second

func (r *rogue) sign(deed string, text []byte) ([]byte, error) {
	if deed == "garbage" {
		b := make([]byte, 64)
		_, err := rand.Read(b)
		return b, err
	}
	return r.key.Sign(text)
}
