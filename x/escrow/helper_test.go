package escrow_test

import (
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/x/escrow"
)

const tao = 1_000_000_000

// grace of the chains in these tests, in blocks.
const grace = 6

var (
	user    = testchain.NewActor("a user")
	second  = testchain.NewActor("another user")
	gateway = testchain.NewActor("a gateway")
	helper  = testchain.NewActor("a stranger with a fee")
	hot     = testchain.NewActor("a key without coins")
)

// start starts a chain with three subnets whose epochs are far away, so that what is pending stays.
func start(t *testing.T, change func(*escrowv1.Params)) *testchain.Chain {
	t.Helper()
	return testchain.New(t, func(e *testchain.Editor) {
		for _, name := range []string{"one", "two", "three"} {
			e.Subnet(name, func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 10_000 })
		}
		for _, a := range []*testchain.Actor{user, second, gateway, helper} {
			e.Grant(a, 100*tao)
		}
		testchain.Edit(e, escrow.ModuleName, func(g *escrowv1.GenesisState) {
			g.Params.MinGrace = grace
			if change != nil {
				change(&g.Params)
			}
		})
	})
}

func open(deposit uint64) *escrowv1.MsgOpen {
	return &escrowv1.MsgOpen{Payer: user.String(), Gateway: gateway.String(), Deposit: deposit}
}

// spends makes a list of netuid, amount, netuid, amount …
func spends(pairs ...uint64) []escrowv1.Spend {
	var all []escrowv1.Spend
	for i := 0; i < len(pairs); i += 2 {
		all = append(all, escrowv1.Spend{Netuid: uint32(pairs[i]), Amount: pairs[i+1]})
	}
	return all
}

// settle returns a voucher of a channel, signed by a key, as the gateway brings it to the chain.
func settle(by *testchain.Actor, channel uint64, pairs ...uint64) *escrowv1.MsgSettle {
	return settleOn(testchain.ChainID, by, channel, pairs...)
}

func settleOn(chainID string, by *testchain.Actor, channel uint64, pairs ...uint64) *escrowv1.MsgSettle {
	m := &escrowv1.MsgSettle{Sender: gateway.String(), Channel: channel, Spent: spends(pairs...)}
	signature, err := by.Sign(voucher.Voucher{ChainID: chainID, Channel: channel, Spent: escrow.Spends(m.Spent)}.Bytes())
	if err != nil {
		panic(err)
	}
	m.Signature = signature
	return m
}

func closing(by *testchain.Actor, channel uint64) *escrowv1.MsgClose {
	return &escrowv1.MsgClose{Sender: by.String(), Channel: channel}
}

func channel(t *testing.T, c *testchain.Chain, id uint64) escrowv1.Channel {
	t.Helper()
	r, err := escrowv1.NewQueryClient(c.Query()).Channel(c.Context(), &escrowv1.QueryChannelRequest{Channel: id})
	if err != nil {
		t.Fatal(err)
	}
	return r.Channel
}

func pending(t *testing.T, c *testchain.Chain, netuid uint32) uint64 {
	t.Helper()
	p, err := c.App().Emission.Pending(c.Context(), netuid)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// held is the balance of the module's account.
func held(c *testchain.Chain) uint64 {
	return c.App().Bank.GetBalance(c.Context(), c.App().Accounts.GetModuleAddress(escrow.ModuleName), "rao").Amount.Uint64()
}

// one puts a message into a block that must succeed, and returns the result.
func one(t *testing.T, c *testchain.Chain, by *testchain.Actor, msg sdk.Msg) *abci.ExecTxResult {
	t.Helper()
	r := c.Block(c.Sign(by, 0, msg))[0]
	if err := testchain.Outcome(r); err != nil {
		t.Fatal(err)
	}
	return r
}

// fee of one message.
const fee = 1_000_000
