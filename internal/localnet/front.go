package localnet

import (
	"context"
	"errors"
	"net"
	"net/http"

	"github.com/tianwang-net/tianwang/docs/site"
	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/explorer/relay"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/offer"
	"github.com/tianwang-net/tianwang/gateway/rest"
	"github.com/tianwang-net/tianwang/web"
)

// front serves the page, the explorer's API, the gateway and the faucet on one port until ctx ends.
func (n *Network) front(ctx context.Context) error {
	listener, err := net.Listen("tcp", loopback(n.ports.App))
	if err != nil {
		return err
	}
	log := n.log.With("part", "front")
	market, book := &offer.Market{View: n.view, Private: true}, n.book
	router := gateway.New(gateway.Config{}, market, n.dendrites[keyName{walletAlpha, defaultHotkey}], book, log)
	together, err := n.compose(router, market, book, log)
	if err != nil {
		return err
	}
	api := rest.New(rest.Config{Ensemble: together}, router, log)

	mux := http.NewServeMux()
	mux.Handle("/v1/", api)
	mux.Handle("/healthz", api)
	n.answers(mux)
	mux.Handle("/docs/", site.Handler())
	mux.Handle("/", web.App())
	return rest.Serve(ctx, rest.Config{}, rest.NewServer(mux, log), listener)
}

// frontOfKeys serves the wallet on a port of its own, with what it asks of the chain, until ctx ends.
func (n *Network) frontOfKeys(ctx context.Context) error {
	listener, err := net.Listen("tcp", loopback(n.ports.Wallet))
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	n.answers(mux)
	mux.Handle("/", web.Wallet())
	return rest.Serve(ctx, rest.Config{}, rest.NewServer(mux, n.log.With("part", "wallet")), listener)
}

// answers adds what both pages ask: each may talk to its own origin only.
func (n *Network) answers(mux *http.ServeMux) {
	mux.Handle("/api/", n.explorer.Handler())
	mux.Handle("POST /api/v1/faucet", n.faucet)
}

// explore makes the explorer's API, with the names of the cast, and its index. An index of another version of the program is
// made anew.
func (n *Network) explore() (*explorer.API, error) {
	labels := map[string]string{}
	for _, p := range n.cast {
		labels[n.hotkey(p).Address()] = p.label
	}
	s, err := store.Open(context.Background(), n.home.index())
	if errors.Is(err, store.ErrVersion) {
		if err = store.Remove(n.home.index()); err == nil {
			s, err = store.Open(context.Background(), n.home.index())
		}
	}
	if err != nil {
		return nil, err
	}
	log := n.log.With("part", "explorer")
	n.index, n.follower = s, explorer.NewFollower(n.client, s, log, nil)
	chain := relay.New(relay.Config{RPC: n.rpc(), REST: n.urls()["rest"]}, n.client, n.log.With("part", "relay"))
	return explorer.New(explorer.Config{URLs: n.urls(), Labels: labels, Parts: []explorer.Part{chain}}, n.client, n.view, s, n.follower, log), nil
}
