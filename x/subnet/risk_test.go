package subnet_test

import (
	"strings"
	"testing"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

func atRisk(t *testing.T, c *testchain.Chain, r *subnetv1.QueryAtRiskRequest) *subnetv1.QueryAtRiskResponse {
	t.Helper()
	got, err := subnetv1.NewQueryClient(c.Query()).AtRisk(c.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// TestAtRisk: the query names who goes next, who goes then, and what would help.
func TestAtRisk(t *testing.T) {
	t.Parallel()
	judge, bad, badCold := testchain.NewActor("judge"), testchain.NewActor("bad miner"), testchain.NewActor("bad miner's coldkey")
	c := full(t, judge, bad, badCold)
	m := metagraph(t, c, 1)
	r := atRisk(t, c, &subnetv1.QueryAtRiskRequest{Netuid: 1})
	if r.Free != 0 || r.Height != c.Height() || len(r.Neurons) != 3 {
		t.Fatalf("%v", r)
	}
	first, second := r.Neurons[0], r.Neurons[1]
	if first.Hotkey != bad.String() || first.Uid != 1 || first.Place != 1 || first.ImmuneBlocks != 0 || first.Score != m.Neurons[1].Pruning {
		t.Errorf("the first is %v", first)
	}
	if second.Place != 2 || second.Needed != 0 || first.Needed < second.Score || first.Needed > second.Score+1 {
		t.Errorf("what the first needs does not fit what the second has: %v", r.Neurons)
	}
	if r := atRisk(t, c, &subnetv1.QueryAtRiskRequest{Netuid: 1, Limit: 1}); len(r.Neurons) != 1 || r.Neurons[0].Uid != 1 {
		t.Errorf("the first alone: %v", r)
	}
	if r := atRisk(t, c, &subnetv1.QueryAtRiskRequest{Netuid: 1, Hotkey: second.Hotkey}); len(r.Neurons) != 1 || r.Neurons[0] != second {
		t.Errorf("the second alone: %v", r)
	}

	// It is as the query says, and the newcomer is immune, so that the other one is next.
	newcomer := testchain.NewActor("newcomer")
	c.Do(newcomer, c.Work(1, newcomer, cold))
	if n := metagraph(t, c, 1).Neurons[1]; n.Hotkey != newcomer.String() {
		t.Fatalf("uid 1 is %v", n)
	}
	r = atRisk(t, c, &subnetv1.QueryAtRiskRequest{Netuid: 1})
	last := r.Neurons[2]
	if r.Neurons[0].Uid != second.Uid || last.Hotkey != newcomer.String() || last.ImmuneBlocks != 15 || last.ImmuneUntil != c.Height()+15 {
		t.Errorf("after it: %v", r.Neurons)
	}
	query := subnetv1.NewQueryClient(c.Query())
	for _, bad := range []*subnetv1.QueryAtRiskRequest{{Netuid: 9}, {Netuid: 1, Hotkey: bad.String()}} {
		if _, err := query.AtRisk(c.Context(), bad); err == nil || !strings.Contains(err.Error(), "NotFound") {
			t.Errorf("%v: %v", bad, err)
		}
	}
	costs, err := query.RegistrationCosts(c.Context(), &subnetv1.QueryRegistrationCostsRequest{})
	if err != nil || len(costs.Costs) != 1 {
		t.Fatalf("%v: %v", costs, err)
	}
	if got := costs.Costs[0]; got.Netuid != 1 || got.Name != "words" || got.Burn != 1000 || !got.BurnOpen || got.Difficulty != 4 || !got.WorkOpen || got.Free != 0 {
		t.Errorf("%v", got)
	}
}

// TestAtRisk_NothingHelps: while the others are immune no score saves the one that is not, and when all are, the lowest goes.
func TestAtRisk_NothingHelps(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Subnet("words", func(s *subnetv1.Subnet) { s.Hyperparams.ImmunityPeriod = 11 })
		e.Staked(hot, cold, tao)
		e.Neurons(1, hot)
	})
	c.BlocksTo(9)
	c.Do(fresh, c.Work(1, fresh, cold)) // in block 10
	r := atRisk(t, c, &subnetv1.QueryAtRiskRequest{Netuid: 1})
	if r.Free != 254 || r.Neurons[0].Uid != 0 || r.Neurons[0].Needed != 0 || r.Neurons[0].ImmuneBlocks != 1 || r.Neurons[1].ImmuneBlocks != 11 {
		t.Errorf("one block before its immunity ends: %v", r)
	}
	c.BlocksTo(21)
	if r = atRisk(t, c, &subnetv1.QueryAtRiskRequest{Netuid: 1}); r.Neurons[0].Needed == 0 || r.Neurons[1].ImmuneBlocks != 0 {
		t.Errorf("when nobody is immune: %v", r)
	}
}
