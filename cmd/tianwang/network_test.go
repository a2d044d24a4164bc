//go:build e2e

package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/internal/localnet"
)

// networkPatience is how long a story waits for something to happen: models learn on a busy machine.
const networkPatience = 10 * time.Minute

// TestNetwork runs the stories in testdata/network, one after the other: what people and failures do to a whole local
// network, such as "tianwang up" runs. Beside the commands of TestScripts they have these:
//
//	net start [N]            starts the network with N nodes, one if not said, and waits until it is ready; after
//	                         "net stop" it goes on. Sets TIANWANG_HOME and TIANWANG_NODE.
//	net stop                 stops all of it
//	net kill PART            stops one part of it: node-0, or a neuron by its label and netuid, as in "miner kn7/1"
//	net revive PART          starts it again
//	net wait +N              waits for N more blocks
//	net wait epoch NETUID N  waits until N more epochs of a subnet have closed
//	net agree                waits until every node has the block after the latest, each with a state of its own
//	earn NETUID KIND OP P    compares the share of neurons whose label contains KIND in what the last epoch of a subnet
//	                         paid with P, in percent: OP is < or >
//	validator NETUID         sets VALIDATOR to the hotkey with the highest dividends
//	drain                    takes out what the faucet's miners have earned, then asks the faucet until it has nothing left
//	best NETUID KIND         the miner that the consensus ranks best must be of that kind
//	ask MODEL TEXT KIND N    asks the gateway: a neuron of that kind must answer, at the Nth attempt
func TestNetwork(t *testing.T) {
	stories, err := filepath.Glob(filepath.Join("testdata", "network", "*.txtar"))
	if err != nil || len(stories) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	params := scriptParams()
	params.Setup = func(e *testscript.Env) error {
		e.Values[networkKey{}] = new(network)
		return setup(e)
	}
	params.Cmds["net"], params.Cmds["earn"], params.Cmds["best"], params.Cmds["ask"] = netCommand, earnCommand, bestCommand, askCommand
	params.Cmds["validator"], params.Cmds["drain"] = validatorCommand, drainCommand
	for _, story := range stories { // two networks at a time would starve each other
		p := params
		p.Dir, p.Files = "", []string{story}
		t.Run("", func(t *testing.T) { testscript.Run(t, p) }) // returns when the story has ended
	}
}

// network is the network of one story.
type network struct {
	net   *localnet.Network
	stop  context.CancelFunc
	home  string
	ports localnet.Ports
	nodes int
}

type networkKey struct{}

func networkOf(ts *testscript.TestScript) *network { return ts.Value(networkKey{}).(*network) }

func netCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg {
		ts.Fatalf("net cannot be negated")
	}
	n := networkOf(ts)
	switch oneOf(ts, args, "start", "stop", "kill", "revive", "wait", "agree") {
	case "start":
		n.start(ts, args[1:])
	case "stop":
		n.halt(ts)
	case "kill":
		ts.Check(n.net.Stop(strings.Join(args[1:], " ")))
	case "revive":
		ts.Check(n.net.Restart(strings.Join(args[1:], " ")))
	case "wait":
		n.wait(ts, args[1:])
	case "agree":
		n.agree(ts)
	}
}

// start starts the network, or goes on with it, and waits until it is ready.
func (n *network) start(ts *testscript.TestScript, args []string) {
	if n.home == "" {
		n.home, n.nodes, n.ports = filepath.Join(ts.Getenv("WORK"), ".net"), 1, localnet.PortsFrom(freeBase(ts))
		ts.Setenv("TIANWANG_HOME", n.home)
		if len(args) > 0 {
			count, err := strconv.Atoi(args[0])
			ts.Check(err)
			n.nodes = count
		}
		ts.Defer(func() { n.halt(ts) })
	}
	ctx, cancel := context.WithCancel(context.Background())
	running, err := localnet.Start(ctx, localnet.Options{Home: n.home, Validators: n.nodes, BlockTime: 500 * time.Millisecond, Ports: n.ports})
	if err != nil {
		cancel()
		ts.Fatalf("%v", err)
	}
	n.net, n.stop = running, cancel
	ts.Setenv("TIANWANG_NODE", running.URLs()["rpc"])
	n.follow(ts, func(ctx context.Context, _ uint64) bool {
		s, err := running.Status(ctx)
		return err == nil && s.Ready
	})
}

// halt stops the network, if it runs.
func (n *network) halt(ts *testscript.TestScript) {
	if n.net == nil {
		return
	}
	n.stop()
	err := n.net.Wait()
	n.net = nil
	ts.Check(err)
}

func (n *network) wait(ts *testscript.TestScript, args []string) {
	if len(args) == 1 && strings.HasPrefix(args[0], "+") {
		blocks, err := strconv.ParseUint(args[0][1:], 10, 32)
		ts.Check(err)
		var until uint64
		n.follow(ts, func(_ context.Context, height uint64) bool {
			if until == 0 {
				until = height + blocks
			}
			return height >= until
		})
		return
	}
	if len(args) != 3 || args[0] != "epoch" {
		ts.Fatalf("usage: net wait +N or net wait epoch NETUID N")
	}
	epochs, err := strconv.ParseUint(args[2], 10, 32)
	ts.Check(err)
	var until uint64
	n.follow(ts, func(context.Context, uint64) bool {
		s := n.subnet(ts, args[1])
		if until == 0 {
			until = s.Epoch + epochs
		}
		return s.Epoch >= until
	})
}

// agree waits until every node has got past the highest block of now.
func (n *network) agree(ts *testscript.TestScript) {
	top := slices.Max(n.net.Heights())
	n.follow(ts, func(context.Context, uint64) bool { return slices.Min(n.net.Heights()) > top })
	ts.Logf("heights %v", n.net.Heights())
}

// follow watches the chain until something is so.
func (n *network) follow(ts *testscript.TestScript, until func(context.Context, uint64) bool) {
	ctx, cancel := context.WithTimeout(context.Background(), networkPatience)
	defer cancel()
	cl, err := client.New(n.net.URLs()["rpc"])
	ts.Check(err)
	err = cl.Follow(ctx, func(height uint64) error {
		if until(ctx, height) {
			return errReached
		}
		return nil
	}, nil)
	if !errors.Is(err, errReached) {
		ts.Fatalf("waiting for the network: %v", err)
	}
}

// get reads a JSON value from the explorer.
func (n *network) get(ts *testscript.TestScript, path string, v any) {
	res, err := http.Get(n.net.URLs()["explorer"] + path)
	ts.Check(err)
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		ts.Fatalf("%s: %s", path, res.Status)
	}
	ts.Check(json.NewDecoder(res.Body).Decode(v))
}

func (n *network) subnet(ts *testscript.TestScript, netuid string) (s explorer.Subnet) {
	n.get(ts, "/subnets/"+netuid, &s)
	return s
}

// earnCommand compares what neurons of a kind earned in the last epoch of a subnet with a share of all, in percent.
func earnCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: earn NETUID KIND < or > PERCENT")
	}
	percent, err := strconv.ParseUint(args[3], 10, 8)
	ts.Check(err)
	s := networkOf(ts).subnet(ts, args[0])
	var part, all uint64
	found := 0
	for _, n := range s.Neurons {
		all += uint64(n.Emission)
		if strings.Contains(n.Label, args[1]) {
			part += uint64(n.Emission)
			found++
		}
	}
	if all == 0 || found == 0 {
		ts.Fatalf("subnet %s: %d neurons are like %q, of %d rao in all", args[0], found, args[1], all)
	}
	share := fmt.Sprintf("subnet %s, epoch %d: %q earned %d of %d rao", args[0], s.Epoch, args[1], part, all)
	ts.Logf("%s", share)
	broken := ""
	switch oneOf(ts, args[2:3], "<", ">") {
	case "<":
		if part*100 >= all*percent {
			broken = "less"
		}
	case ">":
		if part*100 <= all*percent {
			broken = "more"
		}
	}
	if broken != "" {
		for _, n := range s.Neurons {
			ts.Logf("%3d %-28s stake %13d, active %-5t, permit %-5t, updated %5d, incentive %.4f, dividends %.4f, earned %d",
				n.UID, n.Label, n.Stake, n.Active, n.Permit, n.UpdatedAt, n.Incentive, n.Dividends, n.Emission)
		}
		ts.Fatalf("%s, not %s than %d %%", share, broken, percent)
	}
}

// bestCommand wants the miner with the highest incentive to be of a kind.
func bestCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: best NETUID KIND")
	}
	s := networkOf(ts).subnet(ts, args[0])
	best := slices.MaxFunc(s.Neurons, func(a, b explorer.Neuron) int { return cmp.Compare(a.Incentive, b.Incentive) })
	if !strings.Contains(best.Label, args[1]) {
		ts.Fatalf("subnet %s: the best is %q with incentive %.4f", args[0], best.Label, best.Incentive)
	}
}

// validatorCommand finds whom to delegate to.
func validatorCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: validator NETUID")
	}
	s := networkOf(ts).subnet(ts, args[0])
	best := slices.MaxFunc(s.Neurons, func(a, b explorer.Neuron) int { return cmp.Compare(a.Dividends, b.Dividends) })
	ts.Setenv("VALIDATOR", best.Hotkey)
}

// drainCommand asks for one gift after the other, each for another address, until the faucet refuses.
// askCommand asks the gateway once.
func askCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 4 {
		ts.Fatalf("usage: ask MODEL TEXT KIND N")
	}
	n := networkOf(ts)
	body, err := json.Marshal(map[string]any{"model": args[0], "messages": []map[string]string{{"role": "user", "content": args[1]}}})
	ts.Check(err)
	res, err := http.Post(n.net.URLs()["gateway"]+"/chat/completions", "application/json", bytes.NewReader(body))
	ts.Check(err)
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	ts.Check(err)
	var answer struct {
		Choices []struct {
			Message struct{ Content string }
		}
	}
	if err := json.Unmarshal(raw, &answer); err != nil || len(answer.Choices) != 1 || answer.Choices[0].Message.Content == "" {
		ts.Fatalf("the gateway says %s: %s", res.Status, raw)
	}
	ts.Logf("%s", answer.Choices[0].Message.Content)
	label, attempts := "nobody", res.Header.Get("Tianwang-Attempts")
	for _, neuron := range n.subnet(ts, res.Header.Get("Tianwang-Netuid")).Neurons {
		if neuron.Hotkey == res.Header.Get("Tianwang-Miner") && strconv.FormatUint(uint64(neuron.UID), 10) == res.Header.Get("Tianwang-Uid") {
			label = neuron.Label
		}
	}
	if !strings.Contains(label, args[2]) || attempts != args[3] {
		ts.Fatalf("%s answered, at attempt %s", label, attempts)
	}
}

// freeBase finds room for all ports of a network.
func freeBase(ts *testscript.TestScript) int {
	for base := 21_000; base < 30_000; base += 100 {
		l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(base)))
		if err == nil {
			ts.Check(l.Close())
			return base
		}
	}
	ts.Fatalf("no free ports")
	return 0
}
