package app_test

import (
	"fmt"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/rotation"
)

// newcomer makes up a key that nobody has seen yet, and lets it take part from now on.
func (w *world) newcomer(kind string) *testchain.Actor {
	w.fresh++
	a := testchain.NewActor(fmt.Sprintf("%s, number %d", kind, w.fresh))
	w.by[a.String()] = a
	return a
}

// all is nothing or everything of an amount that may be wrong.
func (w *world) all() (amount uint64, all bool) {
	switch w.rng.IntN(4) {
	case 0:
		return 0, true
	case 1:
		return w.amount(), w.rng.IntN(8) == 0
	}
	return w.amount(), false
}

func (w *world) move(hot, cold *testchain.Actor) testchain.Step {
	m := &stakev1.MsgMoveStake{Coldkey: cold.String(), From: hot.String(), To: pick(w, w.hot).String()}
	m.Amount, m.All = w.all()
	return testchain.Step{By: cold, Msg: m}
}

func (w *world) transfer(hot, cold *testchain.Actor) testchain.Step {
	m := &stakev1.MsgTransferStake{Coldkey: cold.String(), Hotkey: hot.String(), To: pick(w, w.cold).String()}
	m.Amount, m.All = w.all()
	return testchain.Step{By: cold, Msg: m}
}

// children makes up a list of children: mostly short and sound.
func (w *world) children(hot, cold *testchain.Actor) testchain.Step {
	m := &stakev1.MsgSetChildren{Coldkey: cold.String(), Hotkey: hot.String(), Netuid: w.netuid()}
	for range w.rng.IntN(4 + w.rng.IntN(4)) {
		m.Children = append(m.Children, stakev1.Relative{Hotkey: pick(w, w.hot).String(), Proportion: w.rng.Uint32N(25_000)})
	}
	return testchain.Step{By: cold, Msg: m}
}

func (w *world) childTake(hot, cold *testchain.Actor) testchain.Step {
	return testchain.Step{By: cold, Msg: &stakev1.MsgSetChildTake{
		Coldkey: cold.String(), Hotkey: hot.String(), Netuid: w.netuid(), Take: w.rng.Uint32N(13_000),
	}}
}

func (w *world) auto(hot, cold *testchain.Actor) testchain.Step {
	m := &stakev1.MsgSetAutoStake{Coldkey: cold.String(), Hotkey: hot.String()}
	if w.rng.IntN(4) == 0 {
		m.Hotkey = ""
	}
	return testchain.Step{By: cold, Msg: m}
}

// swapHotkey puts a fresh hotkey, or one in use, in the place of another. The world goes on with both.
func (w *world) swapHotkey(hot, cold *testchain.Actor) testchain.Step {
	to := pick(w, w.hot)
	if w.rng.IntN(3) > 0 {
		to = w.newcomer("hot")
		w.hot[w.rng.IntN(len(w.hot))] = to // an old one is forgotten, so that their number stays
	}
	return testchain.Step{By: cold, Msg: &stakev1.MsgSwapHotkey{
		Coldkey: cold.String(), Hotkey: hot.String(), NewHotkey: to.String(), MaxFee: tao / 2 << w.rng.UintN(3),
	}}
}

// swapColdkey goes on with the swap of a coldkey, or begins one, in an order that need not be sensible.
func (w *world) swapColdkey(_, cold *testchain.Actor) testchain.Step {
	if w.next == nil {
		w.next = map[string]*testchain.Actor{}
	}
	if r, err := stakev1.NewQueryClient(w.c.Query()).ColdkeySwaps(w.c.Context(), &stakev1.QueryColdkeySwapsRequest{}); err == nil && len(r.Swaps) > 0 && w.rng.IntN(3) > 0 {
		cold = w.by[pick(w, r.Swaps).Coldkey]
	}
	to := w.next[cold.String()]
	if to == nil {
		to = w.newcomer("cold")
		w.next[cold.String()] = to
	}
	switch w.rng.IntN(12) {
	case 0:
		return testchain.Step{By: cold, Msg: &stakev1.MsgDisputeColdkeySwap{Coldkey: cold.String()}}
	case 1, 2:
		return testchain.Step{By: cold, Msg: &stakev1.MsgCancelColdkeySwap{Coldkey: cold.String()}}
	case 3:
		return testchain.Step{By: cold, Msg: &stakev1.MsgResolveColdkeySwap{Authority: cold.String(), Coldkey: cold.String()}}
	case 4, 5:
		hash := rotation.Hash(testchain.ChainID, cold.Address(), to.Address())
		return testchain.Step{By: cold, Msg: &stakev1.MsgAnnounceColdkeySwap{Coldkey: cold.String(), Hash: hash[:w.size(32)], MaxFee: tao}}
	}
	if w.rng.IntN(8) == 0 {
		to = pick(w, w.cold)
	}
	for i := range w.cold { // if it works, the new key acts for the old one
		if w.cold[i] == cold && w.rng.IntN(4) == 0 {
			w.cold[i] = to
		}
	}
	return testchain.Step{By: cold, Msg: &stakev1.MsgSwapColdkey{Coldkey: cold.String(), NewColdkey: to.String()}}
}
