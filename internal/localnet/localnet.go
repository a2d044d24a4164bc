package localnet

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"golang.org/x/sync/errgroup"

	sdklog "cosmossdk.io/log/v2"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/node"
	"github.com/tianwang-net/tianwang/wallet"
)

// Options say what network to run.
type Options struct {
	Home       string
	Validators int           // chain nodes
	BlockTime  time.Duration // between blocks
	Ports      Ports
	Reset      bool     // start over
	Tasks      []string // a subnet for each; builtin.Default if empty. A network that exists keeps those it has.
	// Upstream is a model server; if it has a URL, one more subnet is that of chat, and its best miner asks this server.
	Upstream axon.Upstream
	// Progress, if not nil, is told what is being done, for people.
	Progress func(format string, args ...any)
}

// Network is a running network.
type Network struct {
	home  home
	ports Ports
	tasks []string
	model axon.Upstream // of the miners in front of a model server
	log   *slog.Logger
	file  *os.File

	cast      []player
	keys      *keys
	client    *client.Client
	view      *neuron.View
	dendrites map[keyName]*dendrite.Dendrite
	nodes     []atomic.Pointer[node.Node] // nil while one does not run
	training  *school
	openings  openings
	book      *health.Book // of the gateway
	faucet    *faucet
	explorer  *explorer.API
	index     *store.Store
	follower  *explorer.Follower
	parts     *parts
}

// Start starts a network. It runs until ctx ends; [Network.Wait] then returns when everything has stopped.
func Start(ctx context.Context, o Options) (*Network, error) {
	if o.Progress == nil {
		o.Progress = func(string, ...any) {}
	}
	h := home(o.Home)
	if o.Reset {
		if err := h.reset(); err != nil {
			return nil, err
		}
	}
	tasks, err := h.tasks(withServer(o))
	if err != nil {
		return nil, err
	}
	if err := checkServer(tasks, o.Upstream); err != nil {
		return nil, err
	}
	all := cast(tasks)
	if err := o.Ports.check(o.Validators, countMiners(all)); err != nil {
		return nil, err
	}
	if err := os.MkdirAll(h.state(), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(h.log(), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	n := &Network{
		home: h, ports: o.Ports, tasks: tasks, model: o.Upstream, cast: all, file: file, training: newSchool(), dendrites: map[keyName]*dendrite.Dendrite{},
		book:  health.New(nil),
		log:   slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{Level: slog.LevelInfo})),
		parts: newParts(ctx), nodes: make([]atomic.Pointer[node.Node], o.Validators),
	}
	if err := n.start(o); err != nil {
		n.parts.stop()
		return nil, errors.Join(err, n.Wait())
	}
	return n, nil
}

// start brings up the parts in the order in which they need each other.
func (n *Network) start(o Options) error {
	o.Progress("preparing %s", n.home)
	if err := n.home.prepare(o, n.ports, n.tasks); err != nil {
		return err
	}
	var g errgroup.Group
	g.Go(func() (err error) {
		n.keys, err = n.home.openKeys(n.cast)
		return err
	})
	o.Progress("starting %d chain node(s)", o.Validators)
	for i := range o.Validators {
		if err := n.startNode(i); err != nil {
			return errors.Join(err, g.Wait())
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	var err error
	if n.client, err = client.New(n.rpc()); err != nil {
		return err
	}
	n.view = neuron.NewView(n.client, n.log.With("part", "view"))
	for _, p := range n.cast {
		if at := p.key(); n.dendrites[at] == nil {
			n.dendrites[at] = dendrite.New(dendrite.Config{Chain: chainID, AllowPrivate: true}, n.hotkey(p))
		}
	}
	n.faucet = newFaucet(n.keys.faucet, n.client, n.height, n.log.With("part", "faucet"))
	if n.explorer, err = n.explore(); err != nil {
		return err
	}
	o.Progress("starting %d neurons in %d subnets; their models learn now", len(n.cast), len(n.tasks))
	n.startParts()
	return n.describe()
}

// startParts starts everything that is not a node.
func (n *Network) startParts() {
	n.parts.start("view", n.view.Run)
	n.parts.start("index", n.follower.Run)
	n.parts.start("school", func(ctx context.Context) error { return n.training.run(ctx, pupils) })
	n.parts.start("front", n.front)
	n.parts.start("wallet", n.frontOfKeys)
	port := n.ports.Axon
	for _, p := range n.cast {
		listen := port
		if !p.role.judges() {
			port++
		}
		n.parts.start(p.name(), func(ctx context.Context) error { return n.play(ctx, p, listen) })
	}
}

// pupils is how many models learn at the same time; one core is left for the chain.
const pupils = 2

// startNode starts a chain node as a part.
func (n *Network) startNode(i int) error {
	return n.parts.startReady(fmt.Sprintf("node-%d", i), func(ctx context.Context, ready func(error)) error {
		running, err := node.Start(ctx, n.home.node(i), n.nodeLog(i))
		ready(err)
		if err != nil {
			return nil // told by ready
		}
		n.nodes[i].Store(running)
		defer n.nodes[i].Store(nil)
		return running.Wait()
	})
}

// nodeLog is where a node's warnings and errors go; a node has much more to say.
func (n *Network) nodeLog(i int) sdklog.Logger {
	return sdklog.NewLogger(n.file, sdklog.LevelOption(zerolog.WarnLevel), sdklog.ColorOption(false)).With("part", fmt.Sprintf("node-%d", i))
}

// Wait returns when every part has stopped, with what went wrong.
func (n *Network) Wait() error {
	err := n.parts.wait()
	for _, d := range n.dendrites {
		d.Close()
	}
	if n.index != nil {
		err = errors.Join(err, n.index.Close())
	}
	if e := os.Remove(n.home.description()); e != nil && !errors.Is(e, os.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return errors.Join(err, n.file.Close())
}

// Stop stops one part, as if it had been killed: "node-0", "view", "front", "wallet", or a neuron such as "miner kn7/1".
func (n *Network) Stop(part string) error { return n.parts.stopOne(part) }

// Restart starts a part again that was stopped.
func (n *Network) Restart(part string) error { return n.parts.restart(part) }

// Parts lists the parts and whether they run.
func (n *Network) Parts() map[string]bool { return n.parts.list() }

// Status is the network at a glance.
func (n *Network) Status(ctx context.Context) (*explorer.Status, error) {
	return n.explorer.Status(ctx)
}

// Heights are the last blocks of the nodes, 0 for one that does not run. A node whose state differs from that of the
// others does not go on, so those that grow agree.
func (n *Network) Heights() []int64 {
	heights := make([]int64, len(n.nodes))
	for i := range n.nodes {
		if running := n.nodes[i].Load(); running != nil {
			heights[i] = running.Height()
		}
	}
	return heights
}

// Learned says how many models have learned, of how many.
func (n *Network) Learned() (done, all int) { return n.training.count() }

// URLs are where the network's services are.
func (n *Network) URLs() map[string]string { return n.urls() }

func (n *Network) rpc() string { return "http://" + loopback(n.ports.RPC) }

func (n *Network) urls() map[string]string {
	app := "http://" + loopback(n.ports.App)
	return map[string]string{
		"app": app, "gateway": app + "/v1", "explorer": app + "/api/v1", "faucet": app + "/api/v1/faucet",
		"wallet": "http://" + loopback(n.ports.Wallet), "rest": "http://" + loopback(n.ports.REST), "rpc": n.rpc(), "grpc": loopback(n.ports.GRPC),
	}
}

// describe writes network.json, by which commands find the network.
func (n *Network) describe() error {
	b, err := json.MarshalIndent(Description{
		ChainID: chainID, PID: os.Getpid(), RPC: n.rpc(), URLs: n.urls(), Wallets: string(n.home.wallets()), Password: n.home.password(),
	}, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(n.home.description(), b, 0o600)
}

func (n *Network) hotkey(p player) *wallet.Key      { return n.keys.hotkeys[p.key()] }
func (n *Network) coldkey(walletName string) string { return n.keys.coldkeys[walletName] }

// height is that of the view.
func (n *Network) height() uint64 {
	var h uint64
	for _, g := range n.view.All() {
		h = max(h, g.Height)
	}
	return h
}

// reset removes a network. It refuses a directory that holds something else, so that a wrong --home costs nothing.
func (h home) reset() error {
	if _, err := os.Stat(string(h)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	entries, err := os.ReadDir(string(h))
	if err != nil {
		return err
	}
	if len(entries) > 0 && h.nodes() == 0 {
		return fmt.Errorf("%s does not look like a local network, so it is not removed", h)
	}
	if d, err := Describe(string(h)); err == nil && alive(d.PID) {
		return fmt.Errorf("a network runs in %s (process %d); stop it first", h, d.PID)
	}
	return os.RemoveAll(string(h))
}

func countMiners(all []player) int {
	n := 0
	for _, p := range all {
		if !p.role.judges() {
			n++
		}
	}
	return n
}

// key names the player's hotkey.
func (p player) key() keyName { return keyName{p.wallet, p.hotkey} }

// name is by which a player is stopped and started.
func (p player) name() string { return fmt.Sprintf("%s/%d", p.label, p.netuid) }
