package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
)

func (p *program) walletBalanceCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "balance [ADDRESS]",
		Short: "Show what a coldkey owns: free and staked TAO",
		Example: `tianwang wallet balance
tianwang wallet balance tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6 --json`,
		Args: between(0, "ADDRESS"),
		RunE: func(cmd *cobra.Command, args []string) error {
			address, err := p.addressOr(args, p.coldkeyAddress)
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				free, err := freeBalance(ctx, c, address)
				if err != nil {
					return nil, err
				}
				stakes, err := stakesOf(ctx, c, address)
				if err != nil {
					return nil, err
				}
				var staked uint64
				for _, s := range stakes {
					staked += s.Amount
				}
				return []part{line(address), record{
					{"free", tao(free)}, {"staked", tao(staked)}, {"total", tao(free + staked)},
				}, hidden{{"address", address}}}, nil
			})
		},
	}
}

// addressOr returns the address that is the only argument, or another if there is none.
func (p *program) addressOr(args []string, or func() (string, error)) (string, error) {
	if len(args) == 0 {
		return or()
	}
	return parseAddress("address", args[0])
}

// freeBalance returns the rao that an account can spend.
func freeBalance(ctx context.Context, c *client.Client, address string) (uint64, error) {
	r, err := banktypes.NewQueryClient(c).Balance(ctx, &banktypes.QueryBalanceRequest{Address: address, Denom: tianwang.Denom})
	if err != nil {
		return 0, err
	}
	if !r.Balance.Amount.IsUint64() {
		return 0, fmt.Errorf("balance of %s: %s is out of range", address, r.Balance.Amount)
	}
	return r.Balance.Amount.Uint64(), nil
}

func (p *program) walletTransferCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "transfer ADDRESS AMOUNT",
		Short: "Send TAO from the coldkey to an address",
		Long: `Sends TAO from the wallet's coldkey. A transfer is not a stake: TAO that is sent to a hotkey belongs to that hotkey. The
fee is paid on top of the amount.`,
		Example: `tianwang wallet transfer tao1r5v5srda7xfth3hn2s26txvrcrntldju3y84p6 2.5`,
		Args:    exactly("ADDRESS", "AMOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			to, err := parseAddress("destination", args[0])
			if err != nil {
				return err
			}
			amount, err := parseAmount(args[1])
			if err != nil {
				return err
			}
			from, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&banktypes.MsgSend{
					FromAddress: from, ToAddress: to, Amount: sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(amount))),
				}, fmt.Sprintf("send %s TAO to %s", tokenomics.FormatTAO(amount), to)),
				done: func() []part {
					return []part{line("transferred"), record{{"from", from}, {"to", to}, {"amount", tao(amount)}}}
				},
			})
		},
	}
}
