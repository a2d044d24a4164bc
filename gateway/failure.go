package gateway

import (
	"errors"
	"fmt"
	"time"
)

// Causes of a failure, one for each thing a user can do about it.
var (
	// ErrUnknownModel says that no subnet has the id that was asked for.
	ErrUnknownModel = errors.New("no such model")
	// ErrModelDisabled says that the operator of this gateway has switched the model off.
	ErrModelDisabled = errors.New("this gateway does not serve the model just now")
	// ErrUnsupported says that the model does not have the endpoint which was asked for.
	ErrUnsupported = errors.New("the model does not support this endpoint")
	// ErrNoMiners says that nobody serves the model just now; RetryAfter says when somebody may.
	ErrNoMiners = errors.New("no miner serves this model just now")
	// ErrMinersBusy says that every miner asked was busy.
	ErrMinersBusy = errors.New("every miner that was asked is busy")
	// ErrMinersFailed says that every miner asked failed or gave an answer that is not valid.
	ErrMinersFailed = errors.New("no miner gave a valid answer")
	// ErrMinersLate says that no miner answered in time.
	ErrMinersLate = errors.New("no miner answered in time")
	// ErrRequestRefused says that the miners which answered, at most two, hold the request itself to be wrong.
	ErrRequestRefused = errors.New("the model does not accept the request")
)

// Failure is an answer that did not come about.
type Failure struct {
	Cause      error         // one of the above
	Attempts   int           // miners that were asked
	RetryAfter time.Duration // 0 when waiting does not help

	// Of ErrRequestRefused: what the miner said.
	Status        int
	Code, Message string
}

// Error returns the cause.
func (f *Failure) Error() string {
	if f.Message != "" {
		return fmt.Sprintf("%v: %s", f.Cause, f.Message)
	}
	return f.Cause.Error()
}

// Unwrap returns the cause.
func (f *Failure) Unwrap() error { return f.Cause }
