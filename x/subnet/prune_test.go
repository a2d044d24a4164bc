package subnet_test

import (
	"fmt"
	"testing"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// crowded starts a chain with room for three subnets, of which two that nobody owns are there, one of them without a
// neuron, and in which a subnet is immune for 20 blocks. Root gives three parts to subnet 1 and one to subnet 3.
func crowded(t *testing.T) *testchain.Chain {
	t.Helper()
	return testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Subnet("empty", nil)
		e.Grant(rich, 10_000*tao)
		e.Grant(cold, 10*tao)
		e.Staked(hot, cold, tao)
		e.Staked(fresh, cold, tao)
		e.Neurons(1, hot)
		params(e, func(p *subnetv1.Params) {
			p.SubnetLimit, p.SubnetImmunity, p.MinLockCost, p.CreationInterval, p.LockReductionInterval = 3, 20, 2*tao, 0, 100
			p.Defaults.MaxRegistrationsPerBlock = 4
		})
		testchain.Edit(e, root.ModuleName, func(g *rootv1.GenesisState) {
			g.Params.Tempo, g.Params.StandingAverage = 5, 500_000
			g.Members = append(g.Members, rootv1.Member{Hotkey: hot.String()})
		})
	})
}

func next(t *testing.T, c *testchain.Chain) *subnetv1.QueryLockCostResponse {
	t.Helper()
	r, err := subnetv1.NewQueryClient(c.Query()).LockCost(c.Context(), &subnetv1.QueryLockCostRequest{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func netuids(t *testing.T, c *testchain.Chain) string {
	t.Helper()
	all, err := c.App().Subnet.Subnets(c.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []uint32
	for _, s := range all {
		ids = append(ids, s.Netuid)
	}
	return fmt.Sprint(ids)
}

// TestPrune_LeastStandingGoes: at the limit the next subnet closes the one that earns least, with all that belongs to it;
// those that are immune stay, and when all are, nobody may come.
func TestPrune_LeastStandingGoes(t *testing.T) {
	t.Parallel()
	c := crowded(t)
	c.Do(rich, open("third")) // in block 2, immune until block 22
	if got := next(t, c); got.Closes != 0 || got.NextHeight != 20 {
		t.Errorf("while all are immune: %v", got)
	}
	c.Refused([]testchain.Case{{"all are immune", rich, open("fourth"), subnet.ErrTooManySubnets, "all 3 are taken and immune, the next subnet can be created at block 20, now is block 3"}})
	for _, h := range []*testchain.Actor{hot, fresh} {
		c.Do(cold, &subnetv1.MsgRegisterBurn{Coldkey: cold.String(), Hotkey: h.String(), Netuid: 3, MaxPrice: tao})
	}
	c.Do(hot, &subnetv1.MsgServeAxon{Hotkey: hot.String(), Netuid: 3, Host: "8.8.8.8", Port: 80, Protocol: "http"})
	c.BlocksTo(18)
	c.Refused([]testchain.Case{{"one block before", rich, open("fourth"), subnet.ErrTooManySubnets, "now is block 19"}})

	// The one without neurons goes before one that root gives little; the third is immune.
	if got := next(t, c); got.Closes != 2 {
		t.Errorf("the next to go is %d", got.Closes)
	}
	res := created(t, c, "fourth")
	if res.Netuid != 4 || res.Closed != 2 || netuids(t, c) != "[1 3 4]" {
		t.Errorf("%+v, there are %s", res, netuids(t, c))
	}

	// With neurons in all, standing decides: root prefers the third, so that the first goes, though it is older.
	c.Do(cold, &subnetv1.MsgRegisterBurn{Coldkey: cold.String(), Hotkey: hot.String(), Netuid: 4, MaxPrice: tao})
	c.Do(hot, &rootv1.MsgVote{Hotkey: hot.String(), Netuids: []uint32{1, 3}, Weights: []uint32{1, 3}})
	c.BlocksTo(44) // the fourth was opened in block 20 and is immune until block 40
	r, err := rootv1.NewQueryClient(c.Query()).Shares(c.Context(), &rootv1.QuerySharesRequest{})
	if err != nil || len(r.Standings) != 2 || r.Standings[0].Average == 0 || r.Standings[1].Average <= r.Standings[0].Average {
		t.Fatalf("standings %v: %v", r, err)
	}
	if got := next(t, c); got.Closes != 4 {
		t.Errorf("root gives nothing to subnet 4, and %d is the next to go", got.Closes)
	}
	res = created(t, c, "fifth")
	if res.Closed != 4 {
		t.Errorf("%+v", res)
	}
	if keys := keysOf(c, 4); len(keys) > 0 {
		t.Errorf("keys are left of it: %v", keys)
	}
	if res = created(t, c, "sixth"); res.Closed != 1 || netuids(t, c) != "[3 5 6]" {
		t.Errorf("%+v, there are %s", res, netuids(t, c))
	}
	if r, err = rootv1.NewQueryClient(c.Query()).Shares(c.Context(), &rootv1.QuerySharesRequest{}); err != nil || len(r.Standings) != 1 {
		t.Errorf("standings %v: %v", r, err)
	}
	c.Blocks(15) // no epoch of what is gone, and all books are checked
	c.Import()
}

// created opens a subnet and returns the answer, having checked that whoever made room got its lock back.
func created(t *testing.T, c *testchain.Chain, name string) subnetv1.MsgCreateSubnetResponse {
	t.Helper()
	var answer subnetv1.MsgCreateSubnetResponse
	res := c.BlockResult(c.Sign(rich, 0, open(name)))
	if err := testchain.Outcome(res.TxResults[0]); err != nil {
		t.Fatal(err)
	}
	if err := testchain.Response(res.TxResults[0], &answer); err != nil {
		t.Fatal(err)
	}
	gone := testchain.Events[*subnetv1.EventSubnetDissolved](res.TxResults[0].Events)
	if len(gone) != 1 || !gone[0].Pruned || gone[0].Netuid != answer.Closed {
		t.Errorf("events %v of %+v", gone, answer)
	}
	return answer
}

// TestPrune_WaitingGoesFirst: one that its owner closes makes room before anybody else, immune or not, and once only.
func TestPrune_WaitingGoesFirst(t *testing.T) {
	t.Parallel()
	c := crowded(t)
	c.Do(rich, open("third"))
	before := c.Balance(rich)
	res := c.Block(c.Sign(rich, 0, dissolve(rich, 3)), c.Sign(rich, 1, open("fourth")))
	for _, r := range res {
		if err := testchain.Outcome(r); err != nil {
			t.Fatal(err)
		}
	}
	if netuids(t, c) != "[1 2 4]" {
		t.Errorf("there are %s", netuids(t, c))
	}
	if gone := testchain.Events[*subnetv1.EventSubnetDissolved](res[1].Events); len(gone) != 1 || gone[0].Pruned || gone[0].Lock != 2*tao {
		t.Errorf("events %v", gone)
	}
	// Two TAO came back, and nearly twice the price is locked.
	if paid := before - c.Balance(rich); paid < 2*tao-tao/50 || paid > 2*tao {
		t.Errorf("it cost %d rao", paid)
	}
	c.Blocks(3) // BeginBlock does not try to close it again
	if netuids(t, c) != "[1 2 4]" {
		t.Errorf("there are %s", netuids(t, c))
	}
}

// TestLockCost_OnChain follows the path of the reference chain's test through blocks: floor 100 TAO, an interval of two.
func TestLockCost_OnChain(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Grant(rich, 100_000*tao)
		params(e, func(p *subnetv1.Params) {
			p.MinLockCost, p.LockReductionInterval, p.CreationInterval = 100*tao, 2, 0
		})
	})
	cost := func(want uint64) {
		t.Helper()
		if got := next(t, c).Cost; got != want {
			t.Errorf("after block %d a subnet costs %d rao, want %d", c.Height(), got, want)
		}
	}
	cost(100 * tao)
	c.Do(rich, open("a"))
	for _, want := range []uint64{200, 150, 100, 100} {
		cost(want * tao)
		c.Block()
	}
	c.Do(rich, open("b"))
	cost(200 * tao)
	c.Do(rich, open("c")) // one block later it has fallen to 150
	cost(300 * tao)
	c.Do(rich, open("d")) // 225
	cost(450 * tao)
	c.Do(rich, open("e")) // 337.5
	cost(675 * tao)
}
