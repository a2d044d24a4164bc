package main

import (
	"context"
	"net"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/gateway/ensemble"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/gateway/offer"
	"github.com/tianwang-net/tianwang/gateway/rest"
	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
)

func (p *program) gatewayCommand() *cobra.Command {
	var listen, composed string
	var private bool
	cmd := &cobra.Command{
		Use:   "gateway",
		Short: "Serve the market as an OpenAI-compatible API",
		Long: `Serve every subnet as a model of an OpenAI-compatible API until Ctrl-C. Questions go to the miner that the consensus
ranks best and that is healthy; the next one takes over when it fails. The hotkey must be one that miners admit:
registered in the subnets, or with enough stake.`,
		Example: `tianwang gateway --listen 127.0.0.1:8080
curl http://127.0.0.1:8080/v1/chat/completions -d '{"model":"translate-en-es","messages":[{"role":"user","content":"Good morning."}]}'`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.serveGateway(cmd.Context(), listen, composed, private)
		},
	}
	cmd.Flags().StringVar(&listen, "listen", "127.0.0.1:8080", "address to listen on")
	cmd.Flags().StringVar(&composed, "compose", "", "`file` of models that are composed of those of the market; docs/guide/compose.md has its form")
	cmd.Flags().BoolVar(&private, "private", false, "ask axons on private addresses too: for a network on one machine or in one house")
	return cmd
}

// serveGateway serves until ctx ends.
func (p *program) serveGateway(ctx context.Context, listen, composed string, private bool) error {
	models, err := readComposed(composed)
	if err != nil {
		return err
	}
	d, err := p.daemon(ctx, "")
	if err != nil {
		return err
	}
	id, err := p.awaitChain(ctx, d)
	if err != nil {
		return err
	}
	web := dendrite.New(dendrite.Config{Chain: id, AllowPrivate: private}, d.key)
	defer web.Close()
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return usage("%v", err)
	}
	market, book := offer.Market{View: d.view, Private: private}, health.New(nil)
	router := gateway.New(gateway.Config{}, market, web, book, d.log)
	together, err := ensemble.New(models, router, market, web, book, d.log, nil)
	if err != nil {
		return err
	}
	server := rest.NewServer(rest.New(rest.Config{Ensemble: together}, router, d.log), d.log)
	d.log.Info("the gateway listens", "url", "http://"+listener.Addr().String()+"/v1")
	return d.run(ctx, func(ctx context.Context) error { return axon.Serve(ctx, server, listener) })
}
