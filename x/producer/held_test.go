package producer_test

import (
	"testing"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/producer"
)

// TestHeld_NoWayAround: stake on a candidate goes to no other hotkey, and its hotkey is not replaced. It may change its
// coldkey, since it stays in the pool; what is paid out then waits as after a withdrawal.
func TestHeld_NoWayAround(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 4, 10, 20, 30, 40, 50)
	c.Do(nom, testchain.AddStake(nom, hot[0], 5*tao)) // 6
	c.Do(nom, testchain.AddStake(nom, hot[4], 5*tao)) // 7
	move := func(from, to int) *stakev1.MsgMoveStake {
		return &stakev1.MsgMoveStake{Coldkey: nom.String(), From: hot[from].String(), To: hot[to].String(), Amount: tao}
	}
	swap := &stakev1.MsgSwapHotkey{
		Coldkey: cold[0].String(), Hotkey: hot[0].String(), NewHotkey: testchain.NewActor("fresh").String(), MaxFee: 10 * tao,
	}
	c.Refused([]testchain.Case{
		{"to another hotkey", nom, move(0, 4), producer.ErrHeld, "it must leave first"},
		{"to another candidate", nom, move(0, 1), producer.ErrHeld, "it must leave first"},
		{"another hotkey", cold[0], swap, producer.ErrHeld, "it must leave first"},
	})
	c.Do(nom, move(4, 0))
	had := c.Balance(nom)
	c.Do(nom, &stakev1.MsgTransferStake{Coldkey: nom.String(), Hotkey: hot[0].String(), To: cold[1].String(), Amount: 6*tao - 50})
	due := c.Height() + 40
	wantUnbonding(t, c, nom, []uint64{50}, []uint64{due})
	if got := c.Balance(nom); got != had-fee {
		t.Errorf("what a transfer leaves was paid at once: %d became %d", had, got)
	}
	if got := stakeOn(t, c, 0); got != 16*tao-50 {
		t.Errorf("the pool has %d", got)
	}
	c.BlocksTo(due)
	if got := c.Balance(nom); got != had+50-fee {
		t.Errorf("at its block it was not paid: %d became %d", had, got)
	}
}

// TestHeld_FreeAfterAllIsPaid: while something that is due was not paid, since a block pays only so much, the hotkey stays
// held: a swap of it would move the tombstone that says what is burned of it.
func TestHeld_FreeAfterAllIsPaid(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 4, 10, 20, 30, 40)
	c.Do(nom, testchain.AddStake(nom, hot[1], 5*tao)) // 6
	c.Do(cold[1], leave(1))                           // 7: all is free after 47
	var steps []testchain.Step
	for range 64 {
		steps = append(steps, testchain.Step{By: nom, Msg: remove(nom, hot[1], 1000)},
			testchain.Step{By: cold[1], Msg: remove(cold[1], hot[1], 1000)})
	}
	c.DoAll(steps...)
	c.BlocksTo(47)
	if freed := testchain.Events[*producerv1.EventFreed](c.BlockResult().Events); len(freed) != 1 || c.Height() != 48 {
		t.Errorf("after block %d the hotkeys %v are free", c.Height(), freed)
	}
}
