package main

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/tianwang-net/tianwang/gateway/billing"
	"github.com/tianwang-net/tianwang/gateway/ledger"
)

func (p *program) gatewayKeyLimitCommand() *cobra.Command {
	var name string
	var models, endpoints []string
	var day, month, total amountFlag
	var rate uint64
	cmd := &cobra.Command{
		Use:   "limit CHANNEL ID",
		Short: "Change what an API key may",
		Long:  `Changes the limits that are named, and leaves the others. An amount or a rate of 0 is no limit, an empty model or endpoint means all.`,
		Example: `tianwang gateway key limit 7 key-0a1b2c3d4e5f --day 0.5 --rate 60
tianwang gateway key limit 7 key-0a1b2c3d4e5f --month 0 --model ""`,
		Args: exactly("CHANNEL", "ID"),
	}
	f := cmd.Flags()
	f.StringVar(&name, "name", "", "another name")
	f.StringArrayVar(&models, "model", nil, "`MODEL` that may be asked; once for each")
	f.StringArrayVar(&endpoints, "endpoint", nil, "`PATH` that may be called; once for each")
	f.Var(&day, "day", "what it may spend a day, in UTC")
	f.Var(&month, "month", "what it may spend a month")
	f.Var(&total, "total", "what it may spend in all")
	f.Uint64Var(&rate, "rate", 0, "requests a minute")
	return p.ofChannel(cmd, func(ctx context.Context, address string, channel uint64, args []string) error {
		change := map[string]any{}
		for flag, value := range map[string]any{
			"name": name, "day": strconv.FormatUint(day.rao, 10), "month": strconv.FormatUint(month.rao, 10),
			"total": strconv.FormatUint(total.rao, 10), "rate": rate,
		} {
			if f.Changed(flag) {
				change[flag] = value
			}
		}
		for flag, list := range map[string][]string{"model": models, "endpoint": endpoints} {
			if f.Changed(flag) {
				change[flag+"s"] = present(list)
			}
		}
		if len(change) == 0 {
			return usage("name what is to change, as with --day 0.5")
		}
		body, err := json.Marshal(change)
		if err != nil {
			return err
		}
		var k ledger.Key
		path := billing.PathKeys + "/" + url.PathEscape(args[0])
		if err := p.callInto(ctx, shopCall{url: address, method: http.MethodPatch, path: path, channel: channel, body: body}, &k); err != nil {
			return err
		}
		return p.show(line("key changed"), record{
			{"id", k.ID}, {"name", k.Name}, {"day", tao(k.Day)}, {"month", tao(k.Month)}, {"total", tao(k.Total)}, {"rate", k.Rate},
		})
	})
}

// present leaves out what is empty.
func present(list []string) []string {
	out := []string{}
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}
