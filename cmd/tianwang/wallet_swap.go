package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/rotation"
	"github.com/tianwang-net/tianwang/tokenomics"
)

func (p *program) walletSwapCommand() *cobra.Command {
	return group("swap", "Replace a key by another, with all that it holds",
		p.swapHotkeyCommand(),
		p.swapAnnounceCommand(),
		p.swapColdkeyCommand(),
		p.swapDisputeCommand(),
		p.swapCancelCommand(),
		p.swapShowCommand(),
	)
}

// stakeRules returns the parameters of staking.
func stakeRules(ctx context.Context, c *client.Client) (stakev1.Params, error) {
	r, err := stakev1.NewQueryClient(c).Params(ctx, &stakev1.QueryParamsRequest{})
	if err != nil {
		return stakev1.Params{}, err
	}
	return r.Params, nil
}

func (p *program) swapHotkeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "hotkey NEW",
		Short: "Put a new hotkey in the place of the one of --hotkey",
		Long: `Puts a fresh hotkey in the place of another, at once: slots, stake, nominators, take, children, seat and scores. The swap
has a price, which is burned. Reveal open weight commitments first: they are bound to the old key.`,
		Example: `tianwang wallet swap hotkey tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4 --hotkey miner2`,
		Args:    exactly("NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			to, err := parseAddress("NEW", args[0])
			if err != nil {
				return err
			}
			coldkey, hotkey, err := p.bothAddresses()
			if err != nil {
				return err
			}
			var answer stakev1.MsgSwapHotkeyResponse
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
					rules, err := stakeRules(ctx, c)
					return &stakev1.MsgSwapHotkey{Coldkey: coldkey, Hotkey: hotkey, NewHotkey: to, MaxFee: rules.HotkeySwapFee},
						fmt.Sprintf("put hotkey %s in the place of %s and burn %s TAO", to, hotkey, tokenomics.FormatTAO(rules.HotkeySwapFee)), err
				},
				answer: &answer,
				done: func() []part {
					return []part{line("hotkey swapped"), record{{"old", hotkey}, {"new", to}, {"price", tao(answer.Fee)}}}
				},
			})
		},
	}
}

func (p *program) swapAnnounceCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "announce NEW",
		Short: "Begin to replace the coldkey; until that ends its TAO do not move",
		Long: `Announces that the coldkey will be replaced, without telling by which. From then on its TAO and its stake do not move. Some
days later "tianwang wallet swap coldkey NEW" carries it out; later still it can be cancelled. The price is burned.`,
		Example: `tianwang wallet swap announce tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6`,
		Args:    exactly("NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			to, err := parseAddress("NEW", args[0])
			if err != nil {
				return err
			}
			coldkey, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			old, err := sdk.AccAddressFromBech32(coldkey)
			if err != nil {
				return err
			}
			var answer stakev1.MsgAnnounceColdkeySwapResponse
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
					rules, err := stakeRules(ctx, c)
					if err != nil {
						return nil, "", err
					}
					chainID, err := c.ChainID(ctx)
					return &stakev1.MsgAnnounceColdkeySwap{
						Coldkey: coldkey, Hash: rotation.Hash(chainID, old, sdk.MustAccAddressFromBech32(to)), MaxFee: rules.ColdkeySwapFee,
					}, fmt.Sprintf("freeze coldkey %s until %s replaces it, and burn %s TAO", coldkey, to, tokenomics.FormatTAO(rules.ColdkeySwapFee)), err
				},
				answer: &answer,
				done: func() []part {
					return []part{line("swap announced"), record{
						{"coldkey", coldkey}, {"new", to}, {"swap_from", answer.ExecuteFrom}, {"cancel_from", answer.CancelFrom}, {"price", tao(answer.Fee)},
					}}
				},
			})
		},
	}
}

func (p *program) swapColdkeyCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "coldkey NEW",
		Short: "Carry out an announced swap of the coldkey",
		Long: `Puts the announced coldkey in the place of the wallet's: balance, stake, hotkeys and subnets. The new one must be fresh.
Grants to others are not taken over.`,
		Example: `tianwang wallet swap coldkey tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6`,
		Args:    exactly("NEW"),
		RunE: func(cmd *cobra.Command, args []string) error {
			to, err := parseAddress("NEW", args[0])
			if err != nil {
				return err
			}
			coldkey, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			var answer stakev1.MsgSwapColdkeyResponse
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&stakev1.MsgSwapColdkey{Coldkey: coldkey, NewColdkey: to},
					fmt.Sprintf("give everything of coldkey %s to coldkey %s", coldkey, to)),
				answer: &answer,
				done: func() []part {
					return []part{line("coldkey swapped"), record{{"old", coldkey}, {"new", to}, {"balance", tao(answer.Balance)}}}
				},
			})
		},
	}
}

func (p *program) swapDisputeCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "dispute",
		Short:   "Stop an announced swap of the coldkey until governance resolves it",
		Example: `tianwang wallet swap dispute`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.endSwap(cmd.Context(), "swap disputed", "freeze coldkey %s until governance resolves its swap",
				func(coldkey string) sdk.Msg { return &stakev1.MsgDisputeColdkeySwap{Coldkey: coldkey} })
		},
	}
}

func (p *program) swapCancelCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "cancel",
		Short:   "Take an announced swap of the coldkey back",
		Example: `tianwang wallet swap cancel`,
		Args:    exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.endSwap(cmd.Context(), "swap cancelled", "cancel the swap of coldkey %s",
				func(coldkey string) sdk.Msg { return &stakev1.MsgCancelColdkeySwap{Coldkey: coldkey} })
		},
	}
}

func (p *program) endSwap(ctx context.Context, done, question string, msg func(string) sdk.Msg) error {
	coldkey, err := p.coldkeyAddress()
	if err != nil {
		return err
	}
	return p.carryOut(ctx, order{
		by: p.coldkey, prepare: always(msg(coldkey), fmt.Sprintf(question, coldkey)),
		done: func() []part { return []part{line(done), record{{"coldkey", coldkey}}} },
	})
}

func (p *program) swapShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show [ADDRESS]",
		Short:   "Show the announced swap of a coldkey",
		Example: `tianwang wallet swap show`,
		Args:    between(0, "ADDRESS"),
		RunE: func(cmd *cobra.Command, args []string) error {
			coldkey, err := p.addressOr(args, p.coldkeyAddress)
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				r, err := stakev1.NewQueryClient(c).ColdkeySwap(ctx, &stakev1.QueryColdkeySwapRequest{Coldkey: coldkey})
				if err != nil {
					return nil, err
				}
				s := r.Swap
				return []part{record{
					{"coldkey", s.Coldkey},
					{"announced_at", s.AnnouncedAt},
					{"swap_from", s.ExecuteFrom},
					{"cancel_from", s.CancelFrom},
					{"disputed_at", s.DisputedAt},
					{"hash", fmt.Sprintf("%X", s.Hash)},
				}}, nil
			})
		},
	}
}
