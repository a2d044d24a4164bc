package producer_test

import (
	"fmt"
	"maps"
	"testing"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/root"
)

const (
	tao  = 1_000_000_000
	unit = 1_000_000 // rao for one of power
	fee  = 1_000_000 // of a transaction of a test
)

var (
	hot  = testchain.Actors("hot", 8)
	cold = testchain.Actors("cold", 8)
	nom  = testchain.NewActor("nominator")
	keys = func() (all []testchain.ConsensusKey) {
		for i := range hot {
			all = append(all, testchain.NewConsensusKey(fmt.Sprint("node ", i)))
		}
		return all
	}()
)

// rules are fast: stake is counted every five blocks, eleven of twenty blocks missed are too many.
func rules(p *producerv1.Params) {
	p.MaxProducers, p.MinProducers, p.RefreshInterval = 5, 4, 5
	p.LivenessWindow, p.MinSigned, p.JailDuration = 20, 32_767, 15
	p.SlashFraction, p.EvidenceAge, p.UnbondingPeriod, p.KeyInterval = 6553, 30, 40, 10
}

// house starts a chain whose root has a member for each stake, in TAO. A nominator has 100 TAO.
func house(t testing.TB, change func(*producerv1.Params), stakes ...uint64) *testchain.Chain {
	t.Helper()
	return testchain.New(t, func(e *testchain.Editor) {
		for i, s := range stakes {
			e.Staked(hot[i], cold[i], s*tao)
			e.Grant(cold[i], 10*tao)
		}
		e.Grant(nom, 100*tao)
		testchain.Edit(e, root.ModuleName, func(g *rootv1.GenesisState) {
			for i := range stakes {
				g.Members = append(g.Members, rootv1.Member{Uid: uint32(i), Hotkey: hot[i].String()}) // #nosec G115
			}
		})
		testchain.Edit(e, producer.ModuleName, func(g *producerv1.GenesisState) {
			rules(&g.Params)
			if change != nil {
				change(&g.Params)
			}
		})
	})
}

// producing is a house whose first members have joined and produce: the set was chosen at the end of block 5.
func producing(t testing.TB, change func(*producerv1.Params), joined int, stakes ...uint64) *testchain.Chain {
	t.Helper()
	c := house(t, change, stakes...)
	joinAll(c, joined)
	c.BlocksTo(5)
	return c
}

func joinAll(c *testchain.Chain, n int) {
	var steps []testchain.Step
	for i := range n {
		steps = append(steps, testchain.Step{By: cold[i], Msg: join(i)})
	}
	c.DoAll(steps...)
}

func join(i int) *producerv1.MsgJoin { return joinWith(i, keys[i]) }

func joinWith(i int, key testchain.ConsensusKey) *producerv1.MsgJoin {
	return &producerv1.MsgJoin{Coldkey: cold[i].String(), Hotkey: hot[i].String(), Pubkey: key.Public(), Proof: key.Prove(hot[i])}
}

func leave(i int) *producerv1.MsgLeave {
	return &producerv1.MsgLeave{Coldkey: cold[i].String(), Hotkey: hot[i].String()}
}

func rotate(i int, key testchain.ConsensusKey) *producerv1.MsgRotate {
	return &producerv1.MsgRotate{Coldkey: cold[i].String(), Hotkey: hot[i].String(), Pubkey: key.Public(), Proof: key.Prove(hot[i])}
}

func unjail(i int) *producerv1.MsgUnjail {
	return &producerv1.MsgUnjail{Coldkey: cold[i].String(), Hotkey: hot[i].String()}
}

func remove(by, hotkey *testchain.Actor, amount uint64) *stakev1.MsgRemoveStake {
	return &stakev1.MsgRemoveStake{Coldkey: by.String(), Hotkey: hotkey.String(), Amount: amount}
}

// authority is the set of genesis.
var authority = map[string]int64{string(testchain.AuthorityKey.Address()): 1}

// wantSet wants the consensus engine to have this set: index of a member → power.
func wantSet(t testing.TB, c *testchain.Chain, members map[int]int64) {
	t.Helper()
	want := map[string]int64{}
	for i, power := range members {
		want[string(keys[i].Address())] = power
	}
	if members == nil {
		want = authority
	}
	if got := c.Powers(); !maps.Equal(got, want) {
		t.Errorf("after block %d the set is %x, want %x", c.Height(), got, want)
	}
}

func query(c *testchain.Chain) producerv1.QueryClient { return producerv1.NewQueryClient(c.Query()) }

// one returns what the chain says of a member.
func one(t testing.TB, c *testchain.Chain, i int) *producerv1.QueryProducerResponse {
	t.Helper()
	r, err := query(c).Producer(c.Context(), &producerv1.QueryProducerRequest{Hotkey: hot[i].String()})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func stakeOn(t testing.TB, c *testchain.Chain, i int) uint64 {
	t.Helper()
	s, err := c.App().Stake.Stake(c.Context(), hot[i].Address())
	if err != nil {
		t.Fatal(err)
	}
	return s
}
