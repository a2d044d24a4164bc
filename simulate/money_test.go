package simulate

import (
	"reflect"
	"testing"

	"github.com/tianwang-net/tianwang/tokenomics"
)

// grown is an economy in which everything that is earned becomes stake.
func grown() Economy {
	return Economy{
		Rules: DefaultRules(), Epochs: 40, Seed: 3,
		Money: Money{Supply: tokenomics.Cap/2 - 3000*tokenomics.RaoPerTAO, Part: 300_000, Mobility: 0.1},
		Validators: []Validators{
			{Name: "a", Count: 3, Stake: 1e12, Nominated: 7e12 + 1, Take: 5000, Judge: Honest(0.1)},
			{Name: "b", Count: 2, Stake: 3e12, Nominated: 1, Take: 9000, Judge: Honest(0.3)},
			{Name: "c", Count: 1, Judge: Copy()},
		},
		Miners: []Miners{
			{Name: "x", Count: 5, Low: 0.3, High: 0.9, StakesOn: "a"}, {Name: "y", Count: 4, Low: 0.3, High: 0.9, StakesOn: "c"},
		},
	}
}

// TestMoney_NothingIsLost holds that stake grows by what the subnet is paid, to the rao, over a halving, whoever moves.
func TestMoney_NothingIsLost(t *testing.T) {
	t.Parallel()
	e := grown()
	if err := e.Validate(); err != nil {
		t.Fatal(err)
	}
	m := e.open()
	staked := func() (s uint64) {
		for _, n := range m.neurons {
			s += n.pool.Stake
			if worth := n.own.worth(n.pool) + n.others.worth(n.pool); worth > n.pool.Stake || n.pool.Stake-worth > 2 {
				t.Fatalf("positions of %d rao in a pool of %d", worth, n.pool.Stake)
			}
		}
		return s
	}
	before, minted := staked(), m.supply
	for epoch := range uint64(e.Epochs) {
		if err := m.play(epoch); err != nil {
			t.Fatal(err)
		}
		now := staked()
		paid := uint64(0)
		for _, n := range m.neurons {
			paid += n.earned + n.gained
		}
		if now-before != paid || (epoch > 4 && paid != m.emission) {
			t.Fatalf("epoch %d: stake grew by %d, %d was paid of %d", epoch, now-before, paid, m.emission)
		}
		before = now
	}
	if m.era != 1 {
		t.Errorf("era %d after %d rao: the halving was not reached", m.era, m.supply-minted)
	}
}

// TestRun_IsTheSameEveryTime holds that chance comes from the seed alone, and that it is there.
func TestRun_IsTheSameEveryTime(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) *Outcome {
		e := grown()
		e.Seed = seed
		out, err := e.Run(nil)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if !reflect.DeepEqual(run(1), run(1)) {
		t.Error("two runs with one seed differ")
	}
	if reflect.DeepEqual(run(1), run(2)) {
		t.Error("the seed does nothing")
	}
}
