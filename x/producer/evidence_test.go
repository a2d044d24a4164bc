package producer_test

import (
	"testing"

	"github.com/tianwang-net/tianwang"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/producer"
)

// slashed is what a double signature costs by the rules of the tests.
func slashed(amount uint64) uint64 { return amount * 6553 / 65_535 }

// TestDoubleSign: the pool loses its part, and so does stake that stood behind the vote and waits; what left before does
// not, nor what leaves later. The rao are burned. The same evidence again costs nothing, and the hotkey is buried.
func TestDoubleSign(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 5, 11, 20, 30, 40, 50)
	c.Do(nom, testchain.AddStake(nom, hot[0], 7*tao+13))
	c.BlocksTo(17)
	c.Do(nom, remove(nom, hot[0], 1*tao+1))         // 18: left before the set of block 20 was decided
	c.Do(cold[0], remove(cold[0], hot[0], 2*tao+2)) // 19
	c.Blocks(2)
	c.Do(nom, remove(nom, hot[0], 3*tao+3)) // 22
	pool := stakeOn(t, c, 0)
	supply := c.App().Bank.GetSupply(c.Context(), tianwang.Denom).Amount.Uint64()

	c.Misbehave(keys[0], 20)
	c.Misbehave(keys[0], 20)
	res := c.BlockResult() // 23
	events := testchain.Events[*producerv1.EventSlashed](res.Events)
	if len(events) != 1 || events[0].Amount != slashed(pool) || events[0].Height != 20 || events[0].Fraction != 6553 {
		t.Fatalf("slashed: %v", events)
	}
	if again := testchain.Events[*producerv1.EventEvidenceIgnored](res.Events); len(again) != 1 || again[0].Reason != "tombstoned" {
		t.Errorf("ignored: %v", again)
	}
	if got := stakeOn(t, c, 0); got != pool-slashed(pool) {
		t.Errorf("the pool has %d of %d, want %d less", got, pool, slashed(pool))
	}
	if got := c.App().Bank.GetSupply(c.Context(), tianwang.Denom).Amount.Uint64(); got != supply-slashed(pool) {
		t.Errorf("the supply went from %d to %d", supply, got)
	}
	wantSet(t, c, map[int]int64{1: 20_000, 2: 30_000, 3: 40_000, 4: 50_000})
	if r := one(t, c, 0); r.Producer.State != "tombstoned" || r.Tombstone.PunishedAt != 23 || r.Producer.Candidate.HeldUntil != 63 {
		t.Errorf("the buried is %+v", r)
	}
	rest := c.Stake(hot[0], nom)
	c.Do(nom, &stakev1.MsgRemoveStake{Coldkey: nom.String(), Hotkey: hot[0].String(), All: true}) // 24: was slashed in the pool
	wantUnbonding(t, c, nom, []uint64{1*tao + 1, 3*tao + 3 - slashed(3*tao+3), rest}, []uint64{58, 62, 63})
	wantUnbonding(t, c, cold[0], []uint64{2*tao + 2 - slashed(2*tao+2)}, []uint64{59})
	c.Misbehave(keys[0], 21)
	c.Block()
	c.Refused([]testchain.Case{
		{"join", cold[0], join(0), producer.ErrTombstoned, hot[0].String()},
		{"unjail", cold[0], unjail(0), producer.ErrNotCandidate, ""},
	})
	before := map[*testchain.Actor]uint64{nom: c.Balance(nom), cold[0]: c.Balance(cold[0])}
	supply = c.App().Bank.GetSupply(c.Context(), tianwang.Denom).Amount.Uint64()
	c.BlocksTo(62)
	if got := c.Balance(nom) - before[nom]; got != 1*tao+1+3*tao+3-slashed(3*tao+3) {
		t.Errorf("the nominator got %d", got)
	}
	if got := c.Balance(cold[0]) - before[cold[0]]; got != 2*tao+2-slashed(2*tao+2) {
		t.Errorf("the owner got %d", got)
	}
	burned := slashed(3*tao+3) + slashed(2*tao+2)
	if got := c.App().Bank.GetSupply(c.Context(), tianwang.Denom).Amount.Uint64(); got != supply-burned {
		t.Errorf("the supply went from %d to %d, %d were to be burned", supply, got, burned)
	}
	c.Block()
	if got := c.Balance(nom) - before[nom]; got != 1*tao+1+3*tao+3-slashed(3*tao+3)+rest {
		t.Errorf("the nominator got %d at last", got)
	}
}

// TestEvidence_Ignored: evidence that is too old, of nobody, of an authority, or from before a key was the hotkey's costs
// nothing.
func TestEvidence_Ignored(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 4, 10, 20, 30, 40)
	c.BlocksTo(40)
	for _, k := range []struct {
		key    testchain.ConsensusKey
		height uint64
		want   string
	}{
		{keys[0], 9, "old"}, // 41 − 9 > 30
		{testchain.NewConsensusKey("nobody"), 40, "unknown"},
		{testchain.AuthorityKey, 40, "authority"},
	} {
		c.Misbehave(k.key, k.height)
		res := c.BlockResult()
		events := testchain.Events[*producerv1.EventEvidenceIgnored](res.Events)
		if len(events) != 1 || events[0].Reason != k.want || events[0].Height != k.height {
			t.Errorf("%s: %v", k.want, events)
		}
	}
	fresh := testchain.NewConsensusKey("fresh")
	c.Do(cold[0], rotate(0, fresh)) // 44
	c.Misbehave(fresh, 43)
	if events := testchain.Events[*producerv1.EventEvidenceIgnored](c.BlockResult().Events); len(events) != 1 || events[0].Reason != "early" {
		t.Errorf("early: %v", events)
	}
	for i := range 4 {
		if got, want := stakeOn(t, c, i), uint64(10*(i+1))*tao; got != want { // #nosec G115
			t.Errorf("member %d has %d rao, want %d", i, got, want)
		}
	}
	// The oldest that counts.
	c.Misbehave(keys[1], c.Height()+1-30)
	c.Block()
	if r := one(t, c, 1); r.Tombstone == nil {
		t.Error("evidence of the last block that counts costs nothing")
	}
}
