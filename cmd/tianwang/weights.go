package main

import (
	"context"

	"github.com/spf13/cobra"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/client"
)

func (p *program) weightsCommand() *cobra.Command {
	return group("weights", "What validators say of the neurons of a subnet",
		p.weightsShowCommand(),
		p.weightsSetCommand(),
		p.weightsCommitCommand(),
		p.weightsBatchCommand(),
		p.weightsRevealCommand(),
	)
}

func (p *program) weightsShowCommand() *cobra.Command {
	var netuid uint32
	cmd := &cobra.Command{
		Use:     "show",
		Short:   "Show the weight rows of a subnet",
		Example: `tianwang weights show --netuid 1`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				r, err := weightsv1.NewQueryClient(c).Weights(ctx, &weightsv1.QueryWeightsRequest{Netuid: netuid})
				if err != nil {
					return nil, unknownSubnet(err)
				}
				t := newTable("rows", "nobody has set weights", "uid", "judged_at", "updated_at", "weights")
				for _, row := range r.Rows {
					t.add(row.Uid, row.JudgedAt, row.UpdatedAt, entries{"uid", row.Uids, row.Weights})
				}
				return []part{hidden{{"netuid", netuid}}, t}, nil
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}

const pairsHelp = `Each argument gives one uid a weight; weights are whole numbers from 0 to 65535 and only their proportions count. It
costs no fee.`

func (p *program) weightsSetCommand() *cobra.Command {
	var j judgement
	cmd := &cobra.Command{
		Use:   "set UID:WEIGHT…",
		Short: "State weights the way the subnet asks for: at once, or committed first",
		Long: `Replaces the weights of the hotkey. Where the subnet wants secrecy the weights are committed now, the row and its salt are
kept in the wallet's folder, and "tianwang weights reveal" shows them when they are due. ` + pairsHelp,
		Example: `tianwang weights set 0:1 3:9 --netuid 1 --hotkey validator`,
		Args:    between(1, "UID:WEIGHT…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.judge(cmd.Context(), j, args, false)
		},
	}
	judgementFlags(cmd, &j)
	return cmd
}

func (p *program) weightsCommitCommand() *cobra.Command {
	var j judgement
	cmd := &cobra.Command{
		Use:   "commit UID:WEIGHT…",
		Short: "Promise weights without showing them",
		Long: `Sends the hash of the weights and a random salt, and keeps both in the wallet's folder, so that "tianwang weights reveal"
can show them when they are due. ` + pairsHelp,
		Example: `tianwang weights commit 0:1 3:9 --netuid 1 --hotkey validator`,
		Args:    between(1, "UID:WEIGHT…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.judge(cmd.Context(), j, args, true)
		},
	}
	judgementFlags(cmd, &j)
	return cmd
}

func judgementFlags(cmd *cobra.Command, j *judgement) {
	netuidFlag(cmd, &j.netuid)
	cmd.Flags().Uint64Var(&j.version, "version-key", 0, "version key of the weights (default the least that the subnet accepts)")
}

func clockOf(ctx context.Context, c *client.Client, netuid uint32) (epochv1.Clock, error) {
	r, err := epochv1.NewQueryClient(c).Clock(ctx, &epochv1.QueryClockRequest{Netuid: netuid})
	if err != nil {
		return epochv1.Clock{}, unknownSubnet(err)
	}
	return r.Clock, nil
}
