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

// swapHotkey puts a fresh hotkey, or one in use, in the place of another. Fresh ones take part when they are known.
func (w *world) swapHotkey(hot, cold *testchain.Actor) testchain.Step {
	knows := func(a *testchain.Actor) bool {
		_, err := w.c.App().Stake.Hotkey(w.c.Context(), a.Address())
		return err == nil
	}
	for i, a := range w.waiting {
		if knows(a) {
			w.hot[w.rng.IntN(len(w.hot))] = a
			w.waiting = append(w.waiting[:i:i], w.waiting[i+1:]...)
			break
		}
	}
	to := pick(w, w.hot)
	if w.rng.IntN(3) > 0 {
		to = w.newcomer("hot")
		w.waiting = append(w.waiting, to)
	}
	return testchain.Step{By: cold, Msg: &stakev1.MsgSwapHotkey{
		Coldkey: cold.String(), Hotkey: hot.String(), NewHotkey: to.String(), MaxFee: tao / 2 << w.rng.UintN(3),
	}}
}

// swapColdkey goes on with the swap of one of two coldkeys and of what came after them, or begins one. The order need not
// be sensible, and every other key is that of somebody who thinks better of it. The rest of the world is not frozen.
func (w *world) swapColdkey(_, _ *testchain.Actor) testchain.Step {
	if w.next == nil {
		w.next = map[string]*testchain.Actor{}
	}
	at := 4 + w.rng.IntN(2)
	cold := w.cold[at]
	to := w.next[cold.String()]
	if to == nil {
		to = w.newcomer("cold")
		w.next[cold.String()] = to
	}
	if w.c.Balance(to) > 0 { // the swap is done
		w.cold[at] = to
		return w.swapColdkey(nil, nil)
	}
	_, err := w.c.App().Stake.Announced(w.c.Context(), cold.Address())
	what := w.rng.IntN(6)
	switch {
	case err != nil:
		what = w.rng.IntN(12)
	case w.c.Height() > 200 && w.rng.IntN(10) == 0:
		return testchain.Step{By: cold, Msg: &stakev1.MsgDisputeColdkeySwap{Coldkey: cold.String()}}
	}
	hesitant := cold.Address()[0]&1 == 0
	switch {
	case what == 0:
		return testchain.Step{By: w.cold[0], Msg: &stakev1.MsgResolveColdkeySwap{Authority: w.cold[0].String(), Coldkey: cold.String()}}
	case what == 1:
		return testchain.Step{By: w.cold[7], Msg: &stakev1.MsgDisputeColdkeySwap{Coldkey: w.cold[7].String()}}
	case what == 2 && hesitant || what == 3:
		return testchain.Step{By: cold, Msg: &stakev1.MsgCancelColdkeySwap{Coldkey: cold.String()}}
	case what > 5:
		hash := rotation.Hash(testchain.ChainID, cold.Address(), to.Address())
		return testchain.Step{By: cold, Msg: &stakev1.MsgAnnounceColdkeySwap{Coldkey: cold.String(), Hash: hash[:w.size(32)], MaxFee: tao}}
	case hesitant:
		to = pick(w, w.cold)
	}
	return testchain.Step{By: cold, Msg: &stakev1.MsgSwapColdkey{Coldkey: cold.String(), NewColdkey: to.String()}}
}
