package main

import (
	"context"
	"net"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/gateway/offer"
	"github.com/tianwang-net/tianwang/gateway/rest"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
)

// Files of a gateway in the directory for what survives a restart.
const (
	quarantineFile = "gateway-quarantine.json"
	offFile        = "gateway-off.json"
	trafficFile    = "gateway-traffic.json"
	daysFile       = "gateway-days.json"
)

// gatewayFlags are the flags of a gateway.
type gatewayFlags struct {
	listen, state, composed string
	private                 bool
	rate                    int
	concurrency             int
	hedge                   time.Duration
	shop                    shopFlags
}

func (p *program) gatewayCommand() *cobra.Command {
	var o gatewayFlags
	cmd := &cobra.Command{
		Use:   "gateway",
		Short: "Serve the market as an OpenAI-compatible API",
		Long: `Serve every subnet as a model of an OpenAI-compatible API until Ctrl-C. Questions go to the miner that the consensus
ranks best and that is healthy; the next one takes over when it fails, and a second one is asked as well when it is late.
The hotkey must be one that miners admit: registered in the subnets, or with enough stake. Miners in quarantine, and models
that are switched off, stay so over a restart. Answers are free, unless --paid is set: then users pay out of escrow
channels, with API keys and vouchers.`,
		Example: `tianwang gateway --listen 127.0.0.1:8080
tianwang gateway --listen :8080 --rate 600
curl http://127.0.0.1:8080/v1/chat/completions -d '{"model":"translate-en-es","messages":[{"role":"user","content":"Good morning."}]}'`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serveGateway(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", "address to listen on")
	f.BoolVar(&o.private, "private", false, "ask axons on private addresses too: for a network on one machine or in one house")
	f.StringVar(&o.composed, "compose", "", "`file` of models that are composed of those of the market; docs/guide/compose.md has its form")
	f.StringVar(&o.state, "state", "", "directory for what must survive a restart (TIANWANG_STATE; default ~/.tianwang/state)")
	f.IntVar(&o.rate, "rate", 0, "requests a minute that one address may send; 0 does not limit")
	f.IntVar(&o.concurrency, "concurrency", 10_000, "requests under way at once; each needs two open files and some 50 KiB")
	f.DurationVar(&o.hedge, "hedge", 0, "ask a second miner after so long without a first byte (default: what one answer in twenty exceeds; -1s never)")
	o.shop.add(cmd)
	cmd.AddCommand(p.gatewayCustomerCommands()...)
	cmd.AddCommand(p.gatewayOffCommand(), p.gatewayOnCommand(), p.gatewayBenchCommand())
	return cmd
}

// serveGateway serves until ctx ends.
func (p *program) serveGateway(ctx context.Context, o gatewayFlags) error {
	switch {
	case o.rate < 0:
		return usage("--rate %d: it cannot be negative", o.rate)
	case o.concurrency < 1:
		return usage("--concurrency %d: at least 1 is needed", o.concurrency)
	}
	models, err := readComposed(o.composed)
	if err != nil {
		return err
	}
	d, err := p.daemon(ctx, o.state)
	if err != nil {
		return err
	}
	off, err := gateway.OpenSwitch(filepath.Join(d.dir, offFile))
	if err != nil {
		return usage("%v", err)
	}
	book, quarantine := health.New(nil), filepath.Join(d.dir, quarantineFile)
	if err := book.Load(quarantine); err != nil {
		d.log.Warn("quarantines are forgotten", "err", err)
	}
	id, err := p.awaitChain(ctx, d)
	if err != nil {
		return err
	}
	web := dendrite.New(dendrite.Config{Chain: id, AllowPrivate: o.private}, d.key)
	defer web.Close()
	listener, err := net.Listen("tcp", o.listen)
	if err != nil {
		return usage("%v", err)
	}
	market := &offer.Market{View: d.view, Private: o.private}
	router := gateway.New(gateway.Config{Hedge: o.hedge, Switch: off}, market, web, book, d.log)
	days := health.NewDays(nil)
	keep := []func(context.Context) error{
		func(ctx context.Context) error { return book.Keep(ctx, quarantine, d.log) },
		func(ctx context.Context) error {
			return book.KeepTraffic(ctx, filepath.Join(d.dir, trafficFile), d.log)
		},
		func(ctx context.Context) error { return days.Keep(ctx, filepath.Join(d.dir, daysFile), d.log) },
		func(ctx context.Context) error { return off.Follow(ctx, d.log) },
	}
	cfg := rest.Config{Rate: o.rate, Concurrency: o.concurrency, Days: days}
	if cfg.Ensemble, err = ensemble.New(models, router, market, web, book, d.log, nil); err != nil {
		return err
	}
	if o.shop.paid {
		return p.serveShop(ctx, shop{d, id, o.shop, cfg, router, listener, keep})
	}
	server := rest.NewServer(rest.New(cfg, router, d.log), d.log)
	d.log.Info("the gateway listens", "url", "http://"+listener.Addr().String()+"/v1")
	return d.run(ctx, append(keep, func(ctx context.Context) error { return rest.Serve(ctx, cfg, server, listener) })...)
}
