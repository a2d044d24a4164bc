package main

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"cosmossdk.io/log/v2"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/freeport"
	"github.com/tianwang-net/tianwang/node"
	"github.com/tianwang-net/tianwang/tokenomics"
)

const (
	// blockTime is that of the chains in scripts.
	blockTime = 100 * time.Millisecond
	// patience is how long a script waits for a height.
	patience = 60 * time.Second
)

// chain is the chain of one script.
type chain struct {
	home node.Home
	url  string
	node *node.Node // nil while it is stopped
}

// chainKey is where a script keeps its chain.
type chainKey struct{}

func chainOf(ts *testscript.TestScript) *chain { return ts.Value(chainKey{}).(*chain) }

// chainCommand serves the scripts:
//
//	chain start [open] [tempo=N]
//	                         starts a chain with two subnets, whose weights are set in the open if "open" is given and
//	                         committed first if not; after "chain stop" it starts the node again. Sets TIANWANG_NODE.
//	chain stop               stops the node
//	chain halted             waits until the node has stopped by itself, at an upgrade that it does not know
//	chain wait N             waits for height N, with +N for N more blocks
//	chain wait epoch NETUID  waits until the running epoch of a subnet has closed
//	chain earn TAO [WALLET]  waits until a wallet has more stake than that, whenever it was that the epochs closed
func chainCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("chain cannot be negated")
	}
	c := chainOf(ts)
	switch oneOf(ts, args, "start", "stop", "halted", "wait", "earn") {
	case "start":
		if c.home == "" {
			c.init(ts, args[1:])
			ts.Defer(c.stop)
		}
		var err error
		c.node, err = node.Start(context.Background(), c.home, log.NewNopLogger())
		ts.Check(err)
		c.wait(ts, "1")
	case "stop":
		c.stop()
	case "halted":
		c.halted(ts)
	case "earn":
		switch len(args) {
		case 2:
			earn(ts, args[1], "default")
		case 3:
			earn(ts, args[1], args[2])
		default:
			ts.Fatalf("usage: chain earn TAO [WALLET]")
		}
	case "wait":
		switch {
		case len(args) == 3 && args[1] == "epoch":
			c.waitForEpoch(ts, args[2])
		case len(args) == 2:
			c.wait(ts, args[1])
		default:
			ts.Fatalf("usage: chain wait N, +N or epoch NETUID")
		}
	}
}

// scriptRules are the local rules, changed by the arguments of "chain start". Limits that a script runs into are so wide
// that a slow machine does not get past them.
func scriptRules(ts *testscript.TestScript, args []string) node.Rules {
	rules := node.LocalRules()
	rules.Root.WeightsRateLimit, rules.Subnet.Defaults.ActivityCutoff = 10_000, 10_000
	rules.Producer.KeyInterval, rules.Producer.UnbondingPeriod = 10_000, 10_000
	vote, expedited := 30*time.Second, 20*time.Second
	rules.Gov.VotingPeriod, rules.Gov.ExpeditedVotingPeriod = &vote, &expedited
	for _, a := range args {
		switch name, value, _ := strings.Cut(a, "="); name {
		case "open":
			rules.Subnet.Defaults.CommitReveal = false
		case "tempo":
			n, err := strconv.ParseUint(value, 10, 16)
			ts.Check(err)
			rules.Subnet.Defaults.Tempo = n
		case "slots":
			n, err := strconv.ParseUint(value, 10, 16)
			ts.Check(err)
			h := &rules.Subnet.Defaults
			h.MaxUids = uint32(n) // #nosec G115 -- 16 bits
			h.MaxValidators, h.MaxRegistrationsPerBlock = min(h.MaxValidators, h.MaxUids), min(h.MaxRegistrationsPerBlock, h.MaxUids)
		default:
			ts.Fatalf("chain start: unknown argument %q", a)
		}
	}
	return rules
}

// init writes the directory of the node.
func (c *chain) init(ts *testscript.TestScript, args []string) {
	c.home = node.Home(filepath.Join(ts.Getenv("WORK"), ".chain"))
	rpc := freePort(ts)
	c.url = "http://" + rpc
	ts.Setenv("TIANWANG_NODE", c.url)
	ts.Setenv("NODE_HOME", string(c.home))
	s := node.Settings{Moniker: "script", BlockTime: blockTime, RPC: rpc, P2P: freePort(ts), Local: true}
	ts.Check(writeChain(c.home, s, scriptRules(ts, args)))
}

// writeChain writes the directory of a node that makes all blocks of a chain with two subnets.
func writeChain(home node.Home, s node.Settings, rules node.Rules) error {
	if err := home.Init(s); err != nil {
		return err
	}
	key, err := home.ProducerKey()
	if err != nil {
		return err
	}
	operator, err := node.OperatorAddress(key)
	if err != nil {
		return err
	}
	doc, err := node.Chain{
		ID: "script-1", Time: time.Now(), Rules: rules,
		Authorities: []producerv1.Producer{{Operator: operator, Name: "script", Pubkey: key, Power: 1}},
		Markets:     []node.Market{{Name: "words", Task: "lm", TaskVersion: 1}, {Name: "numbers", Task: "lm", TaskVersion: 1}},
	}.Genesis()
	if err != nil {
		return err
	}
	return home.SetGenesis(doc)
}

func freePort(ts *testscript.TestScript) string {
	at, err := freeport.Next()
	ts.Check(err)
	return at
}

// stop stops the node, if it runs.
func (c *chain) stop() {
	if c.node != nil {
		_ = c.node.Stop() // the script is over or starts it again, which shows what is wrong
		c.node = nil
	}
}

// halted waits until the node has stopped by itself.
func (c *chain) halted(ts *testscript.TestScript) {
	stopped := make(chan error, 1)
	go func() { stopped <- c.node.Wait() }()
	select {
	case err := <-stopped:
		if _, ok := errors.AsType[*app.UpgradeError](err); !ok {
			ts.Fatalf("the node stopped with: %v", err)
		}
		c.node = nil
	case <-time.After(4 * patience): // an upgrade is hundreds of blocks ahead
		ts.Fatalf("the node is at block %d and has not stopped", c.node.Height())
	}
}

// wait waits for a height, or for a number of blocks from now.
func (c *chain) wait(ts *testscript.TestScript, text string) {
	n, err := strconv.ParseInt(strings.TrimPrefix(text, "+"), 10, 64)
	ts.Check(err)
	if strings.HasPrefix(text, "+") {
		n += c.node.Height()
	}
	c.follow(ts, func(_ context.Context, _ *client.Client, height uint64) bool { return height >= uint64(n) })
}

// waitForEpoch waits until the running epoch has closed.
func (c *chain) waitForEpoch(ts *testscript.TestScript, text string) {
	netuid, err := strconv.ParseUint(text, 10, 32)
	ts.Check(err)
	var first uint64
	c.follow(ts, func(ctx context.Context, cl *client.Client, _ uint64) bool {
		r, err := epochv1.NewQueryClient(cl).Clock(ctx, &epochv1.QueryClockRequest{Netuid: uint32(netuid)})
		ts.Check(err)
		if first == 0 {
			first = r.Clock.Epoch
		}
		return r.Clock.Epoch > first
	})
}

// earn waits until a wallet has more stake than an amount in TAO.
func earn(ts *testscript.TestScript, text, wallet string) {
	want, err := tokenomics.ParseTAO(text)
	ts.Check(err)
	eventually(ts, "stake of "+text, []string{"tianwang", "stake", "list", "--wallet", wallet, "--json"}, func(said string) bool {
		var r struct{ Data struct{ Total string } }
		if json.NewDecoder(strings.NewReader(said)).Decode(&r) != nil {
			return false
		}
		has, err := tokenomics.ParseTAO(r.Data.Total)
		return err == nil && has > want
	})
}

// errReached ends what follows the chain.
var errReached = errors.New("reached")

// follow watches the chain until something is so.
func (c *chain) follow(ts *testscript.TestScript, until func(context.Context, *client.Client, uint64) bool) {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	cl, err := client.New(c.url)
	ts.Check(err)
	err = cl.Follow(ctx, func(height uint64) error {
		if until(ctx, cl, height) {
			return errReached
		}
		return nil
	}, nil)
	if !errors.Is(err, errReached) {
		ts.Fatalf("waiting for the chain: %v", err)
	}
}
