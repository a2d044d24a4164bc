package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/gateway/billing"
	"github.com/tianwang-net/tianwang/gateway/ledger"
)

func (p *program) gatewayKeyCreateCommand() *cobra.Command {
	var terms ledger.Terms
	var day, month, total amountFlag
	var lives time.Duration
	cmd := &cobra.Command{
		Use:   "create CHANNEL NAME",
		Short: "Make an API key whose requests are paid out of a channel",
		Long: `Makes an API key and prints its secret, once: the gateway keeps only a hash of it. The request is signed by the coldkey,
as the payer of the channel. Whoever has the secret can spend the deposit, within the limits of the key.`,
		Example: `tianwang gateway key create 7 laptop --month 2 --rate 60 --model translate-en-es`,
		Args:    exactly("CHANNEL", "NAME"),
	}
	f := cmd.Flags()
	f.StringArrayVar(&terms.Models, "model", nil, "`MODEL` that may be asked; once for each (default all)")
	f.StringArrayVar(&terms.Endpoints, "endpoint", nil, "`PATH` that may be called, as /v1/chat/completions; once for each (default all)")
	f.Var(&day, "day", "what it may spend a day, in UTC")
	f.Var(&month, "month", "what it may spend a month")
	f.Var(&total, "total", "what it may spend in all")
	f.Uint64Var(&terms.Rate, "rate", 0, "requests a minute (default any number)")
	f.DurationVar(&lives, "expires", 0, "for how long it is good, as in 720h (default for ever)")
	return p.ofChannel(cmd, func(ctx context.Context, address string, channel uint64, args []string) error {
		terms.Name, terms.Day, terms.Month, terms.Total = args[0], day.rao, month.rao, total.rao
		if lives != 0 {
			terms.Expires = time.Now().Add(lives).Unix()
		}
		if err := terms.Check(time.Now()); err != nil {
			return usage("%v", err)
		}
		body, err := json.Marshal(terms)
		if err != nil {
			return err
		}
		var made billing.Created
		err = p.callInto(ctx, shopCall{url: address, method: http.MethodPost, path: billing.PathKeys, channel: channel, body: body}, &made)
		if err != nil {
			return err
		}
		return p.show(line("key created; its secret is not shown again"), secretOf(made))
	})
}

func secretOf(made billing.Created) record {
	return record{{"id", made.Key.ID}, {"name", made.Key.Name}, {"secret", made.Secret}}
}

func (p *program) gatewayKeyListCommand() *cobra.Command {
	return p.ofChannel(&cobra.Command{
		Use:     "list CHANNEL",
		Short:   "List the API keys of a channel",
		Example: `tianwang gateway key list 7`,
		Args:    exactly("CHANNEL"),
	}, func(ctx context.Context, address string, channel uint64, _ []string) error {
		var keys struct {
			Data []ledger.Key `json:"data"`
		}
		err := p.callInto(ctx, shopCall{url: address, method: http.MethodGet, path: billing.PathKeys, channel: channel}, &keys)
		if err != nil {
			return err
		}
		t := newTable("keys", "no key", "id", "name", "hint", "status", "spent", "day", "month", "total", "rate", "models", "endpoints", "created", "used", "expires")
		t.head("spent", "SPENT (TAO)")
		for _, hiddenOne := range []string{"models", "endpoints", "created", "expires"} {
			t.head(hiddenOne, "")
		}
		now := time.Now()
		for _, k := range keys.Data {
			status := "good"
			if err := k.Alive(now); err != nil {
				status = map[error]string{ledger.ErrKeyRevoked: "revoked", ledger.ErrKeyExpired: "expired"}[err]
			}
			t.add(k.ID, k.Name, k.Hint, status, tao(k.Spent), tao(k.Day), tao(k.Month), tao(k.Total), k.Rate, append([]string{}, k.Models...),
				append([]string{}, k.Endpoints...), k.Created, ago(now, k.Used), k.Expires)
		}
		return p.show(t)
	})
}

// ago says when something was, for people.
func ago(now time.Time, unix int64) string {
	if unix == 0 {
		return "never"
	}
	return fmt.Sprintf("%s ago", now.Sub(time.Unix(unix, 0)).Truncate(time.Minute))
}

func (p *program) gatewayKeyRotateCommand() *cobra.Command {
	var overlap time.Duration
	cmd := &cobra.Command{
		Use:     "rotate CHANNEL ID",
		Short:   "Give an API key another secret",
		Example: `tianwang gateway key rotate 7 key-0a1b2c3d4e5f --overlap 1h`,
		Args:    exactly("CHANNEL", "ID"),
	}
	cmd.Flags().DurationVar(&overlap, "overlap", 0, "for how long the secret before stays good")
	return p.ofChannel(cmd, func(ctx context.Context, address string, channel uint64, args []string) error {
		if overlap < 0 {
			return usage("overlap %s: it cannot be negative", overlap)
		}
		var made billing.Created
		path := fmt.Sprintf("%s/%s/rotate?overlap=%d", billing.PathKeys, url.PathEscape(args[0]), int64(overlap.Seconds()))
		if err := p.callInto(ctx, shopCall{url: address, method: http.MethodPost, path: path, channel: channel}, &made); err != nil {
			return err
		}
		return p.show(line("key rotated; its secret is not shown again"), secretOf(made))
	})
}

func (p *program) gatewayKeyRevokeCommand() *cobra.Command {
	return p.ofChannel(&cobra.Command{
		Use:     "revoke CHANNEL ID",
		Short:   "Make an API key useless, at once and for ever",
		Example: `tianwang gateway key revoke 7 key-0a1b2c3d4e5f`,
		Args:    exactly("CHANNEL", "ID"),
	}, func(ctx context.Context, address string, channel uint64, args []string) error {
		var k ledger.Key
		path := billing.PathKeys + "/" + url.PathEscape(args[0])
		if err := p.callInto(ctx, shopCall{url: address, method: http.MethodDelete, path: path, channel: channel}, &k); err != nil {
			return err
		}
		return p.show(line("key revoked"), record{{"id", k.ID}, {"name", k.Name}, {"spent", tao(k.Spent)}})
	})
}
