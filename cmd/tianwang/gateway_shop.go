package main

import (
	"context"
	"encoding/hex"
	"net"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/billing"
	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/gateway/postgres"
	"github.com/tianwang-net/tianwang/gateway/rest"
	"github.com/tianwang-net/tianwang/gateway/sqlite"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// shopFlags are the flags of a gateway that is paid.
type shopFlags struct {
	paid                    bool
	database, name, payTo   string
	request, perKiB, credit amountFlag
	kib                     uint64
	subnets, models         []string
	receipts                time.Duration
}

// Prices, in rao, if nothing else is said.
const (
	defaultRequest = tokenomics.RaoPerTAO / 10_000
	defaultPerKiB  = tokenomics.RaoPerTAO / 10_000
	defaultKiB     = 64
	defaultCredit  = 4 // requests of the highest price
)

func (o *shopFlags) add(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&o.paid, "paid", false, "answer only to API keys, whose requests are paid out of escrow channels")
	f.StringVar(&o.database, "database", "", "accounts of a paid gateway: a `FILE`, or postgres://… for several gateways (default gateway.db among the state)")
	f.StringVar(&o.name, "name", "gateway", "name of this process among those that share the database")
	f.StringVar(&o.payTo, "pay-to", "", "`ADDRESS` of the account that gets what the gateway earns (default the hotkey)")
	f.Var(&o.request, "price", "price of a request (default 0.0001)")
	f.Var(&o.perKiB, "price-kib", "price of a KiB of text in an answer (default 0.0001)")
	f.Uint64Var(&o.kib, "max-kib", defaultKiB, "KiB of an answer that are charged for at most")
	f.StringArrayVar(&o.subnets, "subnet-price", nil, "price of one subnet, as `NETUID:REQUEST:KIB` in TAO; once for each")
	f.StringArrayVar(&o.models, "model-price", nil, "price of one composed model, as `ID:REQUEST:KIB` in TAO; once for each (default the sum of its parts)")
	f.DurationVar(&o.receipts, "receipts", 24*time.Hour, "for how long it is kept what became of each request, without what it said; at least 1h")
	f.Var(&o.credit, "credit", "what an account may owe beyond its vouchers (default the price of 4 requests)")
}

// prices reads the prices from the flags, given the ids of composed models.
func (o *shopFlags) prices(composed []string) (ledger.Prices, error) {
	all := ledger.Prices{
		Base: ledger.Price{Request: defaultRequest, PerKiB: defaultPerKiB, KiB: o.kib}, Subnet: map[uint32]ledger.Price{}, Model: map[string]ledger.Price{},
	}
	if o.request.set {
		all.Base.Request = o.request.rao
	}
	if o.perKiB.set {
		all.Base.PerKiB = o.perKiB.rao
	}
	for _, s := range o.subnets {
		name, price, ok := o.price(s)
		netuid, err := strconv.ParseUint(name, 10, 32)
		if !ok || err != nil || netuid == 0 {
			return all, usage("--subnet-price %q: NETUID:REQUEST:KIB is needed, as in 1:0.0002:0.0001", s)
		}
		all.Subnet[uint32(netuid)] = price
	}
	for _, s := range o.models {
		id, price, ok := o.price(s)
		switch {
		case !ok:
			return all, usage("--model-price %q: ID:REQUEST:KIB is needed, as in mix:lm-bytes:0.002:0.0001", s)
		case !slices.Contains(composed, id):
			return all, usage("--model-price %q: --compose has no model %q", s, id)
		}
		all.Model[id] = price
	}
	if err := all.Check(); err != nil {
		return all, usage("%v", err)
	}
	return all, nil
}

// price reads NAME:REQUEST:KIB; a name may have colons.
func (o *shopFlags) price(text string) (name string, price ledger.Price, ok bool) {
	part := strings.Split(text, ":")
	if len(part) < 3 {
		return "", price, false
	}
	n := len(part) - 2
	request, err := tokenomics.ParseTAO(part[n])
	perKiB, err2 := tokenomics.ParseTAO(part[n+1])
	return strings.Join(part[:n], ":"), ledger.Price{Request: request, PerKiB: perKiB, KiB: o.kib}, err == nil && err2 == nil
}

// shop is a gateway that is paid, before it opens.
type shop struct {
	*daemon
	chainID  string
	flags    shopFlags
	rest     rest.Config
	router   *gateway.Router
	listener net.Listener
	keep     []func(context.Context) error // what else runs while it is open
}

// serveShop serves a gateway that is paid until ctx ends.
func (p *program) serveShop(ctx context.Context, s shop) error {
	cfg, err := s.flags.config(s.daemon, s.chainID, s.rest.Ensemble)
	if err != nil {
		return err
	}
	b, err := s.flags.open(ctx, s.daemon, cfg)
	if err != nil {
		return err
	}
	defer b.Close()
	s.rest.Pricing = cfg.Pricing
	settler := billing.NewSettler(s.chainID, s.key, b, billing.Node{Client: s.client, Key: s.key, PayTo: s.flags.payTo}, s.log)
	gate := billing.New(cfg, b, settler, s.router, rest.New(s.rest, s.router, s.log), s.log)
	server := rest.NewServer(gate, s.log)
	s.log.Info("the gateway listens", "url", "http://"+s.listener.Addr().String()+"/v1", "gateway", cfg.Gateway, "signer", cfg.Signer)
	return s.run(ctx, append(s.keep, func(ctx context.Context) error {
		defer context.AfterFunc(ctx, gate.Stopping)()
		g, inner := errgroup.WithContext(ctx)
		g.Go(func() error { return settler.Run(inner, gate) })
		g.Go(func() error { return rest.Serve(inner, s.rest, server, s.listener) })
		err := g.Wait()
		if err := settler.Finish(ctx, gate); err != nil {
			s.log.Warn("not everything could be settled; it is when the gateway starts again", "err", err)
		}
		return err
	})...)
}

// config is what the flags say a gateway asks for.
func (o *shopFlags) config(d *daemon, chainID string, together *ensemble.Ensemble) (billing.Config, error) {
	cfg := billing.Config{Chain: chainID, Compose: together, Gateway: d.key.Address(), Signer: hex.EncodeToString(d.key.PublicKey()), Credit: o.credit.rao}
	var err error
	if o.payTo != "" {
		if _, err = parseAddress("pay-to", o.payTo); err != nil {
			return cfg, err
		}
	}
	if cfg.Prices, err = o.prices(together.IDs()); err != nil {
		return cfg, err
	}
	if !o.credit.set {
		cfg.Credit = defaultCredit * cfg.Prices.Highest()
	}
	return cfg, nil
}

// open opens the database that the flags name.
func (o *shopFlags) open(ctx context.Context, d *daemon, cfg billing.Config) (*books.Books, error) {
	if o.receipts < time.Hour {
		return nil, usage("--receipts %s: at least 1h is needed", o.receipts)
	}
	open, name := sqlite.Open, o.database
	switch {
	case strings.HasPrefix(name, "postgres://"), strings.HasPrefix(name, "postgresql://"):
		open = postgres.Open
	case name == "":
		name = filepath.Join(d.dir, "gateway.db")
	}
	b, err := open(ctx, name, books.Config{Process: o.name, Keep: o.receipts})
	if err != nil {
		return nil, usage("database: %v", err)
	}
	if err := b.Own(ctx, cfg.Chain, cfg.Gateway); err != nil {
		_ = b.Close()
		return nil, usage("database: %v", err)
	}
	return b, nil
}
