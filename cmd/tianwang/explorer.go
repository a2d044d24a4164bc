package main

import (
	"context"
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
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/web"
)

func (p *program) explorerCommand() *cobra.Command {
	var listen, index string
	cmd := &cobra.Command{
		Use:   "explorer",
		Short: "Index the chain, and serve what is in it as an API and pages",
		Long: `Follow the chain and keep an index of it: blocks, transactions, transfers, balances, stake, rewards. Serve them below
/api/v1/, and the pages that read them, until Ctrl-C. The index begins with the first block, so that the node must have
kept all of them. It is a file of SQLite, or a PostgreSQL database; it can be removed, and is then made anew.`,
		Example: `tianwang explorer --listen 127.0.0.1:8090
tianwang explorer --index postgres://explorer@127.0.0.1:5432/explorer
curl http://127.0.0.1:8090/api/v1/stats`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.serveExplorer(cmd.Context(), listen, index) },
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8090", "address to listen on")
	cmd.Flags().StringVar(&index, "index", "", "file of the index, or address of a PostgreSQL database (index.db in $TIANWANG_STATE, or in ~/.tianwang/state)")
	return cmd
}

// serveExplorer follows and serves until ctx ends.
func (p *program) serveExplorer(ctx context.Context, listen, index string) error {
	nodes, err := p.nodes()
	if err != nil {
		return err
	}
	c, err := client.New(nodes...)
	if err != nil {
		return usage("%v", err)
	}
	if index == "" {
		dir, err := p.setting("", "TIANWANG_STATE", "state")
		if err != nil {
			return err
		}
		index = filepath.Join(dir, "index.db")
	}
	s, err := store.Open(ctx, index)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(p.errOut, nil))
	view := neuron.NewView(c, log)
	follower := explorer.NewFollower(c, s, log, p.catchUp(log))
	api := explorer.New(explorer.Config{URLs: map[string]string{"rpc": strings.Join(nodes, " ")}}, c, view, s, follower, log)
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return usage("%v", err)
	}
	mux := http.NewServeMux()
	mux.Handle("/api/v1/", api.Handler())
	mux.Handle("/docs/", site.Handler())
	mux.Handle("/", web.App())
	log.Info("the explorer listens", "url", "http://"+listener.Addr().String())
	g, inner := errgroup.WithContext(ctx)
	g.Go(func() error { return view.Run(inner) })
	g.Go(func() error { return follower.Run(inner) })
	g.Go(func() error { return axon.Serve(inner, explorer.NewServer(mux, log), listener) })
	err = g.Wait()
	if ctx.Err() != nil {
		err = nil
	}
	if closed := s.Close(); err == nil {
		err = closed
	}
	return err
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
