package client

import (
	"errors"
	"regexp"
	"strconv"
)

// State says what is known of a transaction.
type State string

// States of a transaction.
const (
	// Sent is a transaction of which nobody has said yet what became of it.
	Sent State = "sent"
	// Included is one that is in a block and has succeeded.
	Included State = "included"
	// Failed is one that changed nothing, and never will.
	Failed State = "failed"
)

// Outcome is what is known of a transaction that was to be sent.
type Outcome struct {
	State  State
	Hash   string // "" when it was never sent
	Height uint64 // block that it is in; 0 for none
	Cause  error  // why it failed, or why its outcome is not known
	Next   uint64 // first block at which the same may succeed; 0 when that is not known
}

// OutcomeOf returns what the results of [Client.Send] mean.
func OutcomeOf(res *Result, err error) Outcome {
	if err == nil {
		return Outcome{State: Included, Hash: res.Hash, Height: res.Height}
	}
	if unknown, ok := errors.AsType[*UnknownError](err); ok {
		return Outcome{State: Sent, Hash: unknown.Hash, Cause: unknown.Cause}
	}
	o := Outcome{State: Failed, Cause: err}
	if refused, ok := errors.AsType[*Refused](err); ok {
		o.Height, o.Next = refused.Height, refused.NextBlock()
	}
	return o
}

// waits are the forms in which the chain says from which block on something is possible, and how much later that is.
var waits = []struct {
	form  *regexp.Regexp
	later uint64
}{
	{regexp.MustCompile(`(?:again|admitted|created) at block (\d+)`), 0},
	{regexp.MustCompile(`(?:ends at|again after) block (\d+)`), 1},
}

// NextBlock returns the first height at which the same may succeed, 0 if the chain does not say.
func (r *Refused) NextBlock() uint64 {
	for _, w := range waits {
		if m := w.form.FindStringSubmatch(r.Reason); m != nil {
			if n, err := strconv.ParseUint(m[1], 10, 64); err == nil {
				return n + w.later
			}
		}
	}
	return 0
}
