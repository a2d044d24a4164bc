package main

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/gateway/billing"
	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

// gatewayCustomerCommands are what the customers of a paid gateway do.
func (p *program) gatewayCustomerCommands() []*cobra.Command {
	return []*cobra.Command{
		p.gatewayTermsCommand(),
		p.gatewayAccountCommand(),
		group("key", "Make, list, change and revoke API keys of a paid gateway",
			p.gatewayKeyCreateCommand(), p.gatewayKeyListCommand(), p.gatewayKeyLimitCommand(), p.gatewayKeyRotateCommand(), p.gatewayKeyRevokeCommand()),
		p.gatewayPayCommand(),
		p.gatewayUsageCommand(),
		p.gatewayRequestsCommand(),
		p.gatewayReceiptCommand(),
	}
}

// ofChannel is a command about a channel, its first argument, at a gateway.
func (p *program) ofChannel(cmd *cobra.Command, run func(ctx context.Context, address string, channel uint64, args []string) error) *cobra.Command {
	address := p.gatewayURLFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		channel, err := parseChannel(args[0])
		if err != nil {
			return err
		}
		at, err := address()
		if err != nil {
			return err
		}
		ctx, cancel := p.within(cmd.Context())
		defer cancel()
		return ended(ctx, run(ctx, at, channel, args[1:]))
	}
	return cmd
}

func (p *program) gatewayTermsCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "terms",
		Short: "Show how a paid gateway is paid: for whom to open a channel",
		Long: `Shows the address to open a channel for, and a public key. Who names that key as the signer of the channel needs no
vouchers: the gateway signs what was used, and could sign away the whole deposit. What requests cost stands in the list of models.`,
		Example: `tianwang gateway terms
tianwang escrow open tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4 5`,
		Args: exactly(),
	}
	address := p.gatewayURLFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		at, err := address()
		if err != nil {
			return err
		}
		ctx, cancel := p.within(cmd.Context())
		defer cancel()
		t, err := p.shopTerms(ctx, at)
		if err != nil {
			return ended(ctx, err)
		}
		return p.show(record{{"chain", t.Chain}, {"gateway", t.Gateway}, {"signer", t.Signer}, {"credit", tao(t.Credit)}})
	}
	return cmd
}

// account asks for an account, as its payer.
func (p *program) account(ctx context.Context, address string, channel uint64) (a ledger.Account, err error) {
	return a, p.callInto(ctx, shopCall{url: address, method: http.MethodGet, path: billing.PathAccount, channel: channel}, &a)
}

func (p *program) gatewayAccountCommand() *cobra.Command {
	return p.ofChannel(&cobra.Command{
		Use:     "account CHANNEL",
		Short:   "Show what a channel has spent at a gateway, and what is left",
		Example: `tianwang gateway account 7`,
		Args:    exactly("CHANNEL"),
	}, func(ctx context.Context, address string, channel uint64, _ []string) error {
		a, err := p.account(ctx, address, channel)
		if err != nil {
			return err
		}
		return p.show(accountParts(a)...)
	})
}

func accountParts(a ledger.Account) []part {
	t := newTable("subnets", "nothing was used yet", "netuid", "spent", "reserved", "promised", "settled")
	for _, name := range []string{"spent", "reserved", "promised", "settled"} {
		t.head(name, map[string]string{"spent": "SPENT (TAO)", "reserved": "RESERVED", "promised": "PROMISED", "settled": "SETTLED"}[name])
	}
	for _, s := range a.Purses {
		t.add(s.Netuid, tao(s.Spent), tao(s.Reserved), tao(s.Promised), tao(s.Settled))
	}
	signs := "the payer"
	if a.Held {
		signs = "the gateway"
	}
	return []part{record{
		{"channel", a.Channel},
		{"payer", a.Payer},
		{"vouchers_by", signs},
		{"deposit", tao(a.Deposit)},
		{"spent", tao(a.Spent)},
		{"reserved", tao(a.Reserved)},
		{"left", tao(a.Left())},
		{"not_covered", tao(a.Open)},
		{"settled", tao(a.Settled())},
		{"closes_at", a.ClosesAt},
	}, t}
}

func (p *program) gatewayPayCommand() *cobra.Command {
	return p.ofChannel(&cobra.Command{
		Use:   "pay CHANNEL",
		Short: "Give a gateway a voucher for what was used",
		Long: `Asks the gateway what the channel has spent, signs a voucher for it with the key that the channel names, and gives it to
the gateway. Compare what it says with "tianwang gateway usage" first if you do not trust it.`,
		Example: `tianwang gateway pay 7`,
		Args:    exactly("CHANNEL"),
	}, func(ctx context.Context, address string, channel uint64, _ []string) error {
		a, err := p.account(ctx, address, channel)
		if err != nil {
			return err
		}
		due := a.Due()
		if voucher.Total(due) == a.Promised() {
			return p.show(line("nothing is due"), hidden{{"channel", channel}, {"promised", tao(a.Promised())}, {"added", tao(0)}})
		}
		v := voucher.Voucher{Channel: channel, Spent: due}
		ch, _, err := p.prepareVoucher(ctx, &v)
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
		if _, err := p.call(ctx, shopCall{url: address, method: http.MethodPut, path: billing.PathVoucher, body: []byte(signed.String())}); err != nil {
			return err
		}
		total := voucher.Total(due)
		return p.show(line("voucher given"), record{{"channel", channel}, {"promised", tao(total)}, {"added", tao(total - a.Promised())}})
	})
}

func (p *program) gatewayUsageCommand() *cobra.Command {
	var from, to, key, model string
	var failed, asCSV bool
	cmd := &cobra.Command{
		Use:   "usage CHANNEL",
		Short: "Show what a channel was used for, by key, day and model",
		Example: `tianwang gateway usage 7 --from 2026-01-01
tianwang gateway usage 7 --csv`,
		Args: exactly("CHANNEL"),
	}
	f := cmd.Flags()
	f.StringVar(&from, "from", "", "first `DAY`, in UTC, as 2026-01-31")
	f.StringVar(&to, "to", "", "last `DAY`")
	f.StringVar(&key, "key", "", "only that of the key with this `ID`")
	f.StringVar(&model, "model", "", "only that of the model with this `NAME`")
	f.BoolVar(&failed, "failed", false, "only where requests were not charged")
	f.BoolVar(&asCSV, "csv", false, "print comma-separated values, amounts in rao")
	return p.ofChannel(cmd, func(ctx context.Context, address string, channel uint64, _ []string) error {
		for _, day := range []string{from, to} {
			if _, err := time.Parse(time.DateOnly, day); day != "" && err != nil {
				return usage("day %q: one like 2026-01-31 is needed", day)
			}
		}
		q := url.Values{"from": {from}, "to": {to}, "key": {key}, "model": {model}, "failed": {strconv.FormatBool(failed)}}
		var rows struct {
			Data []books.Usage `json:"data"`
		}
		err := p.callInto(ctx, shopCall{url: address, method: http.MethodGet, path: billing.PathUsage + "?" + q.Encode(), channel: channel}, &rows)
		if err != nil {
			return err
		}
		if asCSV && !p.flags.json {
			return billing.WriteCSV(p.out, rows.Data)
		}
		t := newTable("usage", "nothing was used", "day", "key", "name", "model", "netuid", "requests", "failed", "bytes_in", "bytes_out", "cost")
		t.head("cost", "COST (TAO)")
		for _, u := range rows.Data {
			t.add(u.Day, u.Key, u.Name, u.Model, u.Netuid, u.Requests, u.Failed, u.In, u.Out, tao(u.Cost))
		}
		return p.show(t)
	})
}
