package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
)

func (p *program) stakeCommand() *cobra.Command {
	return group("stake", "Delegate TAO to hotkeys and take it back",
		p.stakeAddCommand(),
		p.stakeRemoveCommand(),
		p.stakeListCommand(),
		p.stakeTakeCommand(),
		p.stakeHotkeysCommand(),
		p.stakeMoveCommand(),
		p.stakeTransferCommand(),
		p.stakeAutoCommand(),
		p.stakeDelegatesCommand(),
		p.stakeChildrenCommand(),
	)
}

func (p *program) stakeAddCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "add AMOUNT",
		Short: "Delegate TAO from the coldkey to a hotkey",
		Long: `Moves TAO from the coldkey's balance to a hotkey: one of the wallet, or anybody's by its address. The stake stays the
coldkey's and grows with the hotkey's dividends.`,
		Example: `tianwang stake add 12.5
tianwang stake add 100 --hotkey tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4`,
		Args: exactly("AMOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			amount, err := parseAmount(args[0])
			if err != nil {
				return err
			}
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			var answer stakev1.MsgAddStakeResponse
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&stakev1.MsgAddStake{Coldkey: coldkey, Hotkey: hotkey, Amount: amount},
					fmt.Sprintf("stake %s TAO on hotkey %s", tokenomics.FormatTAO(amount), hotkey)),
				answer: &answer,
				done: func() []part {
					return []part{line("stake added"), record{
						{"coldkey", coldkey}, {"hotkey", hotkey}, {"added", tao(amount)}, {"stake", tao(answer.Stake)},
					}}
				},
			})
		},
	}
}

func (p *program) stakeRemoveCommand() *cobra.Command {
	all := false
	cmd := &cobra.Command{
		Use:   "remove [AMOUNT]",
		Short: "Take stake back from a hotkey",
		Long: `Moves stake from a hotkey back to the coldkey's balance: at once, or, from a hotkey that produces blocks, after the
unbonding period; tianwang producer unbonding shows what waits. Where the balance cannot pay the fee, the stake pays it. What would remain below the minimum of a nomination cannot be left behind: remove everything with --all.`,
		Example: `tianwang stake remove 2.5
tianwang stake remove --all --hotkey miner2`,
		Args: between(0, "AMOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			amount, err := amountOrAll(args, all)
			if err != nil {
				return err
			}
			return p.removeStake(cmd.Context(), amount, all)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "remove everything")
	return cmd
}

// amountOrAll wants either an amount or the flag --all.
func amountOrAll(args []string, all bool) (uint64, error) {
	switch {
	case all && len(args) > 0:
		return 0, usage("an amount and --all exclude each other")
	case all:
		return 0, nil
	case len(args) == 0:
		return 0, usage("an amount or --all is needed, as in: tianwang stake remove 2.5")
	}
	return parseAmount(args[0])
}

func (p *program) removeStake(ctx context.Context, amount uint64, all bool) error {
	coldkey, hotkey, err := p.bothAddresses()
	if err != nil {
		return err
	}
	what := tokenomics.FormatTAO(amount) + " TAO"
	if all {
		what = "all stake"
	}
	var answer stakev1.MsgRemoveStakeResponse
	return p.carryOut(ctx, order{
		by: p.coldkey,
		prepare: always(&stakev1.MsgRemoveStake{Coldkey: coldkey, Hotkey: hotkey, Amount: amount, All: all},
			fmt.Sprintf("remove %s from hotkey %s", what, hotkey)),
		answer: &answer,
		done: func() []part {
			return append([]part{line("stake removed"), record{
				{"coldkey", coldkey}, {"hotkey", hotkey}, {"removed", tao(answer.Paid)}, {"stake", tao(answer.Stake)},
			}}, paidAt(answer.PaidAt))
		},
	})
}

// paidAt says at the end of which block stake that was removed is paid; people see nothing when it was at once.
func paidAt(block uint64) part {
	if block == 0 {
		return hidden{{"paid_at", block}}
	}
	return record{{"paid_at", block}}
}

func (p *program) stakeTakeCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "take [PERCENT]",
		Short: "Show or change a hotkey's share of its nominators' dividends",
		Long: `Without a percentage it shows the take of a hotkey; with one it changes that of a hotkey the coldkey owns. A take can be
lowered at any time, and raised only some time after the last change.`,
		Example: `tianwang stake take
tianwang stake take 12.5 --hotkey miner2`,
		Args: between(0, "PERCENT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return p.showTake(cmd.Context())
			}
			take, err := parsePercent(args[0])
			if err != nil {
				return err
			}
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&stakev1.MsgSetTake{Coldkey: coldkey, Hotkey: hotkey, Take: take},
					fmt.Sprintf("set the take of %s to %s", hotkey, percent(take))),
				done: func() []part {
					return []part{line("take changed"), record{{"hotkey", hotkey}, {"take", percent(take)}}}
				},
			})
		},
	}
}

func (p *program) showTake(ctx context.Context) error {
	hotkey, err := p.hotkeyAddress()
	if err != nil {
		return err
	}
	return p.query(ctx, func(ctx context.Context, c *client.Client) ([]part, error) {
		r, err := stakev1.NewQueryClient(c).Hotkey(ctx, &stakev1.QueryHotkeyRequest{Hotkey: hotkey})
		if err != nil {
			return nil, err
		}
		params, err := stakev1.NewQueryClient(c).Params(ctx, &stakev1.QueryParamsRequest{})
		if err != nil {
			return nil, err
		}
		h, rules := r.Hotkey, params.Params
		return []part{record{
			{"hotkey", h.Address},
			{"owner", h.Owner},
			{"take", percent(h.Take)},
			{"changed_at", h.TakeChangedAt},
			{"least", percent(rules.MinTake)},
			{"most", percent(rules.MaxTake)},
			{"blocks_between_raises", rules.TakeInterval},
		}}, nil
	})
}
