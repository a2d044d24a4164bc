package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/docs/site"
	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/explorer/relay"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/web"
)

func (p *program) explorerCommand() *cobra.Command {
	var o explorerOptions
	cmd := &cobra.Command{
		Use:   "explorer",
		Short: "Index the chain, and serve what is in it as an API and pages",
		Long: `Follow the chain and keep an index of it: blocks, transactions, transfers, balances, stake, rewards. Serve them below
/api/v1/, and the pages that read them, until Ctrl-C. The wallet is a page too, on an origin of its own. The index begins with the first block, so that the node must have
kept all of them. It is a file of SQLite, or a PostgreSQL database; it can be removed, and is then made anew.`,
		Example: `tianwang explorer --listen 127.0.0.1:8090
tianwang explorer --listen :8090 --wallet-listen :8091 --wallet-url https://wallet.example.org
tianwang explorer --index postgres://explorer@127.0.0.1:5432/explorer
curl http://127.0.0.1:8090/api/v1/stats`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serveExplorer(cmd.Context(), o) },
	}
	cmd.Flags().StringVar(&o.listen, "listen", "127.0.0.1:8090", "address to listen on")
	cmd.Flags().StringVar(&o.wallet, "wallet-listen", "127.0.0.1:8091", "address for the wallet, which needs an origin of its own; empty serves none")
	cmd.Flags().StringVar(&o.walletURL, "wallet-url", "", "where people reach the wallet, for example https://wallet.example.org (http:// and the address it listens on)")
	cmd.Flags().StringVar(&o.index, "index", "", "file of the index, or address of a PostgreSQL database (index.db in $TIANWANG_STATE, or in ~/.tianwang/state)")
	cmd.Flags().IntVar(&o.rate, "rate", explorer.DefaultRate, "questions a second that a client may ask, with four seconds' worth at once; -1 for as many as it likes")
	return cmd
}

// explorerOptions say where an explorer listens and keeps its index.
type explorerOptions struct {
	listen, wallet, walletURL, index string
	rate                             int
}

// serveExplorer follows and serves until ctx ends.
func (p *program) serveExplorer(ctx context.Context, o explorerOptions) error {
	if o.rate == 0 {
		return withHint(usage("--rate 0 would answer nobody"), "give the questions a second that a client may ask, or -1 for as many as it likes")
	}
	nodes, err := p.nodes()
	if err != nil {
		return err
	}
	c, err := client.New(nodes...)
	if err != nil {
		return usage("%v", err)
	}
	if o.index == "" {
		dir, err := p.setting("", "TIANWANG_STATE", "state")
		if err != nil {
			return err
		}
		o.index = filepath.Join(dir, "index.db")
	}
	s, err := store.Open(ctx, o.index)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(p.errOut, nil))
	view := neuron.NewView(c, log)
	follower := explorer.NewFollower(c, s, log, p.catchUp(log))
	g, inner := errgroup.WithContext(ctx)
	front, err := listenFor(o)
	if err != nil {
		return usage("%v", err)
	}
	urls := map[string]string{"rpc": strings.Join(nodes, " ")}
	if front.walletURL != "" {
		urls["wallet"] = front.walletURL
	}
	chain := relay.New(relay.Config{}, c, log)
	api := explorer.New(explorer.Config{URLs: urls, Rate: o.rate, Parts: []explorer.Part{chain}}, c, view, s, follower, log).Handler()
	g.Go(func() error { return view.Run(inner) })
	g.Go(func() error { return follower.Run(inner) })
	for _, f := range front.sites {
		mux := http.NewServeMux()
		mux.Handle("/api/", api)
		mux.Handle("/", f.page)
		log.Info("the "+f.name+" listens", "url", "http://"+f.at.Addr().String())
		g.Go(func() error { return axon.Serve(inner, explorer.NewServer(mux, log), f.at) })
	}
	err = g.Wait()
	if ctx.Err() != nil {
		err = nil
	}
	if closed := s.Close(); err == nil {
		err = closed
	}
	return err
}

// fronts are the pages that an explorer serves, each on an origin of its own.
type fronts struct {
	sites     []front
	walletURL string // "" without a wallet
}

type front struct {
	name string
	page http.Handler
	at   net.Listener
}

// listenFor begins to listen for the pages.
func listenFor(o explorerOptions) (fronts, error) {
	at, err := net.Listen("tcp", o.listen)
	if err != nil {
		return fronts{}, err
	}
	pages := http.NewServeMux()
	pages.Handle("/docs/", site.Handler())
	pages.Handle("/", web.App())
	out := fronts{sites: []front{{"explorer", pages, at}}}
	if o.wallet == "" {
		return out, nil
	}
	if at, err = net.Listen("tcp", o.wallet); err != nil {
		return fronts{}, errors.Join(err, out.sites[0].at.Close())
	}
	out.sites = append(out.sites, front{"wallet", web.Wallet(), at})
	if out.walletURL = o.walletURL; out.walletURL == "" {
		out.walletURL = "http://" + at.Addr().String()
	}
	return out, nil
}

// catchUp shows how far an index is behind, on a terminal with a bar, elsewhere with a line every thousand blocks or so.
func (p *program) catchUp(log *slog.Logger) func(at, top uint64) {
	bar, said := p.bar("indexing blocks"), uint64(0)
	return func(at, top uint64) {
		switch {
		case bar != nil && at < top:
			bar(int(at), int(top)) // #nosec G115 -- heights
		case at < top && at-said >= 1000:
			log.Info("indexing", "block", at, "of", top)
			said = at
		}
	}
}
