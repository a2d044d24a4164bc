package producer_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/producer"
)

// TestRekey: a new coldkey takes over what waits and answers for the node; a candidate's hotkey cannot be replaced, and a
// tombstone follows its hotkey.
func TestRekey(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 5, 10, 20, 30, 40, 50)
	c.Do(cold[0], remove(cold[0], hot[0], tao)) // 6
	c.Do(cold[1], leave(1))                     // 7: free after 47
	c.Misbehave(keys[2], 7)
	c.Block()
	c.BlocksTo(48) // the buried one is free after it
	k, ctx, fresh := c.App().Producer, c.Context(), testchain.NewActor("fresh")
	for i, want := range map[int]string{0: "it must leave first", 3: "it must leave first"} {
		err := k.Rekey(ctx, base.Hotkey, hot[i].Address(), fresh.Address())
		if !errors.Is(err, producer.ErrHeld) || !strings.Contains(err.Error(), want) {
			t.Errorf("hotkey %d: %v", i, err)
		}
	}
	if err := k.CheckHeld(ctx, hot[1].Address()); err != nil {
		t.Errorf("who left long ago: %v", err)
	}
	if err := k.Rekey(ctx, base.Hotkey, hot[2].Address(), fresh.Address()); err != nil {
		t.Fatal(err)
	}
	for of, want := range map[*testchain.Actor]bool{hot[0]: true, hot[1]: false, hot[2]: false, fresh: true} {
		if named, err := k.Names(ctx, base.Hotkey, of.Address()); err != nil || named != want {
			t.Errorf("hotkey %s is named: %v, %v", of, named, err)
		}
	}
	c.Do(cold[3], remove(cold[3], hot[3], tao))
	ctx = c.Context()
	if err := k.Rekey(ctx, base.Coldkey, cold[3].Address(), fresh.Address()); err != nil {
		t.Fatal(err)
	}
	for of, want := range map[*testchain.Actor]bool{cold[3]: false, fresh: true} {
		if named, err := k.Names(ctx, base.Coldkey, of.Address()); err != nil || named != want {
			t.Errorf("coldkey %s is named: %v, %v", of, named, err)
		}
	}
	if err := k.CheckInvariants(ctx); err != nil {
		t.Error(err)
	}
}
