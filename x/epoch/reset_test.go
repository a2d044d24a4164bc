package epoch_test

import (
	"testing"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/subnet"
)

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

// TestResetBonds: two validators of equal stake bond to a miner one after the other, so that the early one holds more. The
// miner asks for its bonds to begin anew, and from the next epoch on both hold nearly the same; bonds in others are as before.
func TestResetBonds(t *testing.T) {
	t.Parallel()
	early, late := testchain.NewActor("early"), testchain.NewActor("late")
	miner, idle := testchain.NewActor("miner"), testchain.NewActor("another miner")
	cold := testchain.NewActor("cold")
	reset := func(by *testchain.Actor, netuid uint32) *epochv1.MsgResetBonds {
		return &epochv1.MsgResetBonds{Hotkey: by.String(), Netuid: netuid}
	}
	start := func(asks bool) (*testchain.Chain, map[uint32]map[uint32]uint32) {
		c := testchain.New(t, func(e *testchain.Editor) {
			e.Subnet("words", func(s *subnetv1.Subnet) { s.Hyperparams.BondsReset = true })
			e.Subnet("kept", nil)
			for _, h := range []*testchain.Actor{early, late} {
				e.Staked(h, cold, 1000*tao)
			}
			e.Staked(miner, cold, 0)
			e.Staked(idle, cold, 0)
			e.Neurons(1, early, late, miner, idle)
			e.Neurons(2, early, late, miner)
		})
		due := func() { c.BlocksTo(metagraph(t, c, 1).Clock.DueAt) }
		due()
		c.Do(early, testchain.SetWeights(early, 1, []uint32{2, 3}, []uint32{1, 1}))
		due()
		due()
		c.Do(late, testchain.SetWeights(late, 1, []uint32{2, 3}, []uint32{1, 1}))
		due()
		if b := bonds(t, c, 1); b[0][2] <= b[1][2] {
			t.Fatalf("the early validator holds %d, the late one %d", b[0][2], b[1][2])
		}
		if asks {
			c.Refused([]testchain.Case{
				{"no slot", cold, reset(cold, 1), subnet.ErrNotRegistered, cold.String()},
				{"no subnet", miner, reset(miner, 9), subnet.ErrUnknownSubnet, "netuid 9"},
				{"not allowed", miner, reset(miner, 2), epoch.ErrBondsKept, "netuid 2"},
			})
			c.Do(miner, reset(miner, 1))
			c.Refused([]testchain.Case{{"twice in an epoch", miner, reset(miner, 1), epoch.ErrResetAsked, "uid 2, netuid 1: ask again after block"}})
			c.Import() // with a reset that waits
		}
		due()
		return c, bonds(t, c, 1)
	}
	c, after := start(true)
	_, without := start(false)
	// What is left of the difference is that of their stakes: the early one has earned more.
	if after[0][2] == 0 || after[1][2]*100 < after[0][2]*99 {
		t.Errorf("in the miner the early one holds %d, the late one %d", after[0][2], after[1][2])
	}
	if without[1][2]*100 >= without[0][2]*99 {
		t.Errorf("without a request the early one holds %d, the late one %d", without[0][2], without[1][2])
	}
	if after[0][3] != without[0][3] || after[1][3] != without[1][3] {
		t.Errorf("bonds in the other miner: %v with, %v without a request", after, without)
	}
	c.Do(miner, reset(miner, 1)) // the next epoch takes the next request
}

// TestOwner_ChangesNoBit: an owner without stake, though it holds a slot, changes nothing of what the consensus says: no
// permit, no score, no bond and no pruning score is another one than in a subnet that nobody owns. Its axon, its rows and
// its place at the end of the line are those of anybody.
func TestOwner_ChangesNoBit(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"whitepaper", "yuma1", "yuma2", "yuma3", "yuma3n"} {
		run := func(owned bool) (string, uint32) {
			hot, cold := testchain.Actors("hot", 4), testchain.NewActor("cold")
			owner := testchain.NewActor("owner")
			c := testchain.NewSolo(t, func(e *testchain.Editor) {
				e.Subnet("words", func(s *subnetv1.Subnet) {
					s.Hyperparams.Yuma, s.Hyperparams.MaxUids, s.Hyperparams.MaxValidators = version, 4, 2
					s.Hyperparams.MaxRegistrationsPerBlock, s.Hyperparams.ImmunityPeriod = 4, 11
					if owned {
						s.Owner = owner.String()
					}
				})
				testchain.Edit(e, "emission", func(g *emissionv1.GenesisState) { g.Params.OwnerCut = 0 })
				for i, h := range hot {
					by, amount := cold, []uint64{50, 30, 10, 0}[i]*tao
					if i == 3 {
						by = owner
					}
					e.Staked(h, by, amount)
				}
				e.Neurons(1, hot...)
			})
			for range 3 {
				c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
				for i := range 2 {
					c.Do(hot[i], testchain.SetWeights(hot[i], 1, []uint32{2, 3}, []uint32{9, uint32(i)})) // #nosec G115
				}
			}
			c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
			m := metagraph(t, c, 1)
			m.Subnet.Subnet.Owner = ""
			r, err := epochv1.NewQueryClient(c.Query()).Bonds(c.Context(), &epochv1.QueryBondsRequest{Netuid: 1})
			if err != nil {
				t.Fatal(err)
			}
			risk, err := subnetv1.NewQueryClient(c.Query()).AtRisk(c.Context(), &subnetv1.QueryAtRiskRequest{Netuid: 1})
			if err != nil {
				t.Fatal(err)
			}
			return m.String() + r.String() + risk.String(), risk.Neurons[0].Uid
		}
		with, first := run(true)
		without, _ := run(false)
		if with != without {
			t.Errorf("%s: an owner without stake changes\n%s\nto\n%s", version, without, with)
		}
		if first != 3 {
			t.Errorf("%s: uid %d goes first; the owner's neuron, which earns least, should", version, first)
		}
	}
}
