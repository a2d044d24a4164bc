package stake_test

import (
	"math/bits"
	"testing"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/stake"
)

func lend(by, parent *testchain.Actor, netuid uint32, children ...stakev1.Relative) testchain.Step {
	return testchain.Step{By: by, Msg: &stakev1.MsgSetChildren{Coldkey: by.String(), Hotkey: parent.String(), Netuid: netuid, Children: children}}
}

func part(child *testchain.Actor, proportion uint32) stakev1.Relative {
	return stakev1.Relative{Hotkey: child.String(), Proportion: proportion}
}

func family(t *testing.T, c *testchain.Chain, h *testchain.Actor) *stakev1.QueryFamilyResponse {
	t.Helper()
	r, err := stakev1.NewQueryClient(c.Query()).Family(c.Context(), &stakev1.QueryFamilyRequest{Netuid: 1, Hotkey: h.String()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// lender is a chain on which a parent without a slot has stake, and a child with a slot judges one miner.
func lender(t *testing.T, parent, parentCold *testchain.Actor) *testchain.Chain {
	t.Helper()
	miner, minerCold := testchain.NewActor("miner"), testchain.NewActor("miner's coldkey")
	return testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Staked(hot, cold, 10*tao)
		e.Staked(miner, minerCold, 0)
		e.Staked(parent, parentCold, 60*tao)
		e.Neurons(1, hot, miner)
		e.Grant(cold, tao)
		e.Grant(parentCold, tao)
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) {
			g.Params.ChildrenInterval, g.Params.ChildrenCooldown = 2, 3
		})
	})
}

// TestChildren_EarnForTheirParents: a parent without a slot lends its stake to a child that judges. What the child earns
// with it comes back less the child take, to the rao; the child keeps what its own stake earns.
func TestChildren_EarnForTheirParents(t *testing.T) {
	t.Parallel()
	parent, parentCold := nominee, owner
	c := lender(t, parent, parentCold)
	c.DoAll(
		lend(parentCold, parent, 1, part(hot, 32_768)),
		testchain.Step{By: cold, Msg: &stakev1.MsgSetChildTake{Coldkey: cold.String(), Hotkey: hot.String(), Netuid: 1, Take: 6553}},
	)
	set := c.Height()
	if b := family(t, c, hot).Backing; b.Total != 10*tao || len(b.Lenders) != 0 {
		t.Errorf("before the cooldown the child has %v", b)
	}
	c.BlocksTo(set + 3)
	lent := uint64(60*tao) * 32_768 / 65_535
	if b := family(t, c, hot).Backing; b.Own != 10*tao || b.Total != 10*tao+lent || b.Lenders[0].Stake != lent {
		t.Errorf("the child has %v, %d are lent", b, lent)
	}
	if b := family(t, c, parent).Backing; b.Own+b.Lent != 60*tao || b.Lent != lent {
		t.Errorf("the parent has %v", b)
	}
	if n := metagraph(t, c).Neurons[0]; n.Backing != 10*tao+lent || n.Stake != 10*tao {
		t.Errorf("the metagraph has %v", n)
	}
	c.BlocksTo(metagraph(t, c).Clock.DueAt)
	c.Do(hot, testchain.SetWeights(hot, 1, []uint32{1}, []uint32{1}))
	paid := uint64(0)
	for range 4 {
		child, mum := hotkey(t, c, hot).Stake, hotkey(t, c, parent).Stake
		b := family(t, c, hot).Backing
		c.BlocksTo(metagraph(t, c).Clock.DueAt)
		n := metagraph(t, c).Neurons[0]
		grown := hotkey(t, c, parent).Stake - mum
		if hotkey(t, c, hot).Stake-child+grown != n.ValidatorEmission+n.ServerEmission {
			t.Fatalf("child and parent grew by %d and %d, the child earned %v", hotkey(t, c, hot).Stake-child, grown, n)
		}
		// The exact part of the parent, less the child take: give or take the rao of two roundings.
		due := mulDiv(mulDiv(n.ValidatorEmission, b.Lenders[0].Stake, b.Total), 65_535-6553, 65_535)
		if grown < due || grown > due+2 {
			t.Errorf("the parent got %d of %d rao, its part is %d", grown, n.ValidatorEmission, due)
		}
		paid += grown
	}
	if paid == 0 {
		t.Error("the child never earned anything")
	}
	// Revoking takes as long as lending.
	c.DoAll(lend(parentCold, parent, 1))
	c.Blocks(3)
	if f := family(t, c, parent); f.Backing.Lent != 0 || len(f.Children.Children) != 0 {
		t.Errorf("after the end the parent has %v", f)
	}
	if f := family(t, c, hot); len(f.Backing.Lenders) != 0 {
		t.Errorf("after the end the child has %v", f)
	}
}

func mulDiv(a, b, d uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	q, _ := bits.Div64(hi, lo, d)
	return q
}

// TestChildren_PlacesAndWills: the places of a child go to those who lend most, and who lends is nobody's child.
func TestChildren_PlacesAndWills(t *testing.T) {
	t.Parallel()
	hots, colds := testchain.Actors("hot", 4), testchain.Actors("cold", 4)
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 1000 })
		for i := range hots {
			e.Staked(hots[i], colds[i], uint64(i+1)*tao) // #nosec G115
			e.Grant(colds[i], tao)
		}
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) {
			g.Params.ChildrenInterval, g.Params.ChildrenCooldown, g.Params.MaxParents = 0, 1, 1
		})
	})
	lenders := func(of int) (names []string) {
		for _, l := range family(t, c, hots[of]).Backing.Lenders {
			names = append(names, l.Hotkey)
		}
		return names
	}
	c.DoAll(lend(colds[1], hots[1], 1, part(hots[0], 65_535)))
	c.Blocks(2)
	c.DoAll(lend(colds[2], hots[2], 1, part(hots[0], 20_000))) // of 3 TAO less than 2 TAO
	c.Blocks(2)
	if l := lenders(0); len(l) != 1 || l[0] != hots[1].String() {
		t.Errorf("the one place went to %v", l)
	}
	c.DoAll(lend(colds[3], hots[3], 1, part(hots[0], 65_535)))
	c.Blocks(2)
	if l := lenders(0); len(l) != 1 || l[0] != hots[3].String() {
		t.Errorf("the one place stayed with %v", l)
	}
	if f := family(t, c, hots[1]); f.Backing.Lent != 0 {
		t.Errorf("who lost the place still lends %v", f.Backing)
	}
	// Two want each other: the first to take effect wins. The child of one may lend, which ends what it is lent.
	c.DoAll(lend(colds[1], hots[1], 1, part(hots[2], 1)), lend(colds[2], hots[2], 1, part(hots[1], 1)))
	c.Blocks(2)
	if a, b := family(t, c, hots[1]).Children.Children, family(t, c, hots[2]).Children.Children; len(a)+len(b) != 1 {
		t.Errorf("they lend to each other: %v, %v", a, b)
	}
	c.DoAll(lend(colds[0], hots[0], 1, part(hots[2], 5)))
	c.Blocks(2)
	if l := lenders(0); len(l) != 0 || family(t, c, hots[3]).Backing.Lent != 0 {
		t.Errorf("a parent is still lent to by %v", l)
	}
}

func TestChildren_Refused(t *testing.T) {
	t.Parallel()
	kids := testchain.Actors("kid", 6)
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Staked(hot, cold, 10*tao)
		e.Staked(nominee, owner, tao)
		e.Grant(cold, tao)
		e.Grant(nina, tao)
		e.Grant(owner, tao)
		for _, k := range kids {
			e.Staked(k, cold, 0)
		}
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) { g.Params.ChildrenCooldown, g.Params.ChildrenInterval = 1, 1 })
	})
	c.DoAll(lend(owner, nominee, 1, part(kids[0], 9)))
	c.Blocks(2)

	six := make([]stakev1.Relative, len(kids))
	for i := range six {
		six[i] = part(kids[i], 1)
	}
	unknown := testchain.NewActor("nobody")
	setTake := func(by, h *testchain.Actor, netuid, take uint32) *stakev1.MsgSetChildTake {
		return &stakev1.MsgSetChildTake{Coldkey: by.String(), Hotkey: h.String(), Netuid: netuid, Take: take}
	}
	c.Refused([]testchain.Case{
		{"another's hotkey", nina, lend(nina, hot, 1, part(nominee, 1)).Msg, stake.ErrNotOwner, ""},
		{"no such subnet", cold, lend(cold, hot, 2, part(nominee, 1)).Msg, stake.ErrUnknownSubnet, "netuid 2"},
		{"root", cold, lend(cold, hot, 0, part(nominee, 1)).Msg, stake.ErrUnknownSubnet, "netuid 0"},
		{"itself", cold, lend(cold, hot, 1, part(hot, 1)).Msg, stake.ErrChildren, "parent itself"},
		{"twice", cold, lend(cold, hot, 1, part(kids[0], 1), part(kids[0], 1)).Msg, stake.ErrChildren, "twice"},
		{"six", cold, lend(cold, hot, 1, six...).Msg, stake.ErrChildren, "at most 5"},
		{"nothing lent", cold, lend(cold, hot, 1, part(kids[0], 0)).Msg, stake.ErrChildren, "from 1 to 65535"},
		{"more than there is", cold, lend(cold, hot, 1, part(kids[0], 65_000), part(kids[1], 536)).Msg, stake.ErrChildren, "from 1 to 535"},
		{"nobody", cold, lend(cold, hot, 1, part(unknown, 1)).Msg, stake.ErrUnknownHotkey, unknown.String()},
		{"a parent as child", cold, lend(cold, hot, 1, part(nominee, 1)).Msg, stake.ErrChildren, "lends its own stake"},
		{"none where none are", cold, lend(cold, hot, 1).Msg, stake.ErrChildren, "has none"},
		{"child take of another", nina, setTake(nina, hot, 1, 1), stake.ErrNotOwner, ""},
		{"child take nowhere", cold, setTake(cold, hot, 7, 1), stake.ErrUnknownSubnet, ""},
		{"child take too high", cold, setTake(cold, hot, 1, 11_797), stake.ErrTakeRange, "from 0 to 11796"},
	})
}

// TestChildren_BoundOfABlock: of forty lists that are due at once, 32 take effect, and the others a block later.
func TestChildren_BoundOfABlock(t *testing.T) {
	t.Parallel()
	hots := testchain.Actors("hot", 40)
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Staked(nominee, owner, tao)
		e.Grant(cold, tao)
		for _, h := range hots {
			e.Staked(h, cold, 1)
		}
		testchain.Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) {
			g.Params.ChildrenInterval, g.Params.ChildrenCooldown, g.Params.MaxParents = 0, 1, 64
		})
	})
	var steps []testchain.Step
	for _, h := range hots {
		steps = append(steps, lend(cold, h, 1, part(nominee, 65_535)))
	}
	c.DoAll(steps...)
	for _, want := range []int{0, 32, 40, 40} {
		if got := len(family(t, c, nominee).Backing.Lenders); got != want {
			t.Errorf("at block %d the child has %d parents, want %d", c.Height(), got, want)
		}
		c.Block()
	}
}
