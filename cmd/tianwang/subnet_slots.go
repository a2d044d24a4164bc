package main

import (
	"context"

	"github.com/spf13/cobra"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/client"
)

func (p *program) subnetCostsCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "costs",
		Short: "Show what a slot costs now in every subnet",
		Long: `Shows for every subnet the price of a slot, the expected number of hashes of a proof of work, and how many slots are free;
where none is, a newcomer replaces somebody: see "tianwang subnet at-risk". A way that is closed has a dash.`,
		Example: `tianwang subnet costs`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				r, err := subnetv1.NewQueryClient(c).RegistrationCosts(ctx, &subnetv1.QueryRegistrationCostsRequest{})
				if err != nil {
					return nil, err
				}
				t := newTable("costs", "no subnets", "netuid", "name", "burn", "burn_open", "difficulty", "work_open", "free")
				t.head("burn", "PRICE (TAO)")
				t.head("burn_open", "SOLD")
				t.head("work_open", "FOR WORK")
				for _, k := range r.Costs {
					t.add(k.Netuid, k.Name, tao(k.Burn), yesNo(k.BurnOpen), k.Difficulty, yesNo(k.WorkOpen), k.Free)
				}
				return []part{t}, nil
			})
		},
	}
}

func (p *program) subnetAtRiskCommand() *cobra.Command {
	var (
		netuid, limit uint32
		mine          bool
	)
	cmd := &cobra.Command{
		Use:   "at-risk",
		Short: "Show who loses its slot next, when, and what would help",
		Long: `Shows the neurons in the order in which newcomers of the next block would replace them, once the free slots are taken.
SCORE is the pruning score, the lowest goes first; NEEDED is the score with which the first of them would let the second go
before it, 0 where no score helps. IMMUNE FOR is the number of blocks until it can be replaced before new ones.`,
		Example: `tianwang subnet at-risk --netuid 1
tianwang subnet at-risk --netuid 1 --mine --hotkey miner2`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			request := &subnetv1.QueryAtRiskRequest{Netuid: netuid, Limit: limit}
			if mine {
				hotkey, err := p.hotkeyAddress()
				if err != nil {
					return err
				}
				request.Hotkey = hotkey
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				r, err := subnetv1.NewQueryClient(c).AtRisk(ctx, request)
				if err != nil {
					return nil, unknownSubnet(err)
				}
				t := newTable("neurons", "no neurons are registered", "place", "uid", "score", "needed", "immune_blocks", "immune_until", "hotkey")
				t.head("immune_blocks", "IMMUNE FOR")
				t.head("immune_until", "")
				for _, n := range r.Neurons {
					t.add(n.Place, n.Uid, n.Score, n.Needed, n.ImmuneBlocks, n.ImmuneUntil, n.Hotkey)
				}
				return []part{record{{"block", r.Height}, {"free_slots", r.Free}}, t}, nil
			})
		},
	}
	netuidFlag(cmd, &netuid)
	cmd.Flags().Uint32Var(&limit, "limit", 10, "how many to show")
	cmd.Flags().BoolVar(&mine, "mine", false, "show the wallet's hotkey alone")
	return cmd
}
