// Package miner serves a model in a subnet: it takes a slot, publishes where it serves, and answers signed requests.
//
// Its law: after each block the chain is compared with what should be (registered, with this axon), and what is missing
// is done; a miner that is started again, or whose node was away, therefore needs no memory but its replay journal.
package miner

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/endpoint"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/observe"
	"github.com/tianwang-net/tianwang/neuron/wire"
)

// journalSize is how many recent requests the replay journal remembers.
const journalSize = 100_000

// Config says where and for whom a miner works.
type Config struct {
	Netuid uint32
	// Coldkey owns the hotkey; it is needed to register by work, and may be empty for a hotkey that is registered.
	Coldkey string
	// Listen is the address to listen on, host:port.
	Listen string
	// Host and Port are what is published; Host is a literal address. Port 0 publishes the port of Listen.
	Host string
	Port uint32
	// Certificate, if not nil, is shown by the axon, which is then encrypted; its key is published.
	Certificate *tls.Certificate
	// MinStake lets hotkeys ask that are not registered in the subnet but hold this stake, in rao; 0 for none.
	MinStake uint64
	// Dir keeps the replay journal.
	Dir string
	// Observer, if not nil, is told how the miner is.
	Observer *observe.Observer
}

// Miner is a running miner.
type Miner struct {
	cfg    Config
	key    wire.Signer
	client *client.Client
	view   *neuron.View
	model  http.Handler
	log    *slog.Logger
}

// New returns a miner that serves the model.
func New(cfg Config, key wire.Signer, c *client.Client, view *neuron.View, model http.Handler, log *slog.Logger) *Miner {
	return &Miner{cfg, key, c, view, model, log.With("netuid", cfg.Netuid, "hotkey", key.Address())}
}

// Run serves until ctx ends.
func (m *Miner) Run(ctx context.Context) error {
	chain, err := m.chainID(ctx)
	if err != nil {
		return err
	}
	guard, err := wire.OpenGuard(filepath.Join(m.cfg.Dir, "replay-"+m.key.Address()+".journal"), journalSize, time.Now())
	if err != nil {
		return err
	}
	defer guard.Close()
	listener, err := net.Listen("tcp", m.cfg.Listen)
	if err != nil {
		return fmt.Errorf("miner: %w", err)
	}
	if m.cfg.Port == 0 {
		_, port, err := net.SplitHostPort(listener.Addr().String())
		if err != nil {
			return err
		}
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			return err
		}
		m.cfg.Port = uint32(n)
	}
	if c := m.cfg.Certificate; c != nil {
		listener = tls.NewListener(listener, &tls.Config{MinVersion: tls.VersionTLS13, Certificates: []tls.Certificate{*c}})
	}
	m.view.AlsoStaked(m.cfg.MinStake)
	a := axon.New(axon.Config{
		Chain: chain, Netuid: m.cfg.Netuid, MinStake: m.cfg.MinStake, Observe: m.cfg.Observer.Request,
	}, m.key, m.view, guard, m.model, m.log)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return axon.Serve(ctx, axon.NewServer(a, m.log), listener) })
	g.Go(func() error { return m.keepUp(ctx) })
	if err := g.Wait(); !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// chainID waits for a node to say which chain it is.
func (m *Miner) chainID(ctx context.Context) (string, error) {
	if _, err := m.view.Next(ctx, 0); err != nil {
		return "", err
	}
	return m.client.ChainID(ctx)
}

// keepUp compares the chain with what should be, block by block.
func (m *Miner) keepUp(ctx context.Context) error {
	for height := uint64(0); ; {
		next, err := m.view.Next(ctx, height)
		if err != nil {
			return err
		}
		height = next
		done, err := m.reconcile(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil:
			again := max(height+1, client.OutcomeOf(done, err).Next)
			m.log.Warn("not in place yet", "height", height, "again_at", again, "err", err)
			height = again - 1
		case done != nil:
			height = max(height, done.Height-1) // look again at a state that has it
		}
	}
}

// axon returns what is to be published.
func (m *Miner) axon() *subnetv1.MsgServeAxon {
	a := &subnetv1.MsgServeAxon{
		Hotkey: m.key.Address(), Netuid: m.cfg.Netuid, Host: m.cfg.Host, Port: m.cfg.Port, Protocol: endpoint.HTTP,
	}
	if c := m.cfg.Certificate; c != nil {
		a.Protocol, a.TlsKey = endpoint.HTTPS, endpoint.KeyOf(c.Leaf.RawSubjectPublicKeyInfo)
	}
	return a
}

// reconcile does the next thing that is missing, and returns the transaction that did it, nil when nothing was missing.
func (m *Miner) reconcile(ctx context.Context) (*client.Result, error) {
	g := m.view.Metagraph(m.cfg.Netuid)
	if g == nil {
		return nil, fmt.Errorf("netuid %d does not exist", m.cfg.Netuid)
	}
	me := neuron.Find(g, m.key.Address())
	m.cfg.Observer.Condition(observe.Registered, me != nil, "give the hotkey a slot, or name its coldkey to have it done by work")
	if me == nil {
		res, err := neuron.Register(ctx, m.client, m.key, m.cfg.Coldkey, m.cfg.Netuid, m.log)
		m.cfg.Observer.Transaction("register", client.OutcomeOf(res, err))
		return res, err
	}
	want := m.axon()
	a := me.Axon
	there := a != nil && a.Host == want.Host && a.Port == want.Port && a.Protocol == want.Protocol && bytes.Equal(a.TlsKey, want.TlsKey)
	m.cfg.Observer.Condition(observe.Published, there, "the axon is not on the chain yet; see the latest transaction")
	if there {
		return nil, nil
	}
	res, err := m.client.Send(ctx, m.key, want)
	m.cfg.Observer.Transaction("serve_axon", client.OutcomeOf(res, err))
	if err == nil {
		m.log.Info("axon published", "host", m.cfg.Host, "port", m.cfg.Port)
	}
	return res, err
}
