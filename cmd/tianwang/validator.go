package main

import (
	"context"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/neuron/validator"
	"github.com/tianwang-net/tianwang/score"
	"github.com/tianwang-net/tianwang/task"
)

func (p *program) validatorCommand() *cobra.Command {
	var cfg validator.Config
	var state, judgeURL, text, metrics, traffic string
	cmd := &cobra.Command{
		Use:   "validator",
		Short: "Judge the miners of a subnet",
		Long: `Judge the miners of a subnet until Ctrl-C, by the task that the subnet names: ask them, score what they answer, and set
or commit weights once an epoch. The hotkey is registered by work if it is not yet. Scores and promised rows survive a
restart. When the owner names another task, scores begin anew; while this program does not have it, nothing is judged.
A task that this program does not have comes in through --judge, a program in any language; docs/spec/judge.md says how.`,
		Example: `tianwang validator --netuid 2
tianwang validator --netuid 1 --private --state /var/lib/tianwang
tianwang validator --netuid 5 --judge http://127.0.0.1:7070`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cfg.Netuid == 0 {
				return usage("--netuid is needed; tianwang subnet list shows what there is")
			}
			tasks, err := tasksOf(judgeURL, text)
			if err != nil {
				return err
			}
			if traffic != "" {
				cfg.Traffic = trafficOf(traffic)
			}
			return p.validate(cmd.Context(), cfg, state, metrics, tasks)
		},
	}
	f := cmd.Flags()
	f.Uint32Var(&cfg.Netuid, "netuid", 0, "number of the subnet")
	f.Uint64Var(&cfg.Every, "every", 0, "blocks between two rounds of questions (default: five rounds in a tempo)")
	f.DurationVar(&cfg.Timeout, "answer-timeout", 12*time.Second, "how long a miner may take to answer")
	f.Float64Var(&cfg.Sharpness, "sharpness", task.Sharpness, "power to which scores are raised to make weights")
	f.BoolVar(&cfg.Private, "private", false, "ask axons on private addresses too: for a network on one machine or in one house")
	f.StringVar(&judgeURL, "judge", "", "URL of a program that judges, for a task that is not built in")
	f.StringVar(&text, "text", "", "directory with text of your own to ask about, which no miner can know by heart")
	f.StringVar(&traffic, "traffic", "", "`FILE` in which a gateway of yours counts real requests ("+trafficFile+" among its state): they count beside the tests")
	f.StringVar(&state, "state", "", "directory for what must survive a restart (TIANWANG_STATE; default ~/.tianwang/state)")
	metricsFlag(cmd, &metrics, "127.0.0.1:9102")
	return p.withSettings(cmd)
}

// trafficOf reads what a gateway has counted.
func trafficOf(path string) func() (map[string]score.Tally, error) {
	return func() (map[string]score.Tally, error) {
		counted, err := health.ReadTraffic(path, time.Now())
		all := map[string]score.Tally{}
		for hotkey, c := range counted {
			all[hotkey] = score.Tally(c)
		}
		return all, err
	}
}

// validate judges until ctx ends.
func (p *program) validate(ctx context.Context, cfg validator.Config, state, metrics string, tasks validator.Tasks) error {
	if err := checkMetrics(metrics); err != nil {
		return err
	}
	d, err := p.daemon(ctx, state, cfg.Netuid)
	if err != nil {
		return err
	}
	chain, err := p.awaitChain(ctx, d)
	if err != nil {
		return err
	}
	r, err := subnetv1.NewQueryClient(d.client).Subnet(ctx, &subnetv1.QuerySubnetRequest{Netuid: cfg.Netuid})
	if err != nil {
		return err
	}
	if _, err := tasks.Find(r.Subnet.Subnet); err != nil {
		return fail(codeNotFound, "%v", err)
	}
	cfg.Coldkey = p.coldkeyIfAny()
	cfg.File = filepath.Join(d.dir, fmt.Sprintf("validator-%s-%d.json", d.key.Address(), cfg.Netuid))
	web := dendrite.New(dendrite.Config{Chain: chain, AllowPrivate: cfg.Private}, d.key)
	defer web.Close()
	cfg.Observer = d.observer("validator", cfg.Netuid)
	return d.run(ctx, validator.New(cfg, d.key, d.client, d.view, web, tasks, d.log).Run, d.tell(metrics))
}

// awaitChain returns the name of the chain, as soon as a node says it.
func (p *program) awaitChain(ctx context.Context, d *daemon) (string, error) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for said := false; ; said = true {
		chain, err := d.client.ChainID(ctx)
		if err == nil {
			return chain, nil
		}
		if !said {
			d.log.Warn("no node answers yet, waiting", "err", err)
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-tick.C:
		}
	}
}
