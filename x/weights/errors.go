package weights

import "cosmossdk.io/errors"

// Errors of the module; the text says what the caller can do.
var (
	ErrRow            = errors.Register(ModuleName, 2, "weights are malformed")
	ErrUnknownUID     = errors.Register(ModuleName, 3, "weights name a uid that does not exist")
	ErrTooFew         = errors.Register(ModuleName, 4, "weights name too few uids")
	ErrMaxWeight      = errors.Register(ModuleName, 5, "one weight takes too large a share")
	ErrVersion        = errors.Register(ModuleName, 6, "version key is too old, update the validator")
	ErrNoPermit       = errors.Register(ModuleName, 7, "neuron has no validator permit")
	ErrTooSoon        = errors.Register(ModuleName, 8, "weights were set too recently")
	ErrSecret         = errors.Register(ModuleName, 9, "subnet wants weights to be committed and revealed")
	ErrNotSecret      = errors.Register(ModuleName, 10, "subnet takes weights directly, nothing is committed")
	ErrCommit         = errors.Register(ModuleName, 11, "commitment is malformed")
	ErrTooManyCommits = errors.Register(ModuleName, 12, "too many commitments are open")
	ErrNoCommit       = errors.Register(ModuleName, 13, "no open commitment matches")
	ErrRevealTooEarly = errors.Register(ModuleName, 14, "it is too early to reveal")
	ErrRevealTooLate  = errors.Register(ModuleName, 15, "commitment has expired")
	ErrInconsistent   = errors.Register(ModuleName, 16, "a row has no neuron")
)
