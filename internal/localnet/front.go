package localnet

import (
	"context"
	"errors"
	"net"
	"net/http"

	"github.com/tianwang-net/tianwang/docs/site"
	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/explorer/store"
	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/health"
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
	market, book := &offer.Market{View: n.view, Private: true}, health.New(nil)
	router := gateway.New(gateway.Config{}, market, n.dendrites[keyName{walletAlpha, defaultHotkey}], book, log)
	together, err := n.compose(router, market, book, log)
	if err != nil {
		return err
	}
	api := rest.New(rest.Config{Ensemble: together}, router, log)

	mux := http.NewServeMux()
	mux.Handle("/v1/", api)
	mux.Handle("/healthz", api)
	mux.Handle("/api/v1/", n.explorer.Handler())
	mux.Handle("POST /api/v1/faucet", n.faucet)
	mux.Handle("/docs/", site.Handler())
	mux.Handle("/", web.App())
	return rest.Serve(ctx, rest.Config{}, rest.NewServer(mux, log), listener)
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
	return explorer.New(explorer.Config{URLs: n.urls(), Labels: labels}, n.client, n.view, s, n.follower, log), nil
}
