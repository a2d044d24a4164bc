package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
)

func (p *program) subnetSetCommand() *cobra.Command {
	var netuid uint32
	cmd := &cobra.Command{
		Use:   "set NAME=VALUE…",
		Short: "Change rules of a subnet that the coldkey owns, or its task",
		Long: `Changes the hyperparameters that are named: all of them, or none. The running epoch goes on with the rules that it
started with. The owner may do this once a tempo; some rules are for governance only. Prices are in rao, proportions in
parts of 65535, as "tianwang subnet hyperparameters" says of each. What validators judge is set here as well, by the names
task and task_version; raise weights_version with it, and rows that were judged by an older version are refused.`,
		Example: `tianwang subnet set immunity_period=7200 commit_reveal=true --netuid 1
tianwang subnet set task_version=2 weights_version=2 --netuid 1`,
		Args: between(1, "NAME=VALUE…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			coldkey, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			m := &subnetv1.MsgSetHyperparams{Sender: coldkey, Netuid: netuid}
			fields := record{{"netuid", netuid}}
			for _, arg := range args {
				name, value, found := strings.Cut(arg, "=")
				if !found {
					return usage("%q has no value, write NAME=VALUE", arg)
				}
				m.Settings = append(m.Settings, subnetv1.Setting{Name: name, Value: value})
				fields = append(fields, field{name, value})
			}
			return p.carryOut(cmd.Context(), order{
				by:      p.coldkey,
				prepare: always(m, fmt.Sprintf("set %s of subnet %d", strings.Join(args, ", "), netuid)),
				done:    func() []part { return []part{line("rules changed, from the next epoch on"), fields} },
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}

func (p *program) subnetDissolveCommand() *cobra.Command {
	var netuid uint32
	cmd := &cobra.Command{
		Use:   "dissolve",
		Short: "Close a subnet that the coldkey owns, and get its lock back",
		Long: `Closes a subnet for ever: its slots, weights and scores are removed, the emission that waits for its next epoch is
burned, and its lock goes back to the owner. Stake stays where it is. Its number is never given again.`,
		Example: `tianwang subnet dissolve --netuid 1`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			coldkey, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&subnetv1.MsgDissolveSubnet{Sender: coldkey, Netuid: netuid},
					fmt.Sprintf("close subnet %d for ever", netuid)),
				done: func() []part {
					return []part{line("subnet closes within the next blocks"), record{{"netuid", netuid}}}
				},
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}
