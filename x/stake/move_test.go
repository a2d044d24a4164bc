package stake_test

import (
	"testing"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/stake"
)

func answer[R any, P interface {
	*R
	Unmarshal([]byte) error
}](t *testing.T, c *testchain.Chain, step testchain.Step) R {
	t.Helper()
	res := c.Block(c.Sign(step.By, 0, step.Msg))[0]
	if err := testchain.Outcome(res); err != nil {
		t.Fatal(err)
	}
	var r R
	if err := testchain.Response(res, P(&r)); err != nil {
		t.Fatal(err)
	}
	return r
}

func move(by, from, to *testchain.Actor, amount uint64) testchain.Step {
	return testchain.Step{By: by, Msg: &stakev1.MsgMoveStake{Coldkey: by.String(), From: from.String(), To: to.String(), Amount: amount, All: amount == 0}}
}

func transfer(by, hotkey, to *testchain.Actor, amount uint64) testchain.Step {
	return testchain.Step{By: by, Msg: &stakev1.MsgTransferStake{Coldkey: by.String(), Hotkey: hotkey.String(), To: to.String(), Amount: amount, All: amount == 0}}
}

func TestMove_ExactAndWhole(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot, cold, 10*tao+1)
		e.Staked(nominee, owner, 7*tao+3)
		e.Grant(nina, 10*tao)
		e.Grant(cold, tao)
	})
	c.Do(nina, testchain.AddStake(nina, hot, 3*tao))
	r := answer[stakev1.MsgMoveStakeResponse](t, c, move(nina, hot, nominee, tao))
	if want := (stakev1.MsgMoveStakeResponse{Moved: tao, Stake: tao, Rest: 2 * tao}); r != want {
		t.Errorf("a part: %v, want %v", r, want)
	}
	if a, b := hotkey(t, c, hot), hotkey(t, c, nominee); a.Stake != 12*tao+1 || b.Stake != 8*tao+3 || a.Nominators != 1 || b.Nominators != 1 {
		t.Errorf("the pools are %v and %v", a, b)
	}
	// What would remain below the minimum moves, too; an owner may leave a single rao.
	r = answer[stakev1.MsgMoveStakeResponse](t, c, move(nina, hot, nominee, 2*tao-1))
	if want := (stakev1.MsgMoveStakeResponse{Moved: 2 * tao, Stake: 3 * tao}); r != want {
		t.Errorf("nearly all: %v, want %v", r, want)
	}
	if got := hotkey(t, c, hot).Nominators; got != 0 {
		t.Errorf("%d nominators are left on a hotkey that all have left", got)
	}
	r = answer[stakev1.MsgMoveStakeResponse](t, c, move(cold, hot, nominee, 10*tao))
	if want := (stakev1.MsgMoveStakeResponse{Moved: 10 * tao, Stake: 10 * tao, Rest: 1}); r != want {
		t.Errorf("an owner: %v, want %v", r, want)
	}
	r = answer[stakev1.MsgMoveStakeResponse](t, c, move(nina, nominee, hot, 0))
	if want := (stakev1.MsgMoveStakeResponse{Moved: 3 * tao, Stake: 3 * tao}); r != want {
		t.Errorf("everything: %v, want %v", r, want)
	}
}

func TestTransfer_SharesChangeHands(t *testing.T) {
	t.Parallel()
	heir := testchain.NewActor("one without an account")
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot, cold, 10*tao+1)
		e.Grant(nina, 10*tao)
		e.Grant(cold, tao)
	})
	c.Do(nina, testchain.AddStake(nina, hot, 3*tao))
	r := answer[stakev1.MsgTransferStakeResponse](t, c, transfer(nina, hot, heir, tao))
	if want := (stakev1.MsgTransferStakeResponse{Stake: tao, Rest: 2 * tao}); r != want {
		t.Errorf("a part: %v, want %v", r, want)
	}
	before := c.Balance(nina)
	r = answer[stakev1.MsgTransferStakeResponse](t, c, transfer(nina, hot, heir, 2*tao-5))
	if want := (stakev1.MsgTransferStakeResponse{Stake: 3*tao - 5, Paid: 5}); r != want {
		t.Errorf("nearly all: %v, want %v", r, want)
	}
	if got := c.Balance(nina); got != before+5-1_000_000 {
		t.Errorf("the balance went from %d to %d, want what could not stay less the fee", before, got)
	}
	if h := hotkey(t, c, hot); h.Nominators != 1 || h.Stake != 13*tao+1-5 {
		t.Errorf("the pool is %v", h)
	}
	// The heir can sign, and pays the fee out of the stake.
	c.Do(heir, remove(heir, hot, 0))
	if got := c.Balance(heir); got != 3*tao-5-1_000_000 {
		t.Errorf("the heir has %d rao", got)
	}
	// To the owner, any amount.
	c.Do(nina, testchain.AddStake(nina, hot, tao))
	c.DoAll(transfer(nina, hot, cold, 1))
	if got := c.Stake(hot, cold); got != 10*tao+2 {
		t.Errorf("the owner has %d rao", got)
	}
}

func TestMoves_Refused(t *testing.T) {
	t.Parallel()
	c := testchain.New(t, func(e *testchain.Editor) {
		e.Staked(hot, cold, 10*tao)
		e.Staked(nominee, owner, tao)
		e.Grant(cold, tao)
		e.Grant(nina, 10*tao)
		e.Grant(owner, tao)
	})
	c.Do(nina, testchain.AddStake(nina, hot, tao))
	unknown := testchain.NewActor("nobody")
	c.Refused([]testchain.Case{
		{"move to the same", nina, move(nina, hot, hot, 1).Msg, stake.ErrSameKey, hot.String()},
		{"move from nobody", nina, move(nina, unknown, hot, 1).Msg, stake.ErrUnknownHotkey, ""},
		{"move to nobody", nina, move(nina, hot, unknown, 1).Msg, stake.ErrUnknownHotkey, ""},
		{"move too much", nina, move(nina, hot, nominee, tao+1).Msg, stake.ErrNotEnoughStake, ""},
		{"move nothing", owner, move(owner, hot, nominee, 0).Msg, stake.ErrAmount, "0 rao"},
		{"move below the minimum", nina, move(nina, hot, nominee, tao/20).Msg, stake.ErrBelowMinimum, "at least 100000000"},
		{"move all and some", nina, &stakev1.MsgMoveStake{Coldkey: nina.String(), From: hot.String(), To: nominee.String(), Amount: 1, All: true}, stake.ErrAmount, "must be 0"},
		{"transfer to oneself", nina, transfer(nina, hot, nina, 1).Msg, stake.ErrSameKey, ""},
		{"transfer to a module", nina, &stakev1.MsgTransferStake{Coldkey: nina.String(), Hotkey: hot.String(), To: testchain.ModuleAddress("stake"), Amount: tao}, stake.ErrModuleAccount, ""},
		{"transfer too much", nina, transfer(nina, hot, owner, tao+1).Msg, stake.ErrNotEnoughStake, "holds 1000000000"},
		{"transfer below the minimum", nina, transfer(nina, hot, owner, 5).Msg, stake.ErrBelowMinimum, ""},
		{"auto-stake on nobody", nina, &stakev1.MsgSetAutoStake{Coldkey: nina.String(), Hotkey: unknown.String()}, stake.ErrUnknownHotkey, ""},
		{"swap of another's hotkey", nina, &stakev1.MsgSwapHotkey{Coldkey: nina.String(), Hotkey: hot.String(), NewHotkey: unknown.String()}, stake.ErrNotOwner, ""},
		{"swap to a hotkey in use", cold, &stakev1.MsgSwapHotkey{Coldkey: cold.String(), Hotkey: hot.String(), NewHotkey: nominee.String()}, stake.ErrKeyInUse, ""},
		{"swap to the own coldkey", cold, &stakev1.MsgSwapHotkey{Coldkey: cold.String(), Hotkey: hot.String(), NewHotkey: cold.String()}, stake.ErrHotkeyIsColdkey, ""},
		{"swap above the price", cold, &stakev1.MsgSwapHotkey{Coldkey: cold.String(), Hotkey: hot.String(), NewHotkey: unknown.String(), MaxFee: tao - 1}, stake.ErrPrice, "costs 1000000000"},
		{"swap without the money", cold, &stakev1.MsgSwapHotkey{Coldkey: cold.String(), Hotkey: hot.String(), NewHotkey: unknown.String(), MaxFee: tao}, stake.ErrNotEnoughRao, ""},
		{"announce a short hash", nina, &stakev1.MsgAnnounceColdkeySwap{Coldkey: nina.String(), Hash: make([]byte, 31), MaxFee: tao}, stake.ErrSwapHash, "31 bytes"},
		{"announce above the price", nina, &stakev1.MsgAnnounceColdkeySwap{Coldkey: nina.String(), Hash: make([]byte, 32)}, stake.ErrPrice, ""},
		{"swap what is not announced", nina, &stakev1.MsgSwapColdkey{Coldkey: nina.String(), NewColdkey: unknown.String()}, stake.ErrNoSwap, ""},
		{"dispute what is not announced", nina, &stakev1.MsgDisputeColdkeySwap{Coldkey: nina.String()}, stake.ErrNoSwap, ""},
		{"cancel what is not announced", nina, &stakev1.MsgCancelColdkeySwap{Coldkey: nina.String()}, stake.ErrNoSwap, ""},
	})
}
