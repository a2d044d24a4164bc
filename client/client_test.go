package client_test

import (
	"context"
	"errors"
	"testing"
	"time"

	rpchttp "github.com/cometbft/cometbft/rpc/client/http"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/client"
	"github.com/tianwang-net/tianwang/internal/testnode"
	"github.com/tianwang-net/tianwang/work"
	"github.com/tianwang-net/tianwang/x/subnet"
)

type key = testnode.Key

var newKey = testnode.NewKey

// register takes a slot by work, from an account that need not exist.
func register(ctx context.Context, c *client.Client, hotkey key, coldkey string) (*client.Result, error) {
	q, err := subnetv1.NewQueryClient(c).WorkBase(ctx, &subnetv1.QueryWorkBaseRequest{Netuid: 1})
	if err != nil {
		return nil, err
	}
	id, err := c.ChainID(ctx)
	if err != nil {
		return nil, err
	}
	p := work.Puzzle{ChainID: id, Netuid: 1, BlockHash: q.Hash, Hotkey: hotkey.PubKey().Address()}
	nonce, err := p.Solve(ctx, q.Difficulty, 0, nil)
	if err != nil {
		return nil, err
	}
	return c.Send(ctx, hotkey, &subnetv1.MsgRegisterWork{Hotkey: hotkey.Address(), Coldkey: coldkey, Netuid: 1, Height: q.Height, Nonce: nonce})
}

func TestClient_AgainstANode(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	h, s := testnode.Home(t, "client-test-1")

	// A client may be made while the node is down; the second address never answers.
	c, err := client.New("http://"+s.RPC, "http://"+testnode.FreePort(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Height(ctx); !errors.Is(err, client.ErrNoNode) {
		t.Fatalf("without a node: %v", err)
	}
	n := testnode.Start(t, h)
	follow(ctx, t, c, 2)

	hot, cold := newKey("hot"), newKey("cold")
	res, err := register(ctx, c, hot, cold.Address())
	if err != nil {
		t.Fatal(err)
	}
	var slot subnetv1.MsgRegisterResponse
	if err := c.Response(res, 0, &slot); err != nil || slot.Uid != 0 || res.Height == 0 || res.Fee != 0 {
		t.Fatalf("%+v, %+v, %v", res, slot, err)
	}

	// A second time is refused, with the error of the module.
	_, err = register(ctx, c, hot, cold.Address())
	if !errors.Is(err, &client.Refused{Codespace: subnet.ModuleName, Code: subnet.ErrRegistered.ABCICode()}) {
		t.Fatalf("registered twice: %v", err)
	}

	// The node is replaced under the client's feet; state survives, and transactions pass at once.
	before, err := c.Height(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := n.Stop(); err != nil {
		t.Fatal(err)
	}
	n = testnode.Start(t, h)
	defer n.Stop()
	if _, err := c.Send(ctx, hot, &subnetv1.MsgServeAxon{Hotkey: hot.Address(), Netuid: 1, Host: "127.0.0.1", Port: 9, Protocol: "http"}); err != nil {
		t.Fatalf("after a restart: %v", err)
	}
	if after, err := c.Height(ctx); err != nil || after <= before {
		t.Fatalf("height %d after %d: %v", after, before, err)
	}

	// The first epoch pays the hotkey, and its owner can take stake out without a balance to pay the fee from.
	clock := follow(ctx, t, c, 14)
	res, err = c.Send(ctx, cold, &stakev1.MsgRemoveStake{Coldkey: cold.Address(), Hotkey: hot.Address(), All: true})
	if err != nil {
		t.Fatalf("at block %d: %v", clock, err)
	}
	answersNotFound(ctx, t, c, hot)
	follow(ctx, t, c, res.Height+2) // the index comes after the block
	answersSearches(ctx, t, s.RPC, cold)
}

// answersSearches asks a node as wallets do for the transactions of an account.
func answersSearches(ctx context.Context, t *testing.T, rpc string, cold key) {
	t.Helper()
	n, err := rpchttp.New("http://"+rpc, "/websocket")
	if err != nil {
		t.Fatal(err)
	}
	for query, want := range map[string]int{
		"message.sender='" + cold.Address() + "'":                 1,
		"message.action='/tianwang.stake.v1.MsgRemoveStake'":      1,
		"transfer.recipient='" + cold.Address() + "'":             1,
		"message.sender='" + newKey("nobody").Address() + "'":     0,
		"message.sender='" + cold.Address() + "' AND tx.height=1": 0,
	} {
		if r, err := n.TxSearch(ctx, query, false, nil, nil, ""); err != nil || r.TotalCount != want {
			t.Errorf("%s: %+v, %v; %d are there", query, r, err, want)
		}
	}
}

// answersNotFound asks for what is not there, and for what was not there yet.
func answersNotFound(ctx context.Context, t *testing.T, c *client.Client, hot key) {
	t.Helper()
	_, err := subnetv1.NewQueryClient(c).Subnet(ctx, &subnetv1.QuerySubnetRequest{Netuid: 9})
	if status.Code(err) != codes.NotFound || status.Convert(err).Message() != "netuid 9: subnet does not exist" {
		t.Errorf("an unknown subnet: %v", err)
	}
	old, err := stakev1.NewQueryClient(c).Hotkey(client.AtHeight(ctx, 1), &stakev1.QueryHotkeyRequest{Hotkey: hot.Address()})
	if status.Code(err) != codes.NotFound {
		t.Errorf("before it was registered: %v, %v", old, err)
	}
}

// follow waits for a height.
func follow(ctx context.Context, t *testing.T, c *client.Client, height uint64) (reached uint64) {
	t.Helper()
	done := errors.New("reached")
	err := c.Follow(ctx, func(h uint64) error {
		if reached = h; h >= height {
			return done
		}
		return nil
	}, nil)
	if !errors.Is(err, done) {
		t.Fatal(err)
	}
	return reached
}
