package app_test

import (
	"fmt"
	"testing"

	abci "github.com/cometbft/cometbft/abci/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
)

// producerRules are fast, so that members of root come, go, are jailed and come back within few blocks.
func producerRules(e *testchain.Editor) {
	testchain.Edit(e, "producer", func(g *producerv1.GenesisState) {
		p := &g.Params
		p.MaxProducers, p.MinProducers, p.MinStake, p.RefreshInterval, p.FeeShare = 4, 2, 1_000_000, 4, 13_107
		p.LivenessWindow, p.JailDuration, p.KeyInterval, p.EvidenceAge, p.UnbondingPeriod = 6, 5, 5, 9, 12
	})
}

// member returns a member of root most of the time, and its owner.
func (w *world) member(hot, cold *testchain.Actor) (*testchain.Actor, *testchain.Actor) {
	all, err := w.c.App().Root.Members(w.c.Context())
	if err != nil || len(all) == 0 || w.rng.IntN(8) == 0 {
		return hot, cold
	}
	hot = w.by[pick(w, all).Hotkey]
	return hot, w.ownerOf(hot)
}

// key returns one of two keys of a hotkey, rarely somebody else's, and a proof, rarely a wrong one.
func (w *world) key(hot *testchain.Actor) (pubkey, proof []byte) {
	of, to := hot, hot
	if w.rng.IntN(12) == 0 {
		of = pick(w, w.hot)
	}
	if w.rng.IntN(12) == 0 {
		to = pick(w, w.hot)
	}
	k := nodeKey(of, w.rng.IntN(2))
	return k.Public(), k.Prove(to)
}

func nodeKey(hot *testchain.Actor, n int) testchain.ConsensusKey {
	return testchain.NewConsensusKey(fmt.Sprintf("node %d of %s", n, hot))
}

func (w *world) produce(hot, cold *testchain.Actor) testchain.Step {
	hot, cold = w.member(hot, cold)
	pubkey, proof := w.key(hot)
	return testchain.Step{By: cold, Msg: &producerv1.MsgJoin{Coldkey: cold.String(), Hotkey: hot.String(), Pubkey: pubkey, Proof: proof}}
}

func (w *world) rotate(hot, cold *testchain.Actor) testchain.Step {
	hot, cold = w.member(hot, cold)
	pubkey, proof := w.key(hot)
	return testchain.Step{By: cold, Msg: &producerv1.MsgRotate{Coldkey: cold.String(), Hotkey: hot.String(), Pubkey: pubkey, Proof: proof}}
}

func (w *world) retire(hot, cold *testchain.Actor) testchain.Step {
	hot, cold = w.member(hot, cold)
	if w.rng.IntN(3) > 0 {
		if r, err := producerv1.NewQueryClient(w.c.Query()).Producers(w.c.Context(), &producerv1.QueryProducersRequest{}); err == nil {
			for _, c := range r.Candidates {
				if c.State == "jailed" {
					hot = w.by[c.Candidate.Hotkey]
					cold = w.ownerOf(hot)
				}
			}
		}
		return testchain.Step{By: cold, Msg: &producerv1.MsgUnjail{Coldkey: cold.String(), Hotkey: hot.String()}}
	}
	return testchain.Step{By: cold, Msg: &producerv1.MsgLeave{Coldkey: cold.String(), Hotkey: hot.String()}}
}

// disturb makes nodes fall asleep for some blocks, and rarely sign twice, one of them or a stranger.
func (w *world) disturb() {
	active, err := w.c.App().Producer.Producers(w.c.Context())
	if err != nil || len(active) == 0 || active[0].Hotkey == "" {
		w.c.Sleep()
		return
	}
	if w.c.Height()%9 == 0 {
		w.sleeper = nil
		for _, p := range active {
			if a := w.by[p.Hotkey]; w.dispensable(a) {
				w.sleeper = a
			}
		}
	}
	w.c.Sleep()
	if w.sleeper != nil && w.dispensable(w.sleeper) {
		w.c.Sleep(nodeKey(w.sleeper, 0), nodeKey(w.sleeper, 1))
	}
	if w.rng.IntN(40) == 0 {
		w.c.Misbehave(nodeKey(pick(w, w.hot), 0), w.c.Height()-w.rng.Uint64N(12))
	}
	if w.rng.IntN(80) == 0 {
		w.c.Misbehave(nodeKey(w.by[pick(w, active).Hotkey], 0), w.c.Height()-1)
	}
}

// dispensable says whether the chain goes on without the node of a hotkey.
func (w *world) dispensable(hot *testchain.Actor) bool {
	return w.c.Dispensable(nodeKey(hot, 0)) && w.c.Dispensable(nodeKey(hot, 1))
}

// checkProducers wants the history to have tried what happens to producers.
func checkProducers(t *testing.T, events []abci.Event) {
	t.Helper()
	jailed, slashed, unbonded := testchain.Events[*producerv1.EventJailed](events), testchain.Events[*producerv1.EventSlashed](events),
		testchain.Events[*producerv1.EventUnbonded](events)
	byMembers, byAuthorities := 0, 0
	for _, e := range testchain.Events[*producerv1.EventSetChanged](events) {
		if e.Authorities {
			byAuthorities++
		} else {
			byMembers++
		}
	}
	t.Logf("sets: %d of members, %d of authorities; %d jailed, %d slashed, %d unbonded", byMembers, byAuthorities, len(jailed), len(slashed), len(unbonded))
	if byMembers == 0 || byAuthorities == 0 || len(jailed) == 0 || len(slashed) == 0 || len(unbonded) == 0 {
		t.Error("the history does not try all of it")
	}
	if failed := testchain.Events[*producerv1.EventSetFailed](events); len(failed) > 0 {
		t.Errorf("the set could not be chosen: %v", failed)
	}
}
