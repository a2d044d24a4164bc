package fleet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/node"
)

// pollInterval is how often nodes are asked whether something has happened.
const pollInterval = 200 * time.Millisecond

// Options say what fleet to make.
type Options struct {
	Dir       string        // holds everything; made if it is not there
	Program   string        // the tianwang to run, see [Build]
	BlockTime time.Duration // pause between blocks
	Places    []Place       // of the producers, one each
	Snapshots uint64        // blocks between two snapshots, 0 for none
	World     World
}

// Fleet is nodes of one chain.
type Fleet struct {
	Nodes []*Node // the producers

	options Options
	app     *app.App // for its encoding
	doc     *genutiltypes.AppGenesis
	numbers map[string]uint64
}

// Build builds the program into a directory and returns its path, or that of the program that TIANWANG_PROGRAM names.
func Build(ctx context.Context, dir string) (string, error) {
	if program := os.Getenv("TIANWANG_PROGRAM"); program != "" {
		return program, nil
	}
	program := filepath.Join(dir, "tianwang")
	return program, compile(ctx, program)
}

// Variant builds the program with flags for the compiler, as -tags or -overlay, into a directory and returns its path, or
// that of the one beside the program that TIANWANG_PROGRAM names.
func Variant(ctx context.Context, dir, name string, flags ...string) (string, error) {
	if program := os.Getenv("TIANWANG_PROGRAM"); program != "" {
		if _, err := os.Stat(program + "-" + name); err == nil {
			return program + "-" + name, nil
		}
	}
	program := filepath.Join(dir, "tianwang-"+name)
	return program, compile(ctx, program, flags...)
}

func compile(ctx context.Context, program string, flags ...string) error {
	args := append([]string{"build", "-o", program}, flags...)
	cmd := exec.CommandContext(ctx, "go", append(args, "github.com/tianwang-net/tianwang/cmd/tianwang")...)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// New makes the directories of the producers. None is started yet.
func New(o Options) (*Fleet, error) {
	f := &Fleet{options: o, app: app.New(log.NewNopLogger(), dbm.NewMemDB(), app.Options{})}
	for i, place := range o.Places {
		n, err := f.make(fmt.Sprintf("node-%d", i), place)
		if err != nil {
			return nil, err
		}
		f.Nodes = append(f.Nodes, n)
	}
	if err := f.begin(); err != nil {
		return nil, err
	}
	for _, n := range f.Nodes {
		if err := f.settle(n); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// make makes the directory of a node with its keys.
func (f *Fleet) make(name string, place Place) (*Node, error) {
	n := &Node{Name: name, Home: node.Home(filepath.Join(f.options.Dir, name)), Place: place, program: f.options.Program}
	if err := n.Home.Init(f.settings(n)); err != nil {
		return nil, err
	}
	return n, n.connect()
}

func (f *Fleet) settings(n *Node) node.Settings {
	return node.Settings{Moniker: n.Name, BlockTime: f.options.BlockTime, RPC: n.Place.RPC(), P2P: n.Place.P2P(), Local: true}
}

// begin makes the genesis, whose authorities are the nodes.
func (f *Fleet) begin() error {
	var authorities []producerv1.Producer
	for _, n := range f.Nodes {
		key, err := n.Home.ProducerKey()
		if err != nil {
			return err
		}
		operator, err := node.OperatorAddress(key)
		if err != nil {
			return err
		}
		authorities = append(authorities, producerv1.Producer{Operator: operator, Name: n.Name, Pubkey: key, Power: 1})
	}
	var err error
	if f.doc, f.numbers, err = f.options.World.genesis(f.app, authorities); err != nil {
		return fmt.Errorf("genesis: %w", err)
	}
	return nil
}

// settle gives a node its genesis and its peers: all producers but itself.
func (f *Fleet) settle(n *Node) error {
	s := f.settings(n)
	var peers []string
	for _, other := range f.Nodes {
		if other == n {
			continue
		}
		id, err := other.Home.ID()
		if err != nil {
			return err
		}
		peers = append(peers, id+"@"+other.Place.P2P())
	}
	s.Peers = strings.Join(peers, ",")
	if err := errors.Join(n.Home.Configure(s), n.Home.SetGenesis(f.doc)); err != nil {
		return err
	}
	if f.options.Snapshots == 0 {
		return nil
	}
	return n.Snapshots(f.options.Snapshots)
}

// Join makes another node of the chain, which produces nothing. One of that name that was there before is removed.
func (f *Fleet) Join(name string, place Place) (*Node, error) {
	if err := os.RemoveAll(filepath.Join(f.options.Dir, name)); err != nil {
		return nil, err
	}
	n, err := f.make(name, place)
	if err != nil {
		return nil, err
	}
	return n, f.settle(n)
}

// Twin makes another node with the key of a producer: what no operator must ever do.
func (f *Fleet) Twin(of *Node, place Place) (*Node, error) {
	n, err := f.Join(of.Name+"-twin", place)
	if err != nil {
		return nil, err
	}
	const key = "priv_validator_key.json"
	secret, err := os.ReadFile(filepath.Join(string(of.Home), "config", key))
	if err != nil {
		return nil, err
	}
	return n, os.WriteFile(filepath.Join(string(n.Home), "config", key), secret, 0o600)
}

// Start starts all producers.
func (f *Fleet) Start() error {
	for _, n := range f.Nodes {
		if err := n.Start(); err != nil {
			return err
		}
	}
	return nil
}

// Stop stops all producers, gently.
func (f *Fleet) Stop() error {
	var errs []error
	for _, n := range f.Nodes {
		errs = append(errs, n.Stop(syscall.SIGTERM))
	}
	return errors.Join(errs...)
}

// Kill ends all producers at once, paused ones too.
func (f *Fleet) Kill() error {
	var errs []error
	for _, n := range f.Nodes {
		errs = append(errs, n.Stop(syscall.SIGKILL))
	}
	return errors.Join(errs...)
}

// Top is the highest block that any of the nodes has; those that do not answer are left out.
func Top(ctx context.Context, nodes []*Node) int64 {
	heights := make([]int64, len(nodes))
	var all sync.WaitGroup // at once: one that stands still must not keep the others from being asked
	for i, n := range nodes {
		all.Go(func() { heights[i], _ = n.Height(ctx) })
	}
	all.Wait()
	return slices.Max(append(heights, 0))
}

// Reach waits until every node has a block. The error says which has not when ctx ends.
func Reach(ctx context.Context, nodes []*Node, height int64) error {
	for _, n := range nodes {
		err := Until(ctx, func() bool {
			h, err := n.Height(ctx)
			return err == nil && h >= height
		})
		if err != nil {
			return fmt.Errorf("%s did not reach block %d: %w, see %s", n.Name, height, err, n.log())
		}
	}
	return nil
}

// Until asks again and again until something is so, or ctx ends.
func Until(ctx context.Context, so func() bool) error {
	tick := time.NewTicker(pollInterval)
	defer tick.Stop()
	for !so() {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
	return nil
}
