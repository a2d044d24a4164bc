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
)

func (p *program) gatewayRequestsCommand() *cobra.Command {
	var key, model, before string
	var failed bool
	var limit int
	cmd := &cobra.Command{
		Use:   "requests CHANNEL",
		Short: "List the latest requests of a channel: who answered, how soon, and what it cost",
		Long: `Lists the latest requests of a channel, which a gateway remembers for a day or as long as it says. "gateway receipt" shows all that
is known of one. Nothing is kept of what was asked and answered.`,
		Example: `tianwang gateway requests 7
tianwang gateway requests 7 --failed --limit 10`,
		Args: exactly("CHANNEL"),
	}
	f := cmd.Flags()
	f.StringVar(&key, "key", "", "only those of the key with this `ID`")
	f.StringVar(&model, "model", "", "only those to the model with this `NAME`")
	f.BoolVar(&failed, "failed", false, "only those that failed, and were not charged")
	f.StringVar(&before, "before", "", "only those before a `MARK`, with which the list before this one ended")
	f.IntVar(&limit, "limit", 50, "at most so many, up to 500")
	return p.ofChannel(cmd, func(ctx context.Context, address string, channel uint64, _ []string) error {
		q := url.Values{"key": {key}, "model": {model}, "failed": {strconv.FormatBool(failed)}, "before": {before}, "limit": {strconv.Itoa(limit)}}
		var page struct {
			Data []books.Receipt `json:"data"`
			Next string          `json:"next"`
		}
		err := p.callInto(ctx, shopCall{url: address, method: http.MethodGet, path: billing.PathRequests + "?" + q.Encode(), channel: channel}, &page)
		if err != nil {
			return err
		}
		t := newTable("requests", "no requests are remembered", "time", "id", "model", "state", "miner", "attempts", "first_ms", "took_ms", "bytes_out", "cost")
		t.head("cost", "COST (TAO)")
		for _, r := range page.Data {
			t.add(clockText(r.Begun), r.ID, r.Model, r.State, r.Miner+r.Contributors, r.Attempts, r.First, r.Took, r.Out, tao(r.Cost))
		}
		parts := []part{t}
		if page.Next != "" {
			parts = append(parts, record{{"next", page.Next}})
		}
		return p.show(parts...)
	})
}

func (p *program) gatewayReceiptCommand() *cobra.Command {
	return p.ofChannel(&cobra.Command{
		Use:   "receipt CHANNEL ID",
		Short: "Show what is known of one request, by the X-Request-Id of its answer",
		Long: `Shows what is known of one request: who answered, after how many attempts, how it ended, what it cost, and what its answer said of
tokens, which is the miner's word: "overstated" says that it names more than there can be in the bytes that were delivered.`,
		Example: `tianwang gateway receipt 7 5f2b8a0c6d1e4f7789ab01cd23ef4567`,
		Args:    exactly("CHANNEL", "ID"),
	}, func(ctx context.Context, address string, channel uint64, args []string) error {
		var r books.Receipt
		err := p.callInto(ctx, shopCall{url: address, method: http.MethodGet, path: billing.PathRequests + "/" + url.PathEscape(args[0]), channel: channel}, &r)
		if err != nil {
			return err
		}
		return p.show(record{
			{"id", r.ID}, {"time", clockText(r.Begun)}, {"key", r.Key}, {"name", r.Name}, {"model", r.Model}, {"netuid", r.Netuid},
			{"state", r.State}, {"code", r.Code}, {"miner", r.Miner}, {"contributors", r.Contributors}, {"attempts", r.Attempts},
			{"bytes_in", r.In}, {"bytes_out", r.Out}, {"tokens_in", r.TokensIn}, {"tokens_out", r.TokensOut}, {"overstated", r.Overstated},
			{"first_ms", r.First}, {"took_ms", r.Took}, {"cost", tao(r.Cost)},
		})
	})
}

func clockText(unix int64) string { return time.Unix(unix, 0).UTC().Format(time.RFC3339) }
