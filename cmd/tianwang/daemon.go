package main

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/wallet"
)

// daemon is what miners, validators and gateways have in common: a hotkey, a client, a view, a place for state.
type daemon struct {
	key    *wallet.Key
	client *client.Client
	view   *neuron.View
	log    *slog.Logger
	dir    string
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
	return &daemon{key, c, neuron.NewView(c, log, netuids...), log, dir}, nil
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
