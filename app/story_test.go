package app_test

import (
	"slices"
	"testing"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

func metagraph(t *testing.T, c *testchain.Chain, netuid uint32) *epochv1.QueryMetagraphResponse {
	t.Helper()
	m, err := epochv1.NewQueryClient(c.Query()).Metagraph(c.Context(), &epochv1.QueryMetagraphRequest{Netuid: netuid})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// TestStory_Incentive: an account without a coin registers by work, the first epochs pay alike, one validator judges
// one miner good and another bad, and after its weights count the good one earns the miners' half and the validator
// the other.
func TestStory_Incentive(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) { e.Subnet("words", nil) })
	hot, cold := testchain.Actors("hot", 3), testchain.Actors("cold", 3)
	c.Register(1, hot, cold)

	m := metagraph(t, c, 1)
	c.BlocksTo(m.Clock.DueAt)
	m = metagraph(t, c, 1)
	minted := uint64(1_000_000_000) * (c.Height() - 2) // the two blocks before the registration minted nothing
	for _, n := range m.Neurons {
		if n.Stake != minted/3 && n.Stake != minted/3+1 {
			t.Errorf("uid %d has %d rao after the first epoch, a third of %d was due", n.Uid, n.Stake, minted)
		}
		if !n.Permit {
			t.Errorf("uid %d has no permit", n.Uid)
		}
	}

	for m.Neurons[1].Incentive == 0 && c.Height() < 200 {
		c.Do(hot[0], &weightsv1.MsgSetWeights{Hotkey: hot[0].String(), Netuid: 1, Uids: []uint32{1, 2}, Weights: []uint32{9, 1}})
		c.BlocksTo(metagraph(t, c, 1).Clock.DueAt)
		m = metagraph(t, c, 1)
	}
	if m.Neurons[1].Incentive <= 65535/2 || m.Neurons[0].Dividends != 65535 {
		t.Errorf("incentive %d, dividends %d", m.Neurons[1].Incentive, m.Neurons[0].Dividends)
	}

	// The stake can be taken out, and pays its own fee.
	before := c.Stake(hot[1], cold[1])
	c.Do(cold[1], &stakev1.MsgRemoveStake{Coldkey: cold[1].String(), Hotkey: hot[1].String(), All: true})
	if got := c.Stake(hot[1], cold[1]) + c.Balance(cold[1]); got > before || got < before-2_000_000 {
		t.Errorf("of %d rao %d remain after taking them out", before, got)
	}
	if c.Balance(cold[1]) == 0 {
		t.Error("nothing was paid out")
	}
	if !slices.ContainsFunc(metagraph(t, c, 1).Neurons, func(n epochv1.NeuronState) bool { return n.Stake > 0 }) {
		t.Error("all stake is gone")
	}
}
