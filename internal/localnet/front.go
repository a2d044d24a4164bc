package localnet

import (
	"context"
	"net"
	"net/http"

	"github.com/tianwang-net/tianwang/explorer"
	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/gateway/offer"
	"github.com/tianwang-net/tianwang/gateway/rest"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/task/assistant"
	"github.com/tianwang-net/tianwang/task/lm"
	"github.com/tianwang-net/tianwang/task/translate"
	"github.com/tianwang-net/tianwang/web"
)

// front serves the page, the explorer's API, the gateway and the faucet on one port until ctx ends.
func (n *Network) front(ctx context.Context) error {
	listener, err := net.Listen("tcp", loopback(n.ports.App))
	if err != nil {
		return err
	}
	log := n.log.With("part", "front")
	market, ask, book := offer.Market{View: n.view, Private: true}, n.dendrites[keyName{walletAlpha, defaultHotkey}], health.New(nil)
	router := gateway.New(gateway.Config{}, market, ask, book, log)
	together, err := ensemble.New(composed, router, market, ask, book, log, nil)
	if err != nil {
		return err
	}
	api := rest.New(rest.Config{Ensemble: together}, router, log)

	mux := http.NewServeMux()
	mux.Handle("/v1/", api)
	mux.Handle("/healthz", api)
	mux.Handle("/api/v1/", n.explorer.Handler())
	mux.Handle("POST /api/v1/faucet", n.faucet)
	mux.Handle("/", web.App())
	return axon.Serve(ctx, rest.NewServer(mux, log), listener)
}

// composed are the models that the gateway makes of those of the market; docs/guide/compose.md explains them.
var composed = []ensemble.Model{
	{ID: "mix:" + lm.Name, Kind: ensemble.Mixture, Of: []string{lm.Name}, Title: "All language models together, byte by byte"},
	{
		ID: "pipe:" + assistant.Name + "," + translate.Name, Kind: ensemble.Pipeline, Of: []string{assistant.Name, translate.Name},
		Title: "An answer from the documentation, in Spanish",
	},
}

// explore makes the explorer's API with the names of the cast.
func (n *Network) explore() *explorer.API {
	labels := map[string]string{}
	for _, p := range n.cast {
		labels[n.hotkey(p).Address()] = p.label
	}
	return explorer.New(explorer.Config{URLs: n.urls(), Labels: labels}, n.client, n.view, n.log.With("part", "explorer"))
}
