package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/neuron/miner"
	"github.com/tianwang-net/tianwang/task/builtin"
)

// minerFlags are the flags of a miner.
type minerFlags struct {
	netuid                       uint32
	task, model                  string
	upstream, upstreamModel, key string
	listen, host, state          string
	certificate, certificateKey  string
	metrics                      string
	port                         uint16
	minStake                     amountFlag
}

func (p *program) minerCommand() *cobra.Command {
	var o minerFlags
	cmd := &cobra.Command{
		Use:   "miner",
		Short: "Serve a model in a subnet",
		Long: `Serve a model in a subnet until Ctrl-C: a built-in one (--task, --model), or any server that speaks the OpenAI API
(--upstream). The hotkey is registered by work if it is not yet, and the axon is published and kept up to date. Settings may
also be in a file, which tianwang miner init writes, or in the environment.`,
		Example: `tianwang miner --netuid 2 --upstream http://127.0.0.1:11434 --upstream-model llama3 --host 203.0.113.7 --listen :8091
tianwang miner --netuid 1 --task lm-bytes --model kn7 --host 127.0.0.1 --listen 127.0.0.1:8091`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return p.mine(cmd.Context(), o) },
	}
	f := cmd.Flags()
	f.Uint32Var(&o.netuid, "netuid", 0, "number of the subnet")
	f.StringVar(&o.task, "task", "", "built-in task: "+strings.Join(builtin.Names(), ", "))
	f.StringVar(&o.model, "model", "", "model of the task; without it the choice is listed")
	f.StringVar(&o.upstream, "upstream", "", "URL of a model server that speaks the OpenAI API")
	f.StringVar(&o.upstreamModel, "upstream-model", "", "name of the model at that server")
	f.StringVar(&o.key, "upstream-key-env", "", "name of the environment variable with the server's API key")
	f.StringVar(&o.listen, "listen", ":8091", "address to listen on")
	f.StringVar(&o.host, "host", "", "literal address under which others reach this machine")
	f.Uint16Var(&o.port, "port", 0, "port under which others reach it (default: that of --listen)")
	f.StringVar(&o.certificate, "certificate", "", "file with a certificate in PEM: the axon is encrypted, and its key is published")
	f.StringVar(&o.certificateKey, "certificate-key", "", "file with the private key of the certificate, in PEM")
	f.StringVar(&o.state, "state", "", "directory for what must survive a restart (TIANWANG_STATE; default ~/.tianwang/state)")
	f.Var(&o.minStake, "min-stake", "let hotkeys ask that are not registered in the subnet but have this stake")
	metricsFlag(cmd, &o.metrics, "127.0.0.1:9101")
	return p.withSettings(cmd)
}

// mine serves until ctx ends.
func (p *program) mine(ctx context.Context, o minerFlags) error {
	switch {
	case o.netuid == 0:
		return usage("--netuid is needed; tianwang subnet list shows what there is")
	case o.host == "":
		return usage("--host is needed: the literal address under which validators reach this machine")
	case (o.upstream == "") == (o.task == ""):
		return usage("one of --upstream and --task is needed")
	case (o.certificate == "") != (o.certificateKey == ""):
		return usage("--certificate and --certificate-key are needed together")
	}
	if err := checkMetrics(o.metrics); err != nil {
		return err
	}
	var certificate *tls.Certificate
	if o.certificate != "" {
		pair, err := tls.LoadX509KeyPair(o.certificate, o.certificateKey)
		if err != nil {
			return usage("certificate: %v", err)
		}
		certificate = &pair
	}
	d, err := p.daemon(ctx, o.state, o.netuid)
	if err != nil {
		return err
	}
	model, err := p.model(ctx, d, o)
	if err != nil {
		return err
	}
	m := miner.New(miner.Config{
		Netuid: o.netuid, Coldkey: p.coldkeyIfAny(), Listen: o.listen, Host: o.host, Port: uint32(o.port),
		MinStake: o.minStake.rao, Dir: d.dir, Certificate: certificate, Observer: d.observer("miner", o.netuid),
	}, d.key, d.client, d.view, model, d.log)
	return d.run(ctx, m.Run, d.tell(o.metrics))
}

// model returns what the miner serves; a built-in model learns first.
func (p *program) model(ctx context.Context, d *daemon, o minerFlags) (http.Handler, error) {
	if o.upstream != "" {
		key, _ := p.lookup(o.key)
		h, err := axon.Upstream{URL: o.upstream, Model: o.upstreamModel, Key: key}.Handler(d.log)
		if err != nil {
			return nil, usage("%v", err)
		}
		return h, nil
	}
	if o.model == "" {
		var names []string
		for _, m := range builtin.Models(o.task) {
			names = append(names, fmt.Sprintf("%s (%s)", m.Name, m.Title))
		}
		return nil, usage("--model is needed; task %s has %s", o.task, strings.Join(names, ", "))
	}
	m, err := builtin.Model(o.task, o.model)
	if err != nil {
		return nil, usage("%v", err)
	}
	d.log.Info("the model learns", "task", o.task, "model", o.model)
	quarter := 0
	err = m.Train(ctx, func(part float64) {
		if q := int(part * 4); q > quarter {
			quarter = q
			d.log.Info("the model learns", "done", fmt.Sprintf("%d %%", q*25))
		}
	})
	if err != nil {
		return nil, err
	}
	return m.Handler(), nil
}
