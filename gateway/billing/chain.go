package billing

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/cosmos/cosmos-sdk/types/query"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/voucher"
)

// Node is the chain, through one of its nodes.
type Node struct {
	Client *client.Client
	Key    client.Signer // the gateway of its channels, and who settles; channels may name it as their signer
	PayTo  string        // account that gets the gateway's part; its own if empty
}

// pageSize is how many channels are asked for at once.
const pageSize = 500

// Channels implements Chain.
func (n Node) Channels(ctx context.Context) ([]books.Channel, error) {
	var all []books.Channel
	page := &query.PageRequest{Limit: pageSize}
	for {
		r, err := escrowv1.NewQueryClient(n.Client).ByGateway(ctx, &escrowv1.QueryByGatewayRequest{Gateway: n.Key.Address(), Pagination: page})
		if err != nil {
			return nil, err
		}
		for _, c := range r.Channels {
			all = append(all, n.channel(c))
		}
		if r.Pagination == nil || len(r.Pagination.NextKey) == 0 {
			return all, nil
		}
		page = &query.PageRequest{Limit: pageSize, Key: r.Pagination.NextKey}
	}
}

// Channel implements Chain.
func (n Node) Channel(ctx context.Context, id uint64) (books.Channel, error) {
	r, err := escrowv1.NewQueryClient(n.Client).Channel(ctx, &escrowv1.QueryChannelRequest{Channel: id})
	switch {
	case status.Code(err) == codes.NotFound:
		return books.Channel{}, fmt.Errorf("%w: %d", ledger.ErrNoAccount, id)
	case err != nil:
		return books.Channel{}, err
	case r.Channel.Gateway != n.Key.Address():
		return books.Channel{}, fmt.Errorf("%w: %d pays %s, this gateway is %s", ledger.ErrNoAccount, id, r.Channel.Gateway, n.Key.Address())
	}
	return n.channel(r.Channel), nil
}

func (n Node) channel(c escrowv1.Channel) books.Channel {
	out := books.Channel{Account: ledger.Account{
		Channel: c.Id, Payer: c.Payer, Signer: hex.EncodeToString(c.Signer), Held: HeldBy(c.Signer, n.Key.PublicKey()), Deposit: c.Deposit,
		SubnetShare: c.SubnetShare, Grace: c.Grace, ClosesAt: c.ClosesAt,
	}}
	for _, s := range c.Settled {
		out.Settled = append(out.Settled, voucher.Spend{Netuid: s.Netuid, Amount: s.Amount})
	}
	return out
}

func (n Node) settlement(v voucher.Signed) *escrowv1.MsgSettle {
	m := &escrowv1.MsgSettle{Sender: n.Key.Address(), Channel: v.Channel, Signature: v.Signature, PayTo: n.PayTo}
	for _, s := range v.Spent {
		m.Spent = append(m.Spent, escrowv1.Spend{Netuid: s.Netuid, Amount: s.Amount})
	}
	return m
}

// Fee implements Chain.
func (n Node) Fee(ctx context.Context, v voucher.Signed) (uint64, error) {
	return n.Client.Fee(ctx, n.settlement(v))
}

// codeNothingNew is the chain's number for a voucher that adds nothing, as when another process of this gateway has just settled it.
const codeNothingNew = 15

// Settle implements Chain.
func (n Node) Settle(ctx context.Context, v voucher.Signed) error {
	_, err := n.Client.Send(ctx, n.Key, n.settlement(v))
	if errors.Is(err, &client.Refused{Codespace: "escrow", Code: codeNothingNew}) {
		return nil
	}
	return err
}
