package client

import (
	"errors"
	"fmt"
	"net"
	"net/url"
)

// Refused is the answer of a node that did not let a transaction into a block, or the result of one that failed in it.
// In both cases nothing was changed, apart from a fee that may have been paid for a failure in a block.
type Refused struct {
	Codespace string // module that refused, for example "subnet"
	Code      uint32 // its stable error number
	Reason    string // for people: what was wrong and what to do
	Height    uint64 // block in which it failed; 0 if it never was in one
}

// Error implements error.
func (r *Refused) Error() string { return r.Reason }

// Is says that two refusals are the same when module and number are, so that errors.Is works with a template.
func (r *Refused) Is(target error) bool {
	t, ok := target.(*Refused)
	return ok && t.Codespace == r.Codespace && t.Code == r.Code
}

// ErrNotIncluded says that a transaction was sent but is in no block, and never will be: its time has passed.
var ErrNotIncluded = errors.New("the transaction was sent but not included in time; nothing was changed, try again")

// UnknownError says that a transaction was sent and that its outcome is not known, because the caller stopped waiting.
type UnknownError struct {
	Hash  string
	Cause error
}

// Error implements error.
func (e *UnknownError) Error() string {
	return fmt.Sprintf("transaction %s was sent, its outcome is not known: %v", e.Hash, e.Cause)
}

// Unwrap returns why the caller stopped waiting.
func (e *UnknownError) Unwrap() error { return e.Cause }

// isConnection says whether an error is about reaching a node and not about what was asked.
func isConnection(err error) bool {
	var u *url.Error
	var n net.Error
	return errors.As(err, &u) || errors.As(err, &n)
}
