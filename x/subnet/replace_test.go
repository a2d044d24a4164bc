package subnet_test

import (
	"testing"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/subnet"
)

func TestLowest(t *testing.T) {
	t.Parallel()
	at := func(heights ...uint64) (all []subnetv1.Neuron) {
		for uid, h := range heights {
			all = append(all, subnetv1.Neuron{Uid: uint32(uid), RegisteredAt: h}) // #nosec G115
		}
		return all
	}
	for name, c := range map[string]struct {
		neurons []subnetv1.Neuron
		scores  []uint64
		want    int
	}{
		"one":                              {at(5), []uint64{9}, 0},
		"lowest score":                     {at(1, 1, 1), []uint64{3, 1, 2}, 1},
		"no score is 0":                    {at(1, 1, 1), []uint64{3, 1}, 2},
		"ties go by age":                   {at(3, 1, 2), []uint64{7, 7, 7}, 1},
		"then by uid":                      {at(2, 2, 2), nil, 0},
		"immunity goes before score":       {at(95, 1, 96), []uint64{0, 9, 0}, 1},
		"immune until the period is over":  {at(90, 91), []uint64{5, 0}, 0},
		"all immune: lowest score":         {at(95, 96, 97), []uint64{3, 1, 2}, 1},
		"all immune: ties go by age":       {at(97, 95, 96), nil, 1},
		"more scores than neurons":         {at(1), []uint64{1, 0}, 0},
		"registered in this very block":    {at(100, 100), nil, 0},
		"a later one without immunity too": {at(1, 2, 95), []uint64{4, 3, 0}, 1},
	} {
		if got := subnet.Lowest(c.neurons, c.scores, 10, 100); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

func metagraph(t testing.TB, c *testchain.Chain, netuid uint32) *epochv1.QueryMetagraphResponse {
	t.Helper()
	m, err := epochv1.NewQueryClient(c.Query()).Metagraph(c.Context(), &epochv1.QueryMetagraphRequest{Netuid: netuid})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// bonds returns the bonds of a subnet: validator → neuron → bond.
func bonds(t testing.TB, c *testchain.Chain, netuid uint32) map[uint32]map[uint32]uint32 {
	t.Helper()
	r, err := epochv1.NewQueryClient(c.Query()).Bonds(c.Context(), &epochv1.QueryBondsRequest{Netuid: netuid})
	if err != nil {
		t.Fatal(err)
	}
	all := map[uint32]map[uint32]uint32{}
	for _, row := range r.Rows {
		all[row.Uid] = map[uint32]uint32{}
		for i, uid := range row.Uids {
			all[row.Uid][uid] = row.Bonds[i]
		}
	}
	return all
}

// full starts a chain whose subnet is full of neurons that have been judged: the one with uid 1 ranks lowest, and has
// everything that a neuron can have.
func full(t *testing.T, judge, bad, badCold *testchain.Actor) *testchain.Chain {
	t.Helper()
	judgeCold, good := testchain.NewActor("judge's coldkey"), testchain.NewActor("good miner")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) {
			h := &s.Hyperparams
			h.MaxUids, h.MaxValidators, h.MaxRegistrationsPerBlock, h.ImmunityPeriod = 3, 3, 3, 15
		})
		e.Staked(judge, judgeCold, 100*tao)
		e.Staked(bad, badCold, 7*tao) // has a permit, and judges too
		e.Staked(good, rich, 0)
		e.Neurons(1, judge, bad, good)
	})
	serve := &subnetv1.MsgServeAxon{Hotkey: bad.String(), Netuid: 1, Host: "10.0.0.1", Port: 8091, Protocol: "http"}
	c.Do(bad, serve)
	c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
	c.DoAll(
		testchain.Step{By: judge, Msg: testchain.SetWeights(judge, 1, []uint32{1, 2}, []uint32{300, 60000})},
		testchain.Step{By: bad, Msg: testchain.SetWeights(bad, 1, []uint32{2}, []uint32{1})},
	)
	c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
	m := metagraph(t, c, 1)
	old := m.Neurons[1]
	if !old.Permit || old.Axon == nil || old.ServerEmission+old.ValidatorEmission == 0 || bonds(t, c, 1)[1][2] == 0 || bonds(t, c, 1)[0][1] == 0 {
		t.Fatalf("before it goes, the neuron has too little to lose: %+v, bonds %v", old, bonds(t, c, 1))
	}
	if old.Pruning >= m.Neurons[0].Pruning || old.Pruning >= m.Neurons[2].Pruning {
		t.Fatalf("it does not rank lowest: %v", m.Neurons)
	}
	return c
}

// TestReplace_InheritsNothing fills a subnet, lets the neuron with the lowest score be replaced, and follows the
// newcomer through the epochs: nothing of its predecessor is its own, in either direction.
func TestReplace_InheritsNothing(t *testing.T) {
	t.Parallel()
	judge, newcomer := testchain.NewActor("judge"), testchain.NewActor("newcomer")
	bad, badCold := testchain.NewActor("bad miner"), testchain.NewActor("bad miner's coldkey")
	c := full(t, judge, bad, badCold)

	// Registration in the middle of an epoch.
	c.Blocks(3)
	stake := c.Stake(bad, badCold)
	c.Do(newcomer, c.Work(1, newcomer, cold))
	n := metagraph(t, c, 1).Neurons[1]
	if n.Hotkey != newcomer.String() || n.RegisteredAt != c.Height() || n.UpdatedAt != c.Height() {
		t.Fatalf("the slot has %+v", n)
	}
	blank := epochv1.NeuronState{
		Uid: 1, Hotkey: newcomer.String(), Coldkey: cold.String(), Take: 11_796,
		RegisteredAt: c.Height(), UpdatedAt: c.Height(), ImmuneUntil: c.Height() + 15,
	}
	if n.String() != blank.String() {
		t.Errorf("the newcomer begins with %+v", n)
	}
	rows, err := weightsv1.NewQueryClient(c.Query()).Weights(c.Context(), &weightsv1.QueryWeightsRequest{Netuid: 1})
	if err != nil || len(rows.Rows) != 1 || rows.Rows[0].Uid != 0 {
		t.Errorf("rows %v, %v; only the judge's was due", rows, err)
	}
	if b := bonds(t, c, 1); b[1] != nil {
		t.Errorf("the newcomer holds bonds %v", b[1])
	}
	// Who is replaced keeps the stake, and may come back as a stranger.
	if got := c.Stake(bad, badCold); got != stake {
		t.Errorf("the stake of the evicted went from %d to %d", stake, got)
	}
	c.Do(badCold, stakeOut(badCold, bad))
	if _, err := c.App().Subnet.UID(c.Context(), 1, bad.Address()); err == nil {
		t.Error("the evicted still has a uid")
	}

	// At the next epoch the judge's old weight for the slot does not count, nor does its old bond.
	c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
	n = metagraph(t, c, 1).Neurons[1]
	if n.Incentive != 0 || n.ServerEmission != 0 || n.Consensus != 0 || n.Dividends != 0 {
		t.Errorf("the newcomer earned with its predecessor's weights: %+v", n)
	}
	if b := bonds(t, c, 1); b[0][1] != 0 {
		t.Errorf("the judge still holds a bond of %d in the newcomer", b[0][1])
	}
	// It counts from the next row on.
	c.Do(judge, testchain.SetWeights(judge, 1, []uint32{1}, []uint32{1}))
	c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
	if n = metagraph(t, c, 1).Neurons[1]; n.Incentive != weights.Max {
		t.Errorf("judged anew it has incentive %d", n.Incentive)
	}
}

// TestReplace_LastBondEnds: a bond row that holds only a bond in a replaced neuron, and that the next epoch leaves empty,
// is gone; it does not wake up when the validator names the slot again.
func TestReplace_LastBondEnds(t *testing.T) {
	t.Parallel()
	judge, miner, newcomer := testchain.NewActor("judge"), testchain.NewActor("miner"), testchain.NewActor("newcomer")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) {
			h := &s.Hyperparams
			h.MaxUids, h.MaxValidators, h.MaxRegistrationsPerBlock, h.ImmunityPeriod = 2, 2, 2, 40
		})
		e.Staked(judge, cold, 50*tao)
		e.Staked(miner, other, 0)
		e.Neurons(1, miner)
	})
	c.BlocksTo(4)
	c.Do(judge, c.Work(1, judge, cold)) // immune until block 45, the miner until 40
	due := func() { c.BlocksTo(metagraph(t, c, 1).Clock.DueAt) }
	due()
	c.Do(judge, testchain.SetWeights(judge, 1, []uint32{0}, []uint32{1}))
	due()
	if b := bonds(t, c, 1); b[1][0] == 0 {
		t.Fatalf("no bond: %v", b)
	}
	c.BlocksTo(42)
	c.Do(newcomer, c.Work(1, newcomer, poor))
	if m := metagraph(t, c, 1); m.Neurons[0].Hotkey != newcomer.String() {
		t.Fatalf("the miner was not replaced: %v", m.Neurons)
	}
	due()
	if b := bonds(t, c, 1); len(b) != 0 {
		t.Errorf("bonds in a neuron that is gone: %v", b)
	}
}

func stakeOut(coldkey, hotkey *testchain.Actor) *stakev1.MsgRemoveStake {
	return &stakev1.MsgRemoveStake{Coldkey: coldkey.String(), Hotkey: hotkey.String(), All: true}
}
