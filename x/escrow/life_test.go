package escrow_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/x/escrow"
)

// TestLife: two transactions pay for any number of requests; the payer's last word and the grace period decide what is
// paid, and the rest comes back in the very block in which the period ends.
func TestLife(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	opened := testchain.Events[*escrowv1.EventOpened](one(t, c, user, open(tao)).Events)
	if len(opened) != 1 || opened[0].Channel != 1 || opened[0].Deposit != tao || opened[0].Grace != grace || opened[0].SubnetShare != 52_428 {
		t.Fatalf("opened %v", opened)
	}
	if got := c.Balance(user); got != 99*tao-fee {
		t.Errorf("the user has %d", got)
	}

	// A voucher for two subnets: the parts and the gateway's sum to what was paid.
	r := one(t, c, gateway, settle(user, 1, 1, 1001, 3, 500))
	settled := testchain.Events[*escrowv1.EventSettled](r.Events)
	want := []*escrowv1.EventSettled{{
		Channel: 1, Payer: user.String(), Gateway: gateway.String(), PaidTo: gateway.String(), Paid: 1501, ToGateway: 301,
		Parts: []escrowv1.Part{{Netuid: 1, Paid: 1001, Pending: 800}, {Netuid: 3, Paid: 500, Pending: 400}},
	}}
	if diff := cmp.Diff(want, settled); diff != "" {
		t.Error(diff)
	}
	if a, b := pending(t, c, 1), pending(t, c, 3); a != 800 || b != 400 || c.Balance(gateway) != 100*tao-fee+301 {
		t.Errorf("pending %d and %d, the gateway has %d", a, b, c.Balance(gateway))
	}

	one(t, c, user, &escrowv1.MsgTopUp{Payer: user.String(), Channel: 1, Amount: tao})
	if got := channel(t, c, 1); got.Deposit != 2*tao || escrow.Left(got) != 2*tao-1501 || held(c) != 2*tao-1501 {
		t.Errorf("after topping up: %v, held %d", got, held(c))
	}

	// The payer closes; a later voucher still counts in the last block of the period, and then the rest comes back.
	one(t, c, user, closing(user, 1))
	end := channel(t, c, 1).ClosesAt
	if end != c.Height()+grace {
		t.Fatalf("closed at %d, ends at %d", c.Height(), end)
	}
	c.BlocksTo(end - 1)
	before := c.Balance(user)
	res := c.BlockResult(c.Sign(gateway, 0, settle(user, 1, 1, 2001, 2, 7, 3, 500)))
	if err := testchain.Outcome(res.TxResults[0]); err != nil {
		t.Fatalf("in the last block of the grace period: %v", err)
	}
	closed := testchain.Events[*escrowv1.EventClosed](res.Events)
	rest := uint64(2*tao - 2508)
	if len(closed) != 1 || closed[0].Refund != rest || c.Balance(user) != before+rest || held(c) != 0 {
		t.Errorf("closed %v, the user got %d, %d are held", closed, c.Balance(user)-before, held(c))
	}
	if _, err := c.App().Escrow.Channel(c.Context(), 1); !errors.Is(err, escrow.ErrUnknownChannel) {
		t.Errorf("a closed channel is still there: %v", err)
	}
	one(t, c, user, open(tao))
	if got := channel(t, c, 2); got.Payer != user.String() || len(got.Settled) != 0 {
		t.Errorf("an id was used again: %v", got)
	}
}

// TestSettle_PaysNextEpoch: what users pay for a subnet reaches its neurons with the next epoch.
func TestSettle_PaysNextEpoch(t *testing.T) {
	t.Parallel()
	miner, owner := testchain.NewActor("miner"), testchain.NewActor("its owner")
	earned := map[bool]uint64{}
	for _, used := range []bool{false, true} {
		c := testchain.New(t, func(e *testchain.Editor) {
			e.Subnet("used", func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 12 })
			e.Staked(miner, owner, tao)
			e.Neurons(1, miner)
			e.Grant(user, 100*tao)
			e.Grant(gateway, tao)
		})
		one(t, c, user, open(50*tao))
		if used {
			one(t, c, gateway, settle(user, 1, 1, 40*tao))
		}
		c.BlocksTo(20)
		earned[used] = c.Stake(miner, owner) + pending(t, c, 1)
	}
	if got, want := earned[true]-earned[false], uint64(40*tao)*52_428/65_535; got != want {
		t.Errorf("use of the subnet paid %d to its neurons, want %d", got, want)
	}
}

// TestClose_Gateway: the gateway may close at once, and gives up what it has not settled.
func TestClose_Gateway(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	one(t, c, user, open(tao))
	one(t, c, user, closing(user, 1)) // the payer's closing is no hindrance
	before := c.Balance(user)
	one(t, c, gateway, closing(gateway, 1))
	if c.Balance(user) != before+tao || held(c) != 0 {
		t.Errorf("the user got %d, %d are held", c.Balance(user)-before, held(c))
	}
	c.Blocks(grace + 1) // nothing is due
	if c.Balance(user) != before+tao {
		t.Errorf("the user was paid again: %d", c.Balance(user))
	}
}

// TestSettle_HotKey: the payer may leave signing to a key that owns nothing, and the gateway may name who is paid.
func TestSettle_HotKey(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	m := open(tao)
	m.Signer, m.SubnetShare, m.Grace = hot.PublicKey(), 65_535, 100
	one(t, c, user, m)
	one(t, c, gateway, settle(hot, 1, 2, 777)) // all of it to the subnet
	if got := channel(t, c, 1); got.Grace != 100 || pending(t, c, 2) != 777 || c.Balance(gateway) != 100*tao-fee {
		t.Errorf("pending %d, the gateway has %d", pending(t, c, 2), c.Balance(gateway))
	}
	by := settle(user, 1, 2, 999)
	if err := c.Try(gateway, by); !errors.Is(err, escrow.ErrSignature) {
		t.Errorf("signed by the payer, who left it to another key: %v", err)
	}
}

// TestSettle_OnlyGateway: a payer that settles a voucher of its own making, higher for a subnet that its gateway never
// served, would void the one that the gateway has. It cannot; nor can anybody for it.
func TestSettle_OnlyGateway(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	one(t, c, user, open(tao))
	for _, by := range []*testchain.Actor{user, helper} {
		forked := settle(user, 1, 3, 1)
		forked.Sender = by.String()
		if err := c.Try(by, forked); !errors.Is(err, escrow.ErrNotParty) {
			t.Errorf("settled by %s: %v", by, err)
		}
	}
	owed := settle(user, 1, 1, 1000)
	owed.PayTo = hot.String() // an account that never goes online
	r := one(t, c, gateway, owed)
	if got := testchain.Events[*escrowv1.EventSettled](r.Events)[0]; got.PaidTo != hot.String() || got.ToGateway != 200 {
		t.Errorf("settled %v", got)
	}
	if a, b := c.Balance(hot), c.Balance(gateway); a != 200 || b != 100*tao-fee {
		t.Errorf("the account named has %d, the gateway %d", a, b)
	}
}

// TestSettle_NoSuchSubnet: the part of a subnet that does not exist is burned, so that nobody gains from naming one.
func TestSettle_NoSuchSubnet(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	one(t, c, user, open(tao))
	before := c.App().Bank.GetSupply(c.Context(), "rao").Amount.Uint64()
	r := one(t, c, gateway, settle(user, 1, 2, 1000, 99, 1000))
	parts := testchain.Events[*escrowv1.EventSettled](r.Events)[0].Parts
	if diff := cmp.Diff([]escrowv1.Part{{Netuid: 2, Paid: 1000, Pending: 800}, {Netuid: 99, Paid: 1000, Burned: 800}}, parts); diff != "" {
		t.Error(diff)
	}
	if got := c.App().Bank.GetSupply(c.Context(), "rao").Amount.Uint64(); before-got != 800+fee {
		t.Errorf("%d were burned", before-got)
	}
}

// TestSettle_Dust: the smallest payments, one after the other, are paid to the last rao.
func TestSettle_Dust(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	one(t, c, user, open(tao))
	var steps []testchain.Step
	for n := uint64(1); n <= 9; n++ {
		steps = append(steps, testchain.Step{By: gateway, Msg: settle(user, 1, 1, n, 2, n, 3, 2*n)})
	}
	c.DoAll(steps...)
	got := c.Balance(gateway) + 9*fee - 100*tao + pending(t, c, 1) + pending(t, c, 2) + pending(t, c, 3)
	if got != 36 || held(c) != tao-36 {
		t.Errorf("of 36 rao %d were paid, %d are held", got, held(c))
	}
}

// TestRefunds_CapDefersRest: a block refunds so many channels and no more; the others follow, in order, and can be
// settled no longer than they should.
func TestRefunds_CapDefersRest(t *testing.T) {
	t.Parallel()
	c := start(t, func(p *escrowv1.Params) { p.MaxRefundsPerBlock = 2 })
	var opens, closes []testchain.Step
	for id := uint64(1); id <= 5; id++ {
		opens = append(opens, testchain.Step{By: user, Msg: open(tao)})
		closes = append(closes, testchain.Step{By: user, Msg: closing(user, id)})
	}
	c.DoAll(opens...)
	c.DoAll(closes...)
	c.BlocksTo(channel(t, c, 1).ClosesAt - 1)
	var refunded [][]uint64
	var deferred []uint64
	for range 4 {
		res := c.BlockResult()
		var ids []uint64
		for _, e := range testchain.Events[*escrowv1.EventClosed](res.Events) {
			ids = append(ids, e.Channel)
		}
		refunded = append(refunded, ids)
		for _, e := range testchain.Events[*escrowv1.EventRefundsDeferred](res.Events) {
			deferred = append(deferred, e.FirstChannel)
		}
		if len(refunded) == 1 {
			if err := c.Try(gateway, settle(user, 5, 1, 1)); !errors.Is(err, escrow.ErrClosed) {
				t.Errorf("settled while the refund waits: %v", err)
			}
			refunded = append(refunded, []uint64{3, 4}) // in the block of that transaction
		}
	}
	if diff := cmp.Diff([][]uint64{{1, 2}, {3, 4}, {5}, nil, nil}, refunded); diff != "" || !slices.Equal(deferred, []uint64{3}) {
		t.Errorf("deferred %d\n%s", deferred, diff)
	}
}

// TestRefunds_FailureWaits: a channel that cannot be refunded stops neither the chain nor the others, and is tried again.
func TestRefunds_FailureWaits(t *testing.T) {
	t.Parallel()
	c := start(t, func(p *escrowv1.Params) { p.RetryInterval = 3 })
	m := open(tao)
	m.Payer = second.String()
	c.DoAll(testchain.Step{By: user, Msg: open(tao)}, testchain.Step{By: second, Msg: m})
	c.DoAll(testchain.Step{By: user, Msg: closing(user, 1)}, testchain.Step{By: second, Msg: closing(second, 2)})
	end := channel(t, c, 1).ClosesAt
	key := []byte{2, 0, 0, 0, 0, 0, 0, 0, 1}
	whole := []byte(c.Content()["escrow/020000000000000001"])
	if len(whole) == 0 {
		t.Fatal("the test does not know where a channel is kept")
	}
	c.BlocksTo(end - 1)
	c.Damage(escrow.ModuleName, key, []byte("damaged"))
	res := c.BlockResult()
	failed := testchain.Events[*escrowv1.EventRefundFailed](res.Events)
	closed := testchain.Events[*escrowv1.EventClosed](res.Events)
	if len(failed) != 1 || failed[0].Channel != 1 || failed[0].RetryAt != end+3 || len(closed) != 1 || closed[0].Channel != 2 {
		t.Fatalf("failed %v, closed %v", failed, closed)
	}
	c.Damage(escrow.ModuleName, key, whole)
	c.BlocksTo(end + 2)
	closed = testchain.Events[*escrowv1.EventClosed](c.BlockResult().Events)
	if len(closed) != 1 || closed[0].Channel != 1 || held(c) != 0 {
		t.Errorf("tried again: %v, %d are held", closed, held(c))
	}
}

// TestImport_MidChannel: a chain that goes on from an export holds the same channels and comes to the same end.
func TestImport_MidChannel(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	m := open(tao)
	m.Payer = second.String()
	c.DoAll(testchain.Step{By: user, Msg: open(tao)}, testchain.Step{By: second, Msg: m}, testchain.Step{By: user, Msg: open(2 * tao)})
	c.DoAll(testchain.Step{By: gateway, Msg: settle(user, 1, 1, 5, 2, 6)}, testchain.Step{By: user, Msg: closing(user, 1)},
		testchain.Step{By: gateway, Msg: closing(gateway, 3)})
	fork := c.Import()
	feed := func() {
		fork.Feed(c.Requests()[len(c.Requests())-1])
		a, b := c.Content(), fork.Content()
		if d := a.Diff(b); len(d) > 0 {
			t.Fatalf("at height %d (original, import):\n%s", c.Height(), a.Describe(b, d))
		}
	}
	c.Do(gateway, settle(user, 1, 1, 50, 2, 6))
	feed()
	c.Do(user, open(tao)) // takes the next id, not that of the channel that is gone
	feed()
	for range grace {
		c.Block()
		feed()
	}
	if _, err := c.App().Escrow.Channel(c.Context(), 1); !errors.Is(err, escrow.ErrUnknownChannel) {
		t.Errorf("channel 1: %v", err)
	}
	if got := channel(t, c, 4); got.Deposit != tao {
		t.Errorf("channel 4: %v", got)
	}
}

// TestQueries: a channel is found by its payer and by its gateway, until it is closed.
func TestQueries(t *testing.T) {
	t.Parallel()
	c := start(t, nil)
	m := open(tao)
	m.Payer = second.String()
	c.DoAll(testchain.Step{By: user, Msg: open(tao)}, testchain.Step{By: second, Msg: m}, testchain.Step{By: user, Msg: open(2 * tao)})
	q := escrowv1.NewQueryClient(c.Query())
	ids := func(all []escrowv1.Channel) (ids []uint64) {
		for _, c := range all {
			ids = append(ids, c.Id)
		}
		return ids
	}
	byPayer := func(of *testchain.Actor) []uint64 {
		r, err := q.ByPayer(c.Context(), &escrowv1.QueryByPayerRequest{Payer: of.String()})
		if err != nil {
			t.Fatal(err)
		}
		return ids(r.Channels)
	}
	byGateway := func(of *testchain.Actor) []uint64 {
		r, err := q.ByGateway(c.Context(), &escrowv1.QueryByGatewayRequest{Gateway: of.String()})
		if err != nil {
			t.Fatal(err)
		}
		return ids(r.Channels)
	}
	if a, b, g := byPayer(user), byPayer(second), byGateway(gateway); !slices.Equal(a, []uint64{1, 3}) || !slices.Equal(b, []uint64{2}) || !slices.Equal(g, []uint64{1, 2, 3}) {
		t.Errorf("by payer %d, %d, by gateway %d", a, b, g)
	}
	one(t, c, gateway, closing(gateway, 1))
	if a, g := byPayer(user), byGateway(gateway); !slices.Equal(a, []uint64{3}) || !slices.Equal(g, []uint64{2, 3}) {
		t.Errorf("after closing: by payer %d, by gateway %d", a, g)
	}
	if p, err := q.Params(c.Context(), &escrowv1.QueryParamsRequest{}); err != nil || p.Params.MinGrace != grace {
		t.Errorf("%v, %v", p, err)
	}
	if _, err := q.Channel(c.Context(), &escrowv1.QueryChannelRequest{Channel: 1}); err == nil {
		t.Error("a channel that is gone was found")
	}
	if _, err := q.ByPayer(c.Context(), &escrowv1.QueryByPayerRequest{Payer: "?"}); err == nil {
		t.Error("channels of nobody were found")
	}
}

// TestSettle_Gas: the gas of a settlement grows with the subnets of the voucher, as package client assumes.
func TestSettle_Gas(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		for i := range voucher.MaxSpends {
			e.Subnet(fmt.Sprintf("net-%d", i), func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 10_000 })
		}
		e.Grant(user, 100*tao)
		e.Grant(gateway, tao)
	})
	one(t, c, user, open(tao))
	var pairs []uint64
	for netuid := range uint64(voucher.MaxSpends) {
		pairs = append(pairs, netuid+1, 1_000_000)
	}
	first := one(t, c, gateway, settle(user, 1, pairs...)).GasUsed
	pairs[1]++
	again := one(t, c, gateway, settle(user, 1, pairs...)).GasUsed
	few := one(t, c, user, open(tao)).GasUsed
	t.Logf("gas: %d for %d subnets, %d again, %d to open", first, voucher.MaxSpends, again, few)
	if limit := int64(300_000 + 15_000*voucher.MaxSpends); max(first, again) > limit*9/10 || few > 270_000 {
		t.Errorf("gas %d and %d of %d", first, again, limit)
	}
}
