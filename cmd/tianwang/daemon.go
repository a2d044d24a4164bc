package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/observe"
	"github.com/tianwang-net/tianwang/wallet"
)

// daemon is what miners, validators and gateways have in common: a hotkey, a client, a view, a place for state.
type daemon struct {
	key    *wallet.Key
	client *client.Client
	view   *neuron.View
	log    *slog.Logger
	dir    string

	seen *observe.Observer // nil for a daemon that is not watched
}

// daemon prepares a daemon that works in the given subnets, in all when none is given. The node need not run yet.
func (p *program) daemon(ctx context.Context, state string, netuids ...uint32) (*daemon, error) {
	key, err := p.hotkey(ctx)
	if err != nil {
		return nil, err
	}
	nodes, err := p.nodes()
	if err != nil {
		return nil, err
	}
	c, err := client.New(nodes...)
	if err != nil {
		return nil, usage("%v", err)
	}
	if state == "" {
		if state, err = p.setting("", "TIANWANG_STATE", "state"); err != nil {
			return nil, err
		}
	}
	dir, err := filepath.Abs(state)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	log := slog.New(slog.NewTextHandler(p.errOut, nil))
	return &daemon{key: key, client: c, view: neuron.NewView(c, log, netuids...), log: log, dir: dir}, nil
}

// observer makes what watches the daemon.
func (d *daemon) observer(role string, netuid uint32) *observe.Observer {
	d.seen = observe.New(role, netuid, d.key.Address(), time.Now)
	return d.seen
}

// tell returns what notes the height of the chain and answers the daemon's operator at an address, if it is not empty.
func (d *daemon) tell(address string) func(context.Context) error {
	return func(ctx context.Context) error {
		g, ctx := errgroup.WithContext(ctx)
		g.Go(func() error {
			for height := uint64(0); ; d.seen.Height(height) {
				next, err := d.view.Next(ctx, height)
				if err != nil {
					return nil //nolint:nilerr // the daemon ends
				}
				height = next
			}
		})
		if address != "" {
			g.Go(func() error { return d.seen.Serve(ctx, address, d.log) })
		}
		return g.Wait()
	}
}

// run runs the view and the work until ctx ends, which is no failure.
func (d *daemon) run(ctx context.Context, work ...func(context.Context) error) error {
	g, inner := errgroup.WithContext(ctx)
	g.Go(func() error { return d.view.Run(inner) })
	for _, w := range work {
		g.Go(func() error { return w(inner) })
	}
	if err := g.Wait(); ctx.Err() == nil {
		return err
	}
	return nil
}

// coldkeyIfAny is the address that owns what the daemon registers, "" when the wallet has none here.
func (p *program) coldkeyIfAny() string {
	address, err := p.coldkeyAddress()
	if err != nil {
		return ""
	}
	return address
}
