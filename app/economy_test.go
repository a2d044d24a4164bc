package app_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"

	sdk "github.com/cosmos/cosmos-sdk/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// How large the economic run is. make economy asks for the whole of it.
var (
	economyBlocks  = flag.Int("economy.blocks", 240, "blocks of the economic run")
	economySubnets = flag.Int("economy.subnets", 4, "subnets of the economic run")
	economyUIDs    = flag.Int("economy.uids", 32, "neurons of each of them")
	economyEras    = flag.Int("economy.eras", 6, "halvings that the run crosses")
	economyTempo   = flag.Int("economy.tempo", 20, "blocks between epochs of the first subnet; those of the others are a block longer each")
	economyMarkets = flag.Int("economy.markets", 1, "markets that share the halvings, side by side")
)

// TestEconomy lets a market live through halvings, with slots that change hands, stake that comes and goes, and weights
// that change. After every block the supply is what an own sum says, to the rao. A halving takes four years; so the
// history is compressed: shortly before each the state is exported, others are given what would have been mined until
// then, and the chain goes on. Several markets can share the halvings, one taking over where the other's end, so that a long
// run has all processors.
func TestEconomy(t *testing.T) {
	t.Parallel()
	each := (*economyEras + *economyMarkets - 1) / *economyMarkets
	for first := 0; first < *economyEras; first += each {
		last := min(first+each, *economyEras)
		t.Run(fmt.Sprintf("eras %d to %d", first, last-1), func(t *testing.T) {
			t.Parallel()
			lives(t, uint32(first), uint32(last), *economyBlocks / *economyEras) // #nosec G115 -- at most 31
		})
	}
}

// burned is what a block of this market burns at least, in rao: fees, and the price of a slot. A market that is given less by a
// block loses supply, and gets past a boundary at once or never.
const burned = tao / 200

// lives has a market live through the ends of some eras, each in so many blocks.
func lives(t *testing.T, first, last uint32, length int) {
	t.Helper()
	began := time.Now()
	e := newEconomy(t, *economySubnets, *economyUIDs, max(2, *economyUIDs/4))
	for era := first; era < last; era++ {
		reward := uint64(tokenomics.FirstReward) >> era
		boundary := uint64(tokenomics.Cap) - uint64(tokenomics.Cap)>>(era+1)
		ahead := uint64(length) // halves of a block until the halving: it comes in the middle; #nosec G115 -- positive
		if reward < burned {
			ahead = 1 // the supply only falls from here on
		}
		e.leap(boundary - (ahead*reward+1)/2)
		halved := 0
		for range length {
			halved += e.block(t)
		}
		if halved != 1 {
			t.Errorf("era %d: %d halvings in %d blocks", era, halved, length)
		}
		if err := e.c.App().CheckInvariants(e.c.Context()); err != nil {
			t.Fatalf("at the end of era %d: %v", era, err)
		}
		t.Logf("era %d over after %s", era, time.Since(began).Round(time.Second))
	}
	blocks := length * int(last-first)
	if e.epochs < blocks/20 || e.entered < blocks/3 {
		t.Errorf("%d epochs closed, %d neurons entered: the run does not try it", e.epochs, e.entered)
	}
	t.Logf("%d blocks with %d × %d neurons over %d halvings in %s: %d epochs, %d newcomers, %d of %d transactions refused",
		blocks, *economySubnets, *economyUIDs, last-first, time.Since(began).Round(time.Second), e.epochs, e.entered, e.refused, e.sent)
}

// economy is a market and an own count of its supply.
type economy struct {
	c       *testchain.Chain
	crowd   *testchain.Crowd
	rich    []*testchain.Actor
	rng     *rand.Rand
	supply  uint64
	era     uint32
	epochs  int
	entered int
	sent    int
	refused int
}

func newEconomy(tb testing.TB, subnets, uids, validators int) *economy {
	tb.Helper()
	e := &economy{
		crowd: &testchain.Crowd{Subnets: subnets, UIDs: uids, Validators: validators, Staked: 100 * tao, Due: 4},
		rich:  testchain.Actors("a merchant", 8), rng: rand.New(rand.NewPCG(31, 5)),
	}
	e.c = testchain.NewLong(tb, func(g *testchain.Editor) {
		for _, a := range e.rich {
			g.Grant(a, 100_000*tao)
		}
		g.Crowd(e.crowd)
		testchain.Edit(g, "subnet", func(s *subnetv1.GenesisState) {
			for i := range s.Subnets {
				h := &s.Subnets[i].Subnet.Hyperparams
				h.Tempo, h.MaxBurn, h.RegistrationHalfLife = uint64(*economyTempo+i), tao, 10 // #nosec G115 -- at most 31 more
				h.ImmunityPeriod = h.Tempo + 1
			}
		})
		testchain.Edit(g, "epoch", func(s *epochv1.GenesisState) { s.Params.MaxEpochsPerBlock = 2 })
	})
	e.count()
	return e
}

// count begins the own count anew.
func (e *economy) count() {
	e.supply = e.c.App().Bank.GetSupply(e.c.Context(), "rao").Amount.Uint64()
	e.era = max(e.era, tokenomics.Era(e.supply))
}

// leap goes on with a larger supply, and makes a block in which nobody does anything.
func (e *economy) leap(supply uint64) {
	e.c = e.c.Renew(func(g *testchain.Editor) { g.Supply(supply) })
	e.c.Block()
	e.era = tokenomics.Era(supply)
	e.supply = supply + uint64(tokenomics.FirstReward)>>e.era
}

// block makes a block of what merchants and validators do, and holds its supply against the own count. It returns how
// many halvings it announced.
func (e *economy) block(tb testing.TB) int {
	tb.Helper()
	var txs [][]byte
	until := e.c.Time().Add(time.Minute)
	for i, s := range []testchain.Step{e.enter(), e.trade(), e.trade(), e.judge()} {
		txs = append(txs, e.c.Build(testchain.Tx{By: s.By, Msgs: msgs(s.Msg), Until: until.Add(time.Duration(i))}))
	}
	res := e.c.BlockResult(txs...)
	e.era = max(e.era, tokenomics.Era(e.supply))
	if e.supply < tokenomics.Cap {
		e.supply += uint64(tokenomics.FirstReward) >> e.era
	}
	for i, r := range res.TxResults {
		e.sent++
		if i < 3 {
			e.supply -= 1_000_000 // the fee is burned, whatever comes of it
		}
		if r.Code != abci.CodeTypeOK {
			e.refused++
		}
		for _, n := range testchain.Events[*subnetv1.EventNeuronRegistered](r.Events) {
			e.supply -= n.Price
			e.entered++
		}
	}
	e.epochs += testchain.Count[*epochv1.EventEpochClosed](res.Events)
	if failed := testchain.Events[*epochv1.EventEpochFailed](res.Events); len(failed) > 0 {
		tb.Fatalf("block %d: %v", e.c.Height(), failed)
	}
	if got := e.c.App().Bank.GetSupply(e.c.Context(), "rao").Amount.Uint64(); got != e.supply {
		tb.Fatalf("block %d: the supply is %d, an own count says %d", e.c.Height(), got, e.supply)
	}
	return testchain.Count[*emissionv1.EventHalved](res.Events)
}

func msgs(all ...sdk.Msg) []sdk.Msg { return all }

// pickOf returns one of a list.
func pickOf[T any](e *economy, from []T) T { return from[e.rng.IntN(len(from))] }

// enter registers a new hotkey, in the place of the neuron that ranks lowest.
func (e *economy) enter() testchain.Step {
	by := e.rich[0]
	hot := testchain.NewActor(fmt.Sprintf("newcomer at %d", e.c.Height()))
	netuid := uint32(1 + e.rng.IntN(e.crowd.Subnets)) // #nosec G115
	return testchain.Step{By: by, Msg: &subnetv1.MsgRegisterBurn{Coldkey: by.String(), Hotkey: hot.String(), Netuid: netuid, MaxPrice: tao}}
}

// trade adds, takes out or moves stake.
func (e *economy) trade() testchain.Step {
	by := pickOf(e, e.rich[1:])
	validator := func() string {
		netuid, uid := e.rng.IntN(e.crowd.Subnets), e.rng.IntN(e.crowd.Validators)
		return e.crowd.Members[netuid*e.crowd.UIDs+uid].Hot.String()
	}
	amount := 1 + e.rng.Uint64N(1<<(1+e.rng.UintN(36)))
	switch e.rng.IntN(4) {
	case 0:
		return testchain.Step{By: by, Msg: &stakev1.MsgRemoveStake{Coldkey: by.String(), Hotkey: validator(), Amount: amount}}
	case 1:
		return testchain.Step{By: by, Msg: &stakev1.MsgMoveStake{Coldkey: by.String(), From: validator(), To: validator(), All: true}}
	}
	return testchain.Step{By: by, Msg: &stakev1.MsgAddStake{Coldkey: by.String(), Hotkey: validator(), Amount: amount + tao/10}}
}

// judge lets a validator change its mind.
func (e *economy) judge() testchain.Step {
	netuid, uid := e.rng.IntN(e.crowd.Subnets), e.rng.IntN(e.crowd.Validators)
	m := e.crowd.Members[netuid*e.crowd.UIDs+uid]
	uids, values := e.crowd.Row(m)
	for range 1 + len(values)/10 {
		values[e.rng.IntN(len(values))] = 1 + e.rng.Uint32N(65_535)
	}
	return testchain.Step{By: m.Hot, Msg: testchain.SetWeights(m.Hot, m.Netuid, uids, values)}
}
