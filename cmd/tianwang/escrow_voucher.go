package main

import (
	"cmp"
	"context"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/wallet"
)

func (p *program) escrowVoucherCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "voucher CHANNEL NETUID:AMOUNT…",
		Short: "Sign what a channel has cost so far, subnet by subnet",
		Long: `Signs a voucher and prints it; nothing is sent. Amounts are totals since the channel was opened, not what is new: a
voucher replaces those before it, and may not be lower for any subnet. It is signed by the key that the channel names, which
must be in the wallet.`,
		Example: `tianwang escrow voucher 7 1:0.25 3:0.01`,
		Args:    between(2, "CHANNEL", "NETUID:AMOUNT…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			channel, err := parseChannel(args[0])
			if err != nil {
				return err
			}
			spent, err := parseSpends(args[1:])
			if err != nil {
				return err
			}
			return p.signVoucher(cmd.Context(), voucher.Voucher{Channel: channel, Spent: spent})
		},
	}
}

// parseSpends reads NETUID:AMOUNT pairs, in any order.
func parseSpends(args []string) ([]voucher.Spend, error) {
	var all []voucher.Spend
	for _, a := range args {
		k, v, _ := strings.Cut(a, ":")
		netuid, err := strconv.ParseUint(k, 10, 32)
		amount, err2 := tokenomics.ParseTAO(v)
		if err != nil || err2 != nil {
			return nil, usage("%q: NETUID:AMOUNT is needed, as in 1:0.25", a)
		}
		all = append(all, voucher.Spend{Netuid: uint32(netuid), Amount: amount})
	}
	slices.SortFunc(all, func(a, b voucher.Spend) int { return cmp.Compare(a.Netuid, b.Netuid) })
	if err := voucher.CheckSpends(all, 1); err != nil {
		return nil, usage("%v", err)
	}
	return all, nil
}

// signVoucher signs a voucher that the chain would accept, and shows it.
func (p *program) signVoucher(ctx context.Context, v voucher.Voucher) error {
	ch, added, err := p.prepareVoucher(ctx, &v)
	if err != nil {
		return err
	}
	key, err := p.voucherKey(ctx, ch)
	if err != nil {
		return err
	}
	signed, err := voucher.Sign(v, key)
	if err != nil {
		return err
	}
	total := voucher.Total(v.Spent)
	return p.show(record{
		{"channel", v.Channel},
		{"gateway", ch.Gateway},
		{"total", tao(total)},
		{"not_settled", tao(voucher.Total(added))},
		{"left", tao(ch.Deposit - total)},
		{"voucher", signed.String()},
	})
}

// prepareVoucher fills in the chain and refuses what the chain would refuse; added is what was not settled yet.
func (p *program) prepareVoucher(ctx context.Context, v *voucher.Voucher) (ch escrowv1.Channel, added []voucher.Spend, err error) {
	ctx, cancel := p.within(ctx)
	defer cancel()
	c, err := p.connect(ctx)
	if err != nil {
		return ch, nil, err
	}
	if v.ChainID, err = c.ChainID(ctx); err != nil {
		return ch, nil, ended(ctx, err)
	}
	if ch, err = channelOf(ctx, c, v.Channel); err != nil {
		return ch, nil, ended(ctx, err)
	}
	var settled []voucher.Spend
	for _, s := range ch.Settled {
		settled = append(settled, voucher.Spend{Netuid: s.Netuid, Amount: s.Amount})
	}
	if added, err = v.Since(settled); err != nil {
		return ch, nil, withHint(usage("%v", err), "see what is settled: tianwang escrow show %d", v.Channel)
	}
	if total := voucher.Total(v.Spent); total > ch.Deposit {
		return ch, nil, withHint(usage("channel %d: %s TAO are deposited, %s are missing for this voucher", v.Channel,
			tokenomics.FormatTAO(ch.Deposit), tokenomics.FormatTAO(total-ch.Deposit)),
			"add some: tianwang escrow topup %d %s", v.Channel, tokenomics.FormatTAO(total-ch.Deposit))
	}
	return ch, added, nil
}

// voucherKey unlocks the key of the wallet that signs the vouchers of a channel.
func (p *program) voucherKey(ctx context.Context, ch escrowv1.Channel) (*wallet.Key, error) {
	w, err := p.openWallet()
	if err != nil {
		return nil, err
	}
	public := hex.EncodeToString(ch.Signer)
	if cold, err := w.Coldkey(); err == nil && cold.PublicKey == public {
		return p.coldkey(ctx)
	}
	hotkeys, err := w.Hotkeys()
	if err != nil {
		return nil, err
	}
	for _, h := range hotkeys {
		if h.PublicKey == public {
			p.flags.hotkey = h.Name
			return p.hotkey(ctx)
		}
	}
	return nil, withHint(fail(codeKey, "channel %d: its key %s is not in wallet %q", ch.Id, public, w.Name()),
		"name the wallet that has it with --wallet; see what there is: tianwang wallet list")
}
