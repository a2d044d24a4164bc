package producer_test

import (
	"testing"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/producer"
)

// TestLiveness: the eleventh block missed of twenty jails, in that block and not before; a jailed producer comes back
// when its time is over, if it asks, at the next count.
func TestLiveness(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 5, 10, 10, 10, 10, 10)
	c.BlocksTo(10)
	c.Sleep(keys[0]) // block 11 tells that it did not sign block 10
	c.BlocksTo(20)
	if got := one(t, c, 0).Producer; got.Candidate.Missed != 10 || got.State != "active" {
		t.Errorf("after ten missed blocks %+v", got)
	}
	events := testchain.Events[*producerv1.EventJailed](c.BlockResult().Events)
	if len(events) != 1 || events[0].Hotkey != hot[0].String() || events[0].Missed != 11 || events[0].Until != 36 {
		t.Errorf("the eleventh missed block has the events %v", events)
	}
	others := map[int]int64{1: 10_000, 2: 10_000, 3: 10_000, 4: 10_000}
	wantSet(t, c, others)
	if got := one(t, c, 0).Producer; got.State != "jailed" || got.Candidate.Missed != 0 || got.Power != 0 || got.Candidate.JailedUntil != 36 {
		t.Errorf("the jailed is %+v", got)
	}
	c.BlocksTo(25) // it goes on being absent from the two blocks that had it in their set
	c.Sleep()
	c.BlocksTo(33)
	c.Refused([]testchain.Case{
		{"too early", cold[0], unjail(0), producer.ErrJailed, "again at block 36, now is block 34"},
		{"not jailed", cold[1], unjail(1), producer.ErrNotJailed, ""},
		{"no candidate", cold[0], unjail(5), nil, ""},
	}[:2])
	// Leaving and joining again is no way out.
	c.DoAll(testchain.Step{By: cold[0], Msg: leave(0)}, testchain.Step{By: cold[0], Msg: join(0)})
	if got := one(t, c, 0).Producer; got.State != "jailed" {
		t.Errorf("who left and joined again is %+v", got)
	}
	wantSet(t, c, others)
	c.Do(cold[0], unjail(0)) // 36
	wantSet(t, c, others)
	c.BlocksTo(40)
	wantSet(t, c, map[int]int64{0: 10_000, 1: 10_000, 2: 10_000, 3: 10_000, 4: 10_000})
	if got := one(t, c, 0).Producer; got.Candidate.SignsFrom != 42 || got.Candidate.Missed != 0 {
		t.Errorf("who came back is %+v", got)
	}
}

// TestLiveness_WindowSlides: blocks that were missed are forgotten when they leave the window, and the count is exactly
// that of the window, whatever the pattern.
func TestLiveness_WindowSlides(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 5, 10, 10, 10, 10, 10)
	c.BlocksTo(7)
	var missed []bool // of blocks 7, 8, …
	for i := range 70 {
		absent := i%5 < 2 || i > 20 && i < 24
		c.Sleep()
		if absent {
			c.Sleep(keys[2])
		}
		c.Block()
		missed = append(missed, absent)
		want := uint64(0)
		for _, m := range missed[max(0, len(missed)-20):] {
			if m {
				want++
			}
		}
		if got := one(t, c, 2).Producer.Candidate; got.Missed != want || got.JailedUntil != 0 {
			t.Fatalf("after block %d: %d missed, want %d; %+v", c.Height(), got.Missed, want, got)
		}
	}
	// A window of another size begins empty.
	p := rulesNow(t, c)
	p.LivenessWindow = 9
	if err := c.Govern(&producerv1.MsgUpdateParams{Authority: testchain.Authority, Params: p}); err != nil {
		t.Fatal(err)
	}
	c.Sleep()
	c.Block()
	if got := one(t, c, 2).Producer.Candidate; got.Missed != 0 {
		t.Errorf("in the new window %d are missed", got.Missed)
	}
}

// TestLiveness_TooFewLeft: when jail leaves too few, the authority takes over, and nobody counts its blocks.
func TestLiveness_TooFewLeft(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 4, 10, 10, 10, 10)
	c.BlocksTo(7)
	c.Sleep(keys[3])
	c.BlocksTo(18)
	wantSet(t, c, nil)
	c.Blocks(30)
	wantSet(t, c, nil)
	c.Sleep()
	c.Do(cold[3], unjail(3))
	c.BlocksTo(50)
	wantSet(t, c, map[int]int64{0: 10_000, 1: 10_000, 2: 10_000, 3: 10_000})
}
