package epoch_test

import (
	"strings"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/epoch"
)

const tao = 1_000_000_000

func metagraph(t testing.TB, c *testchain.Chain, netuid uint32) *epochv1.QueryMetagraphResponse {
	t.Helper()
	m, err := epochv1.NewQueryClient(c.Query()).Metagraph(c.Context(), &epochv1.QueryMetagraphRequest{Netuid: netuid})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// until makes empty blocks up to a height and returns the events of the last.
func until(c *testchain.Chain, height uint64) []abci.Event {
	c.BlocksTo(height - 1)
	return c.BlockResult().Events
}

// TestColdStart: while no neuron of a subnet has stake, an epoch pays all of them alike, to the rao; a subnet without
// neurons keeps its emission until it has some.
func TestColdStart(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Subnet("empty", nil)
		e.Pending(2, 1000)
	})
	hot, cold := testchain.Actors("hot", 7), testchain.Actors("cold", 7)
	c.Register(1, hot, cold) // in block 2; each block from 3 on mints one TAO for subnet 1
	events := until(c, 11)
	closed := testchain.Events[*epochv1.EventEpochClosed](events)
	if len(closed) != 1 || closed[0].Paid != 9*tao || closed[0].OwnerCut != 0 || closed[0].NextDue != 21 {
		t.Fatalf("closed %v", closed)
	}
	for i := range hot {
		if got := c.Stake(hot[i], cold[i]); got != 9*tao/7 && got != 9*tao/7+1 {
			t.Errorf("neuron %d has %d rao, a seventh of nine TAO was due", i, got)
		}
	}
	events = until(c, 12)
	if closed := testchain.Events[*epochv1.EventEpochClosed](events); len(closed) != 1 || closed[0].Netuid != 2 || closed[0].Paid != 0 {
		t.Errorf("the empty subnet closed %v", closed)
	}
	if p := metagraph(t, c, 2).Pending; p != 1000 {
		t.Errorf("%d rao wait in the empty subnet", p)
	}
	late, lateCold := testchain.NewActor("late"), testchain.NewActor("late coldkey")
	c.Do(late, c.Work(2, late, lateCold))
	pending := metagraph(t, c, 2).Pending + uint64(9)*tao/2 // from now on it takes part
	until(c, 22)
	if got := c.Stake(late, lateCold); got != pending {
		t.Errorf("the first neuron got %d, want the %d that waited", got, pending)
	}
}

// TestDeferral: with room for one epoch in a block and five due in every block, each gets its turn, in the order in
// which they fell due, and whoever waits loses nothing.
func TestDeferral(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		for i, name := range []string{"a", "b", "c", "d", "e"} {
			e.Subnet(name, func(s *subnetv1.Subnet) { s.Hyperparams.Tempo = 1 })
			hot := testchain.NewActor("hot " + name)
			e.Staked(hot, testchain.NewActor("cold "+name), 0)
			e.Neurons(uint32(i)+1, hot) // #nosec G115
		}
		testchain.Edit(e, epoch.ModuleName, func(g *epochv1.GenesisState) { g.Params.MaxEpochsPerBlock = 1 })
	})
	turns := map[uint32]int{}
	var order []uint32
	for range 25 {
		events := c.BlockResult().Events
		closed := testchain.Events[*epochv1.EventEpochClosed](events)
		if len(closed) != 1 {
			t.Fatalf("block %d closed %v", c.Height(), closed)
		}
		if deferred := testchain.Events[*epochv1.EventEpochDeferred](events); len(deferred) != 4 {
			t.Errorf("block %d deferred %v", c.Height(), deferred)
		}
		turns[closed[0].Netuid]++
		order = append(order, closed[0].Netuid)
		if closed[0].Paid < tao/5 {
			t.Errorf("subnet %d was paid %d", closed[0].Netuid, closed[0].Paid)
		}
	}
	for netuid := range uint32(5) {
		if turns[netuid+1] != 5 {
			t.Errorf("turns %v in the order %v", turns, order)
		}
	}
}

// TestDeferral_KeepsTheRhythm: epochs that wait a block for room do not fall due later for it.
func TestDeferral_KeepsTheRhythm(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		for i, name := range []string{"a", "b", "c"} {
			e.Subnet(name, nil)
			hot := testchain.NewActor("hot " + name)
			e.Staked(hot, testchain.NewActor("cold "+name), 0)
			e.Neurons(uint32(i)+1, hot) // #nosec G115
		}
		testchain.Edit(e, epoch.ModuleName, func(g *epochv1.GenesisState) {
			g.Params.MaxEpochsPerBlock = 2
			for netuid := range uint32(3) {
				h := testHyperparams(e, netuid+1)
				g.Subnets = append(g.Subnets, epochv1.GenesisSubnet{Netuid: netuid + 1, Clock: epochv1.Clock{Epoch: 1, DueAt: 10, Hyperparams: h}})
			}
		})
	})
	for _, at := range []uint64{10, 20, 30} {
		if closed := testchain.Events[*epochv1.EventEpochClosed](until(c, at)); len(closed) != 2 || closed[0].Netuid != 1 || closed[1].Netuid != 2 {
			t.Fatalf("block %d closed %v", at, closed)
		}
		if closed := testchain.Events[*epochv1.EventEpochClosed](until(c, at+1)); len(closed) != 1 || closed[0].Netuid != 3 || closed[0].NextDue != at+10 {
			t.Fatalf("block %d closed %v", at+1, closed)
		}
	}
}

func testHyperparams(e *testchain.Editor, netuid uint32) (h subnetv1.Hyperparams) {
	testchain.Edit(e, "subnet", func(g *subnetv1.GenesisState) { h = g.Subnets[netuid-1].Subnet.Hyperparams })
	return h
}

// TestOwnerCut: the owner's part is rounded down, goes to the balance at the epoch, and the rest to the neurons.
func TestOwnerCut(t *testing.T) {
	t.Parallel()
	hot, cold, owner := testchain.NewActor("hot"), testchain.NewActor("cold"), testchain.NewActor("owner")
	start := func(cut uint32) *testchain.Chain {
		return testchain.New(t, func(e *testchain.Editor) {
			e.Subnet("words", func(s *subnetv1.Subnet) { s.Owner = owner.String() })
			e.Staked(hot, cold, 5)
			e.Neurons(1, hot)
			testchain.Edit(e, emission.ModuleName, func(g *emissionv1.GenesisState) { g.Params.OwnerCut = cut })
		})
	}
	c := start(11_796)
	closed := testchain.Events[*epochv1.EventEpochClosed](until(c, 11))
	cut := tokenomics.Part(11*tao, 11_796, 65_535)
	if len(closed) != 1 || closed[0].OwnerCut != cut || closed[0].Paid != 11*tao-cut {
		t.Errorf("closed %v, want a cut of %d", closed, cut)
	}
	if got := c.Balance(owner); got != cut {
		t.Errorf("the owner has %d rao, want %d", got, cut)
	}
	if got := c.Stake(hot, cold); got != 5+11*tao-cut {
		t.Errorf("the neuron has %d rao", got)
	}
	c = start(65_535)
	until(c, 11)
	if got := c.Balance(owner); got != 11*tao {
		t.Errorf("with a cut of all the owner has %d rao", got)
	}
}

// TestPruningScores: the score is the moving average of a neuron's parts of consensus and of dividends.
func TestPruningScores(t *testing.T) {
	t.Parallel()
	judge, good, bad := testchain.NewActor("judge"), testchain.NewActor("good"), testchain.NewActor("bad")
	cold := testchain.NewActor("cold")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", nil)
		e.Staked(judge, cold, 100*tao)
		e.Staked(good, cold, 0)
		e.Staked(bad, cold, 0)
		e.Neurons(1, judge, good, bad)
		testchain.Edit(e, epoch.ModuleName, func(g *epochv1.GenesisState) { g.Params.PruningAverage = 600_000 })
	})
	want := make([]uint64, 3)
	for i := range 6 {
		if i > 0 {
			c.Do(judge, testchain.SetWeights(judge, 1, []uint32{1, 2}, []uint32{uint32(i), 3})) // #nosec G115
		}
		c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
		m := metagraph(t, c, 1)
		var consensus, dividends uint64
		for _, n := range m.Neurons {
			consensus, dividends = consensus+uint64(n.Consensus), dividends+uint64(n.Dividends)
		}
		for uid, n := range m.Neurons {
			var now uint64
			if consensus > 0 {
				now += uint64(n.Consensus) << 32 / consensus
			}
			if dividends > 0 {
				now += uint64(n.Dividends) << 32 / dividends
			}
			want[uid] = want[uid]*600_000/1_000_000 + now/2*400_000/1_000_000
			if n.Pruning != want[uid] {
				t.Errorf("epoch %d: uid %d has score %d, want %d", i, uid, n.Pruning, want[uid])
			}
		}
	}
	if want[1] == 0 || want[0] == 0 || want[1] <= want[2] {
		t.Errorf("scores %v say nothing", want)
	}
}

func TestValidateGenesis(t *testing.T) {
	t.Parallel()
	valid := func() *epochv1.GenesisState {
		g := epoch.DefaultGenesis()
		h := subnetv1.Hyperparams{}
		err := testchain.TryGenesis(t, func(e *testchain.Editor) {
			e.Subnet("words", nil)
			h = testHyperparams(e, 1)
		})
		if err != nil {
			t.Fatal(err)
		}
		g.Subnets = []epochv1.GenesisSubnet{{
			Netuid: 1, Clock: epochv1.Clock{Epoch: 1, DueAt: 5, Hyperparams: h},
			Bonds: []epochv1.GenesisBonds{{Uid: 0, Entries: []byte{1, 0, 1, 0}}, {Uid: 1, Entries: []byte{1, 0, 1, 0}}},
		}}
		return g
	}
	g := valid()
	if err := epoch.ValidateGenesis(g); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*epochv1.GenesisSubnet){
		"epochs count from 1":              func(s *epochv1.GenesisSubnet) { s.Clock.Epoch = 0 },
		"clock: tempo is 0":                func(s *epochv1.GenesisSubnet) { s.Clock.Hyperparams.Tempo = 0 },
		"scores of 2 and of 0 neurons":     func(s *epochv1.GenesisSubnet) { s.Scores.Rank = []uint32{1, 2} },
		"bonds of uid 0 come after those":  func(s *epochv1.GenesisSubnet) { s.Bonds[1].Uid = 0 },
		"bonds of uid 0: a packed row":     func(s *epochv1.GenesisSubnet) { s.Bonds[0].Entries = []byte{1} },
		"resets: uid 1 comes after uid 2":  func(s *epochv1.GenesisSubnet) { s.Resets = []uint32{2, 1} },
		"one entry is needed, not 0 bytes": func(s *epochv1.GenesisSubnet) { s.Bonds[0].Entries = nil },
	} {
		one := g.Subnets[0]
		one.Bonds = append([]epochv1.GenesisBonds(nil), one.Bonds...)
		change(&one)
		err := epoch.ValidateGenesis(&epochv1.GenesisState{Params: g.Params, Subnets: []epochv1.GenesisSubnet{one}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	twice := &epochv1.GenesisState{Params: g.Params, Subnets: append(g.Subnets, g.Subnets[0])}
	if err := epoch.ValidateGenesis(twice); err == nil {
		t.Error("a subnet that occurs twice is accepted")
	}
	for want, change := range map[string]func(*epochv1.Params){
		"max_epochs_per_block is 0":  func(p *epochv1.Params) { p.MaxEpochsPerBlock = 0 },
		"retry_interval is 0":        func(p *epochv1.Params) { p.RetryInterval = 0 },
		"pruning_average is 1000001": func(p *epochv1.Params) { p.PruningAverage = 1_000_001 },
	} {
		p := epoch.DefaultParams()
		change(&p)
		if err := epoch.ValidateParams(p); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", want, err)
		}
	}
	// A clock of a subnet that does not exist would be due for ever.
	err := testchain.TryGenesis(t, func(e *testchain.Editor) {
		testchain.Edit(e, epoch.ModuleName, func(s *epochv1.GenesisState) { *s = *g })
	})
	if err == nil || !strings.Contains(err.Error(), "0 subnets, 1 are due") {
		t.Errorf("a clock without a subnet: %v", err)
	}
}
