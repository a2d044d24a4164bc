package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
)

func (p *program) subnetCommand() *cobra.Command {
	return group("subnet", "Markets: list, open and join them",
		p.subnetListCommand(),
		p.subnetShowCommand(),
		p.subnetHyperparametersCommand(),
		p.subnetCostCommand(),
		p.subnetCostsCommand(),
		p.subnetAtRiskCommand(),
		p.subnetCreateCommand(),
		p.subnetSetCommand(),
		p.subnetIdentityCommand(),
		p.subnetOfferCommand(),
		p.subnetAcceptCommand(),
		p.subnetDissolveCommand(),
		p.subnetRegisterCommand(),
		p.subnetAxonCommand(),
		p.subnetResetBondsCommand(),
	)
}

// netuidFlag adds the flag that names a subnet, which must be given.
func netuidFlag(cmd *cobra.Command, netuid *uint32) {
	cmd.Flags().Uint32Var(netuid, "netuid", 0, "number of the subnet")
	if err := cmd.MarkFlagRequired("netuid"); err != nil {
		panic(err) // only if there were no such flag
	}
}

func (p *program) subnetListCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List all subnets with the present terms of registration",
		Example: `tianwang subnet list`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				r, err := subnetv1.NewQueryClient(c).Subnets(ctx, &subnetv1.QuerySubnetsRequest{})
				if err != nil {
					return nil, err
				}
				t := newTable("subnets", "no subnets", "netuid", "name", "task", "task_version", "neurons", "max_uids", "tempo",
					"commit_reveal", "burn", "difficulty", "owner")
				t.head("task_version", "VERSION")
				t.head("max_uids", "SLOTS")
				t.head("commit_reveal", "SECRET")
				t.head("burn", "PRICE (TAO)")
				for _, i := range r.Subnets {
					s, h := i.Subnet, i.Subnet.Hyperparams
					t.add(s.Netuid, s.Name, s.Task, s.TaskVersion, s.Neurons, h.MaxUids, h.Tempo,
						yesNo(h.CommitReveal), tao(i.Burn), i.Difficulty, s.Owner)
				}
				return []part{t}, nil
			})
		},
	}
}

func (p *program) subnetShowCommand() *cobra.Command {
	var netuid uint32
	cmd := &cobra.Command{
		Use:     "show",
		Short:   "Show one subnet",
		Example: `tianwang subnet show --netuid 1`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				i, err := subnetOf(ctx, c, netuid)
				if err != nil {
					return nil, err
				}
				s, h := i.Subnet, i.Subnet.Hyperparams
				return []part{line(fmt.Sprintf("subnet %d", s.Netuid)), record{
					{"netuid", s.Netuid},
					{"name", s.Name},
					{"description", s.Description},
					{"task", s.Task},
					{"task_version", s.TaskVersion},
					{"owner", s.Owner},
					{"offered_to", s.OfferedTo},
					{"url", s.Identity.Url},
					{"repository", s.Identity.Repository},
					{"logo", s.Identity.Logo},
					{"contact", s.Identity.Contact},
					{"additional", s.Identity.Additional},
					{"lock", tao(s.Lock)},
					{"opened_at", s.RegisteredAt},
					{"neurons", s.Neurons},
					{"max_uids", h.MaxUids},
					{"max_validators", h.MaxValidators},
					{"tempo", h.Tempo},
					{"yuma", h.Yuma},
					{"commit_reveal", yesNo(h.CommitReveal)},
					{"burn", tao(i.Burn)},
					{"difficulty", i.Difficulty},
				}}, nil
			})
		},
	}
	netuidFlag(cmd, &netuid)
	return cmd
}

func subnetOf(ctx context.Context, c *client.Client, netuid uint32) (*subnetv1.SubnetInfo, error) {
	r, err := subnetv1.NewQueryClient(c).Subnet(ctx, &subnetv1.QuerySubnetRequest{Netuid: netuid})
	if err != nil {
		return nil, unknownSubnet(err)
	}
	return &r.Subnet, nil
}

// unknownSubnet adds an advice to the error of a query for a subnet that does not exist.
func unknownSubnet(err error) error {
	if status.Code(err) != codes.NotFound {
		return err
	}
	return withHint(err, "see what there is: tianwang subnet list")
}

func (p *program) subnetCostCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "cost",
		Short: "Show what a new subnet costs now, and when one can be opened",
		Long: `Shows the price that a new subnet locks now, the first block in which one can be opened, and the number of the subnet
that would be closed for it: when there is no room, the one that earns least goes. 0 means that there is room.`,
		Example: `tianwang subnet cost`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				r, err := subnetv1.NewQueryClient(c).LockCost(ctx, &subnetv1.QueryLockCostRequest{})
				if err != nil {
					return nil, err
				}
				return []part{record{{"cost", tao(r.Cost)}, {"possible_from_block", r.NextHeight}, {"closes", r.Closes}}}, nil
			})
		},
	}
}

func (p *program) subnetCreateCommand() *cobra.Command {
	var (
		m   subnetv1.MsgCreateSubnet
		max amountFlag
	)
	cmd := &cobra.Command{
		Use:   "create NAME",
		Short: "Open a subnet and lock its price",
		Long: `Opens a subnet that the coldkey then owns. The price is locked, not spent; it doubles with each new subnet and falls
with time. It is never more than --max-cost. The name and the task are lower-case letters, digits and single dashes. When
there is no room, the subnet that earns least is closed for it: see "tianwang subnet cost".`,
		Example: `tianwang subnet create haiku --task lm --max-cost 1000 --description "short poems"`,
		Args:    exactly("NAME"),
		RunE: func(cmd *cobra.Command, args []string) error {
			coldkey, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			m.Coldkey, m.Name, m.MaxCost = coldkey, args[0], max.rao
			var answer subnetv1.MsgCreateSubnetResponse
			return p.carryOut(cmd.Context(), order{
				by:      p.coldkey,
				prepare: always(&m, fmt.Sprintf("open subnet %q for at most %s TAO", m.Name, tokenomics.FormatTAO(max.rao))),
				answer:  &answer,
				done: func() []part {
					return []part{line("subnet opened"), record{
						{"netuid", answer.Netuid}, {"name", m.Name}, {"owner", coldkey}, {"cost", tao(answer.Cost)}, {"closed", answer.Closed},
					}}
				},
			})
		},
	}
	f := cmd.Flags()
	f.StringVar(&m.Task, "task", "", "what validators judge, for example lm")
	f.Uint32Var(&m.TaskVersion, "task-version", 1, "version of the task")
	f.StringVar(&m.Description, "description", "", "a sentence for people")
	f.Var(&max, "max-cost", "the most to lock")
	for _, name := range []string{"task", "max-cost"} {
		if err := cmd.MarkFlagRequired(name); err != nil {
			panic(err) // only if there were no such flag
		}
	}
	return cmd
}
