package main

import (
	"context"
	"encoding/hex"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/cosmos/cosmos-sdk/types/query"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/client"
)

func (p *program) escrowListCommand() *cobra.Command {
	gateway := false
	cmd := &cobra.Command{
		Use:   "list [ADDRESS]",
		Short: "List the channels out of which an account pays, or is paid",
		Example: `tianwang escrow list
tianwang escrow list tao1sr6k0yjfj38wx2hanxgw7c3f4nam5s698kvlj4 --gateway`,
		Args: between(0, "ADDRESS"),
		RunE: func(cmd *cobra.Command, args []string) error {
			address, err := p.addressOr(args, p.coldkeyAddress)
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				channels, err := channelsOf(ctx, c, address, gateway)
				if err != nil {
					return nil, err
				}
				t := newTable("channels", "no channel", "channel", "payer", "gateway", "deposit", "settled", "left", "closes_at")
				t.head("deposit", "DEPOSIT (TAO)")
				t.head("settled", "SETTLED (TAO)")
				t.head("left", "LEFT (TAO)")
				for _, c := range channels {
					spent := spentOf(c)
					t.add(c.Id, c.Payer, c.Gateway, tao(c.Deposit), tao(spent), tao(c.Deposit-spent), c.ClosesAt)
				}
				return []part{t}, nil
			})
		},
	}
	cmd.Flags().BoolVar(&gateway, "gateway", false, "the channels out of which the account is paid")
	return cmd
}

// channelsOf returns all channels of an account.
func channelsOf(ctx context.Context, c *client.Client, address string, gateway bool) ([]escrowv1.Channel, error) {
	q := escrowv1.NewQueryClient(c)
	return pages(func(page *query.PageRequest) ([]escrowv1.Channel, *query.PageResponse, error) {
		if gateway {
			r, err := q.ByGateway(ctx, &escrowv1.QueryByGatewayRequest{Gateway: address, Pagination: page})
			if err != nil {
				return nil, nil, err
			}
			return r.Channels, r.Pagination, nil
		}
		r, err := q.ByPayer(ctx, &escrowv1.QueryByPayerRequest{Payer: address, Pagination: page})
		if err != nil {
			return nil, nil, err
		}
		return r.Channels, r.Pagination, nil
	})
}

// spentOf is what was paid out of a channel, in rao.
func spentOf(c escrowv1.Channel) (sum uint64) {
	for _, s := range c.Settled {
		sum += s.Amount
	}
	return sum
}

// channelOf returns one channel.
func channelOf(ctx context.Context, c *client.Client, id uint64) (escrowv1.Channel, error) {
	r, err := escrowv1.NewQueryClient(c).Channel(ctx, &escrowv1.QueryChannelRequest{Channel: id})
	if err != nil {
		return escrowv1.Channel{}, withHint(fmt.Errorf("channel %d does not exist, or not any more: %w", id, err), "see what there is: tianwang escrow list")
	}
	return r.Channel, nil
}

func (p *program) escrowShowCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "show CHANNEL",
		Short:   "Show a channel: its terms, what is left, and what was paid for which subnet",
		Example: `tianwang escrow show 7`,
		Args:    exactly("CHANNEL"),
		RunE: func(cmd *cobra.Command, args []string) error {
			id, err := parseChannel(args[0])
			if err != nil {
				return err
			}
			return p.query(cmd.Context(), func(ctx context.Context, c *client.Client) ([]part, error) {
				ch, err := channelOf(ctx, c, id)
				if err != nil {
					return nil, err
				}
				t := newTable("spent", "nothing was settled yet", "netuid", "amount")
				t.head("amount", "AMOUNT (TAO)")
				for _, s := range ch.Settled {
					t.add(s.Netuid, tao(s.Amount))
				}
				spent := spentOf(ch)
				return []part{record{
					{"channel", ch.Id},
					{"payer", ch.Payer},
					{"gateway", ch.Gateway},
					{"signer", hex.EncodeToString(ch.Signer)},
					{"deposit", tao(ch.Deposit)},
					{"settled", tao(spent)},
					{"left", tao(ch.Deposit - spent)},
					{"subnet_share", share(ch.SubnetShare)},
					{"grace", ch.Grace},
					{"opened_at", ch.OpenedAt},
					{"closes_at", ch.ClosesAt},
				}, t}, nil
			})
		},
	}
}
