package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/types/query"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
)

func (p *program) stakeMoveCommand() *cobra.Command {
	all, to := false, ""
	cmd := &cobra.Command{
		Use:   "move [AMOUNT]",
		Short: "Move stake from one hotkey to another",
		Long: `Moves the coldkey's stake from the hotkey of --hotkey to that of --to, without passing through the balance. What would
remain below the minimum of a nomination moves, too.`,
		Example: `tianwang stake move 2.5 --hotkey tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4 --to tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6
tianwang stake move --all --to tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6`,
		Args: between(0, "AMOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			amount, err := amountOrAll(args, all)
			if err != nil {
				return err
			}
			if _, err := parseAddress("--to", to); err != nil {
				return err
			}
			coldkey, from, err := p.bothAddresses()
			if err != nil {
				return err
			}
			var answer stakev1.MsgMoveStakeResponse
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&stakev1.MsgMoveStake{Coldkey: coldkey, From: from, To: to, Amount: amount, All: all},
					fmt.Sprintf("move %s from hotkey %s to hotkey %s", someOrAll(amount, all), from, to)),
				answer: &answer,
				done: func() []part {
					return []part{line("stake moved"), record{
						{"from", from}, {"to", to}, {"moved", tao(answer.Moved)}, {"stake", tao(answer.Stake)}, {"rest", tao(answer.Rest)},
					}}
				},
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "move everything")
	cmd.Flags().StringVar(&to, "to", "", "hotkey that receives the stake, an `ADDRESS`")
	return cmd
}

func (p *program) stakeTransferCommand() *cobra.Command {
	all, to := false, ""
	cmd := &cobra.Command{
		Use:   "transfer [AMOUNT]",
		Short: "Give stake on a hotkey to another coldkey",
		Long: `Gives stake on the hotkey of --hotkey to the coldkey of --to; it stays on the hotkey. What would remain below the minimum
of a nomination is paid out to the sender's balance.`,
		Example: `tianwang stake transfer 2.5 --to tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6
tianwang stake transfer --all --hotkey miner2 --to tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6`,
		Args: between(0, "AMOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			amount, err := amountOrAll(args, all)
			if err != nil {
				return err
			}
			if _, err := parseAddress("--to", to); err != nil {
				return err
			}
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			var answer stakev1.MsgTransferStakeResponse
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&stakev1.MsgTransferStake{Coldkey: coldkey, Hotkey: hotkey, To: to, Amount: amount, All: all},
					fmt.Sprintf("give %s on hotkey %s to coldkey %s", someOrAll(amount, all), hotkey, to)),
				answer: &answer,
				done: func() []part {
					return []part{line("stake transferred"), record{
						{"hotkey", hotkey}, {"to", to}, {"receiver_stake", tao(answer.Stake)}, {"stake", tao(answer.Rest)}, {"paid_out", tao(answer.Paid)},
					}, paidAt(answer.PaidAt)}
				},
			})
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "transfer everything")
	cmd.Flags().StringVar(&to, "to", "", "coldkey that receives the stake, an `ADDRESS`")
	return cmd
}

func someOrAll(amount uint64, all bool) string {
	if all {
		return "all stake"
	}
	return tokenomics.FormatTAO(amount) + " TAO"
}

func (p *program) stakeAutoCommand() *cobra.Command {
	own := false
	cmd := &cobra.Command{
		Use:   "auto [HOTKEY]",
		Short: "Show or choose the hotkey on which mining income is staked",
		Long: `Without an address it shows on which hotkey the coldkey's mining income is staked; with one it chooses it. With --own every
miner keeps on its own hotkey what it earns. Dividends and takes stay where they are earned.`,
		Example: `tianwang stake auto
tianwang stake auto tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4
tianwang stake auto --own`,
		Args: between(0, "HOTKEY"),
		RunE: func(cmd *cobra.Command, args []string) error {
			coldkey, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			hotkey := ""
			switch {
			case own && len(args) > 0:
				return usage("a hotkey and --own exclude each other")
			case len(args) > 0:
				if hotkey, err = parseAddress("HOTKEY", args[0]); err != nil {
					return err
				}
			case !own:
				return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
					r, err := stakev1.NewQueryClient(c).AutoStake(ctx, &stakev1.QueryAutoStakeRequest{Coldkey: coldkey})
					if err != nil {
						return nil, err
					}
					return []part{record{{"coldkey", coldkey}, {"hotkey", ownOr(r.Hotkey)}}}, nil
				})
			}
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&stakev1.MsgSetAutoStake{Coldkey: coldkey, Hotkey: hotkey},
					"stake mining income on "+ownOr(hotkey)),
				done: func() []part {
					return []part{line("choice changed"), record{{"coldkey", coldkey}, {"hotkey", ownOr(hotkey)}}}
				},
			})
		},
	}
	cmd.Flags().BoolVar(&own, "own", false, "leave what a miner earns on its own hotkey")
	return cmd
}

func ownOr(hotkey string) string {
	if hotkey == "" {
		return "own"
	}
	return hotkey
}

func (p *program) stakeDelegatesCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "delegates",
		Short:   "List the hotkeys that have stake, where they judge, and what they earned last",
		Example: `tianwang stake delegates`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				delegates, err := pages(func(page *query.PageRequest) ([]stakev1.Delegate, *query.PageResponse, error) {
					r, err := stakev1.NewQueryClient(c).Delegates(ctx, &stakev1.QueryDelegatesRequest{Pagination: page})
					if err != nil {
						return nil, nil, err
					}
					return r.Delegates, r.Pagination, nil
				})
				if err != nil {
					return nil, err
				}
				t := newTable("delegates", "no hotkey has stake yet", "hotkey", "owner", "take", "stake", "own_stake", "nominators", "subnets", "permits", "dividends")
				t.head("stake", "STAKE (TAO)")
				t.head("own_stake", "OWN (TAO)")
				t.head("dividends", "LAST EPOCHS (TAO)")
				for _, d := range delegates {
					permits, dividends := 0, uint64(0)
					for _, s := range d.Seats {
						dividends += s.Dividends
						if s.Permit {
							permits++
						}
					}
					t.add(d.Hotkey, d.Owner, percent(d.Take), tao(d.Stake), tao(d.OwnStake), d.Nominators, len(d.Seats), permits, tao(dividends))
				}
				return []part{t}, nil
			})
		},
	}
}
