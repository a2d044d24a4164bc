package main

import (
	"context"

	"github.com/spf13/cobra"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/client"
)

func (p *program) supplyCommand() *cobra.Command {
	var schedule bool
	cmd := &cobra.Command{
		Use:   "supply",
		Short: "Show how much TAO exists, what a block adds, and what waits",
		Long: `Shows the books of the coin: minted less burned is the supply, at every block. The reward halves when the supply reaches
"next halving", 0 when it never will again. With --schedule all eras are shown, with the earliest block at which each can
begin: if every block mints its whole reward and nothing is burned.`,
		Example: `tianwang supply --json
tianwang supply --schedule`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if schedule {
				return p.query(cmd.Context(), emissionSchedule)
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				r, err := emissionv1.NewQueryClient(c).Supply(ctx, &emissionv1.QuerySupplyRequest{})
				if err != nil {
					return nil, err
				}
				t := newTable("pending", "nothing waits for an epoch", "netuid", "pending")
				t.head("pending", "PENDING (TAO)")
				for _, w := range r.Pending {
					t.add(w.Netuid, tao(w.Amount))
				}
				return []part{record{
					{"block", r.Height},
					{"minted", tao(r.Ledger.Minted)},
					{"burned", tao(r.Ledger.Burned)},
					{"supply", tao(r.Supply)},
					{"cap", tao(r.Cap)},
					{"block_reward", tao(r.BlockReward)},
					{"era", r.Ledger.Era},
					{"next_halving", tao(r.NextHalving)},
				}, t}, nil
			})
		},
	}
	cmd.Flags().BoolVar(&schedule, "schedule", false, "show the rewards from halving to halving")
	return cmd
}

// emissionSchedule shows all eras.
func emissionSchedule(ctx context.Context, c *client.Client) ([]part, error) {
	r, err := emissionv1.NewQueryClient(c).Schedule(ctx, &emissionv1.QueryScheduleRequest{})
	if err != nil {
		return nil, err
	}
	t := newTable("eras", "", "era", "block_reward", "from_supply", "from_block")
	t.head("block_reward", "BLOCK REWARD (TAO)")
	t.head("from_supply", "FROM SUPPLY (TAO)")
	for _, e := range r.Eras {
		t.add(e.Era, tao(e.BlockReward), tao(e.FromSupply), e.FromHeight)
	}
	return []part{record{{"block", r.Height}, {"supply", tao(r.Supply)}, {"era", r.Era}}, t}, nil
}
