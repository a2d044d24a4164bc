package main

import (
	"context"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/wallet"
)

func (p *program) escrowCommand() *cobra.Command {
	return group("escrow", "Pay a gateway out of a deposit, request by request, without a transaction for each",
		p.escrowOpenCommand(),
		p.escrowTopUpCommand(),
		p.escrowVoucherCommand(),
		p.escrowSettleCommand(),
		p.escrowCloseCommand(),
		p.escrowListCommand(),
		p.escrowShowCommand(),
	)
}

func (p *program) escrowOpenCommand() *cobra.Command {
	var grace uint64
	var share, signer string
	useHotkey := false
	cmd := &cobra.Command{
		Use:   "open GATEWAY AMOUNT",
		Short: "Deposit TAO from which a gateway is paid",
		Long: `Opens a channel to the account of a gateway with a deposit of the coldkey. Requests are then paid with signed vouchers
that no block sees; what was not spent comes back when the channel is closed. Vouchers are signed by the coldkey, by the
hotkey if --use-hotkey is set, or by any key whose public half --signer names: at worst such a key can spend the deposit.`,
		Example: `tianwang escrow open tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4 5 --use-hotkey`,
		Args:    exactly("GATEWAY", "AMOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			m := &escrowv1.MsgOpen{Grace: grace}
			var err error
			if m.Gateway, err = parseAddress("gateway", args[0]); err != nil {
				return err
			}
			if m.Deposit, err = parseAmount(args[1]); err != nil {
				return err
			}
			if share != "" {
				if m.SubnetShare, err = parsePercent(share); err != nil {
					return usage("subnet share %q: a percentage from 0 to 100 is needed, as in 90", share)
				}
			}
			if m.Signer, err = p.namedSigner(signer, useHotkey); err != nil {
				return err
			}
			return p.openChannel(cmd.Context(), m)
		},
	}
	f := cmd.Flags()
	f.Uint64Var(&grace, "grace", 0, "`BLOCKS` in which the gateway can still settle after the channel was closed (default the least that is allowed)")
	f.StringVar(&share, "subnet-share", "", "`PERCENT` of every payment that goes to the subnets (default the least that is allowed)")
	f.BoolVar(&useHotkey, "use-hotkey", false, "vouchers are signed by the hotkey and not by the coldkey")
	f.StringVar(&signer, "signer", "", "compressed public key, in `HEX`, of the key that signs vouchers")
	return cmd
}

// namedSigner returns the public key that signs vouchers, nothing for that of the coldkey.
func (p *program) namedSigner(named string, useHotkey bool) ([]byte, error) {
	switch {
	case named != "" && useHotkey:
		return nil, usage("--signer and --use-hotkey exclude each other")
	case useHotkey:
		w, err := p.openWallet()
		if err != nil {
			return nil, err
		}
		k, err := w.Hotkey(p.flags.hotkey)
		if err != nil {
			return nil, err
		}
		named = k.PublicKey
	}
	public, err := hex.DecodeString(named)
	if err == nil && named != "" {
		_, err = voucher.ParsePublicKey(public)
	}
	if err != nil {
		return nil, usage("signer %q: 66 hexadecimal digits are needed, as \"wallet sign\" prints a public key: %v", named, err)
	}
	return public, nil
}

func (p *program) openChannel(ctx context.Context, m *escrowv1.MsgOpen) (err error) {
	if m.Payer, err = p.coldkeyAddress(); err != nil {
		return err
	}
	var answer escrowv1.MsgOpenResponse
	return p.carryOut(ctx, order{
		by:      p.coldkey,
		prepare: always(m, fmt.Sprintf("deposit %s TAO for gateway %s", tokenomics.FormatTAO(m.Deposit), m.Gateway)),
		answer:  &answer,
		done: func() []part {
			return []part{line("channel opened"), record{
				{"channel", answer.Channel}, {"payer", m.Payer}, {"gateway", m.Gateway}, {"deposit", tao(m.Deposit)},
			}}
		},
	})
}

func (p *program) escrowTopUpCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "topup CHANNEL AMOUNT",
		Short:   "Add TAO to the deposit of an open channel",
		Example: `tianwang escrow topup 7 2.5`,
		Args:    exactly("CHANNEL", "AMOUNT"),
		RunE: func(cmd *cobra.Command, args []string) error {
			channel, err := parseChannel(args[0])
			if err != nil {
				return err
			}
			amount, err := parseAmount(args[1])
			if err != nil {
				return err
			}
			payer, err := p.coldkeyAddress()
			if err != nil {
				return err
			}
			var answer escrowv1.MsgTopUpResponse
			return p.carryOut(cmd.Context(), order{
				by: p.coldkey,
				prepare: always(&escrowv1.MsgTopUp{Payer: payer, Channel: channel, Amount: amount},
					fmt.Sprintf("add %s TAO to channel %d", tokenomics.FormatTAO(amount), channel)),
				answer: &answer,
				done: func() []part {
					return []part{line("deposit added"), record{{"channel", channel}, {"added", tao(amount)}, {"left", tao(answer.Left)}}}
				},
			})
		},
	}
}

// parseChannel reads the number of a channel.
func parseChannel(s string) (uint64, error) {
	n, err := strconv.ParseUint(s, 10, 64)
	if err != nil || n == 0 {
		return 0, usage("channel %q: a whole number from 1 is needed; see what there is: tianwang escrow list", s)
	}
	return n, nil
}

// senderFlag lets a command sign with the hotkey; the result says who signs, once the flags are read.
func (p *program) senderFlag(cmd *cobra.Command) func() (address string, by func(context.Context) (*wallet.Key, error), err error) {
	useHotkey := cmd.Flags().Bool("use-hotkey", false, "sign with the hotkey and not with the coldkey")
	return func() (string, func(context.Context) (*wallet.Key, error), error) {
		if *useHotkey {
			address, err := p.hotkeyAddress()
			return address, p.hotkey, err
		}
		address, err := p.coldkeyAddress()
		return address, p.coldkey, err
	}
}

func (p *program) escrowSettleCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "settle VOUCHER",
		Short: "Bring a voucher to the chain, which pays the gateway",
		Long: `Pays what a voucher adds to those that were settled before: to the gateway, or the account that it names with --pay-to,
and to the subnets that were used. Only the gateway of the channel can bring it, and pays the fee. The latest voucher is
worth all of them.`,
		Example: `tianwang escrow settle EwAAAAAAAAB0aWFud2FuZy92b3VjaGVyL3Yx…`,
		Args:    exactly("VOUCHER"),
	}
	sender := p.senderFlag(cmd)
	payTo := cmd.Flags().String("pay-to", "", "`ADDRESS` of the account that gets the gateway's part (default the gateway's own)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		v, err := voucher.Parse(args[0])
		if err != nil {
			return usage("%v; \"tianwang escrow voucher\" prints one", err)
		}
		address, by, err := sender()
		if err != nil {
			return err
		}
		m := &escrowv1.MsgSettle{Sender: address, Channel: v.Channel, Signature: v.Signature}
		if *payTo != "" {
			if m.PayTo, err = parseAddress("pay-to", *payTo); err != nil {
				return err
			}
		}
		for _, s := range v.Spent {
			m.Spent = append(m.Spent, escrowv1.Spend{Netuid: s.Netuid, Amount: s.Amount})
		}
		var answer escrowv1.MsgSettleResponse
		return p.carryOut(cmd.Context(), order{
			by: by,
			prepare: func(ctx context.Context, c *client.Client) (sdk.Msg, string, error) {
				id, err := c.ChainID(ctx)
				if err == nil && id != v.ChainID {
					err = usage("the voucher is of chain %s, the node of %s", v.ChainID, id)
				}
				return m, fmt.Sprintf("settle a voucher of channel %d", v.Channel), err
			},
			answer: &answer,
			done: func() []part {
				return []part{line("voucher settled"), record{
					{"channel", v.Channel},
					{"paid", tao(answer.Paid)},
					{"to_gateway", tao(answer.Gateway)},
					{"to_subnets", tao(answer.Paid - answer.Gateway)},
					{"left", tao(answer.Left)},
				}}
			},
		})
	}
	return cmd
}

func (p *program) escrowCloseCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "close CHANNEL",
		Short: "Close a channel; what was not spent goes back to the payer",
		Long: `The gateway closes a channel at once. When the payer closes it, the gateway can settle vouchers for the grace period of
the channel; with the last block of that period the rest comes back by itself.`,
		Example: `tianwang escrow close 7`,
		Args:    exactly("CHANNEL"),
	}
	sender := p.senderFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		channel, err := parseChannel(args[0])
		if err != nil {
			return err
		}
		address, by, err := sender()
		if err != nil {
			return err
		}
		var answer escrowv1.MsgCloseResponse
		return p.carryOut(cmd.Context(), order{
			by:      by,
			prepare: always(&escrowv1.MsgClose{Sender: address, Channel: channel}, fmt.Sprintf("close channel %d", channel)),
			answer:  &answer,
			done: func() []part {
				if answer.ClosesAt > 0 {
					return []part{line("channel is being closed"), record{{"channel", channel}, {"closes_at", answer.ClosesAt}}}
				}
				return []part{line("channel closed"), record{{"channel", channel}, {"refund", tao(answer.Refund)}}}
			},
		})
	}
	return cmd
}
