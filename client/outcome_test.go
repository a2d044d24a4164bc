package client

import (
	"context"
	"errors"
	"fmt"
	"testing"
)

func TestOutcomeOf(t *testing.T) {
	t.Parallel()
	soon := &Refused{Codespace: "weights", Code: 7, Reason: "too soon: again at block 130", Height: 120}
	late := &UnknownError{Hash: "AB", Cause: context.DeadlineExceeded}
	none := fmt.Errorf("sending a transaction: %w", ErrNoNode)
	for _, c := range []struct {
		name string
		res  *Result
		err  error
		want Outcome
	}{
		{"in a block", &Result{Hash: "AB", Height: 120}, nil, Outcome{State: Included, Hash: "AB", Height: 120}},
		{"waited in vain", nil, late, Outcome{State: Sent, Hash: "AB", Cause: context.DeadlineExceeded}},
		{"refused until later", nil, fmt.Errorf("axon: %w", soon), Outcome{State: Failed, Height: 120, Next: 130}},
		{"time has passed", nil, ErrNotIncluded, Outcome{State: Failed}},
		{"no node", nil, none, Outcome{State: Failed}},
	} {
		got := OutcomeOf(c.res, c.err)
		if c.want.Cause == nil && c.err != nil {
			c.want.Cause = c.err
		}
		if got.State != c.want.State || got.Hash != c.want.Hash || got.Height != c.want.Height || got.Next != c.want.Next ||
			!errors.Is(got.Cause, c.want.Cause) {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}
