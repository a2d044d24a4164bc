package producer_test

import (
	"slices"
	"testing"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/internal/testchain"
	"github.com/tianwang-net/tianwang/x/producer"
)

// wantUnbonding wants a coldkey to wait for these amounts, in the order in which they left.
func wantUnbonding(t testing.TB, c *testchain.Chain, of *testchain.Actor, pays, due []uint64) {
	t.Helper()
	r, err := query(c).Unbonding(c.Context(), &producerv1.QueryUnbondingRequest{Coldkey: of.String()})
	if err != nil {
		t.Fatal(err)
	}
	var gotPays, gotDue []uint64
	for _, u := range r.Unbondings {
		gotPays, gotDue = append(gotPays, u.Pays), append(gotDue, u.Unbonding.DueAt)
	}
	if !slices.Equal(gotPays, pays) || !slices.Equal(gotDue, due) {
		t.Errorf("%s waits for %d at %d, want %d at %d", of, gotPays, gotDue, pays, due)
	}
}

// TestUnbonding: stake that leaves a candidate is paid forty blocks later, at the end of exactly that block; other stake
// is paid at once. After the candidate has left, all is paid when its own time is over, and then at once again.
func TestUnbonding(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 4, 10, 20, 30, 40, 50)
	c.Do(nom, testchain.AddStake(nom, hot[0], 5*tao)) // 6
	c.Do(nom, testchain.AddStake(nom, hot[4], 5*tao)) // 7
	c.BlocksTo(9)
	had := c.Balance(nom)
	c.Do(nom, remove(nom, hot[4], tao)) // 10; no candidate
	if got := c.Balance(nom); got != had+tao-fee {
		t.Errorf("stake on others: %d became %d", had, got)
	}
	c.Do(nom, remove(nom, hot[0], 2*tao)) // 11
	if got := c.Balance(nom); got != had+tao-2*fee {
		t.Errorf("stake on a candidate was paid at once: %d became %d", had, got)
	}
	wantUnbonding(t, c, nom, []uint64{2 * tao}, []uint64{51})
	if got := stakeOn(t, c, 0); got != 13*tao {
		t.Errorf("the pool has %d", got)
	}
	c.BlocksTo(29)
	c.Do(cold[0], leave(0)) // 30: all is free after 70
	c.BlocksTo(39)
	c.Do(nom, remove(nom, hot[0], tao)) // 40
	wantUnbonding(t, c, nom, []uint64{2 * tao, tao}, []uint64{51, 70})
	c.BlocksTo(50)
	if got := c.Balance(nom); got != had+tao-3*fee {
		t.Errorf("before its block the stake was paid: %d", got)
	}
	c.Block()
	if got := c.Balance(nom); got != had+3*tao-3*fee {
		t.Errorf("at its block the stake was not paid: %d", got)
	}
	c.BlocksTo(69)
	if got := c.Balance(nom); got != had+3*tao-3*fee {
		t.Errorf("the other was paid before its block: %d", got)
	}
	c.Do(cold[0], remove(cold[0], hot[0], tao)) // 70: its own time is over in this block
	if got := c.Balance(nom); got != had+4*tao-3*fee {
		t.Errorf("the other was not paid at its block: %d", got)
	}
	wantUnbonding(t, c, nom, nil, nil)
	wantUnbonding(t, c, cold[0], nil, nil)
}

// TestUnbonding_Bounds: a coldkey has at most 64 withdrawals waiting; in a block at most 100 are paid, the others in the
// next.
func TestUnbonding_Bounds(t *testing.T) {
	t.Parallel()
	c := producing(t, nil, 4, 10, 20, 30, 40)
	c.Do(nom, testchain.AddStake(nom, hot[1], 5*tao)) // 6
	var steps []testchain.Step
	for range 64 {
		steps = append(steps, testchain.Step{By: nom, Msg: remove(nom, hot[1], 1000)},
			testchain.Step{By: cold[1], Msg: remove(cold[1], hot[1], 1000)})
	}
	c.DoAll(steps...) // 7
	c.Refused([]testchain.Case{{"one more", nom, remove(nom, hot[1], 1000), producer.ErrTooMany, "again after block 47"}})
	c.BlocksTo(46)
	first, second := c.Balance(nom), c.Balance(cold[1])
	c.Block()
	if got := c.Balance(nom) - first + c.Balance(cold[1]) - second; got != 100*1000 {
		t.Errorf("in the block %d rao were paid", got)
	}
	c.Block()
	if got := c.Balance(nom) - first + c.Balance(cold[1]) - second; got != 128*1000 {
		t.Errorf("in both blocks %d rao were paid", got)
	}
}
