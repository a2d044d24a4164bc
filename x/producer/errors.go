package producer

import "cosmossdk.io/errors"

// Errors of the module; the text says what the caller can do.
var (
	ErrNotMember    = errors.Register(ModuleName, 2, "hotkey has no seat in root, it must join root first")
	ErrJoined       = errors.Register(ModuleName, 3, "hotkey is a candidate already")
	ErrNotCandidate = errors.Register(ModuleName, 4, "hotkey is no candidate, it must join first")
	ErrStakeTooLow  = errors.Register(ModuleName, 5, "stake is too low to produce blocks")
	ErrKey          = errors.Register(ModuleName, 6, "key is not usable")
	ErrKeyTaken     = errors.Register(ModuleName, 7, "key is registered already, every candidate needs one of its own")
	ErrProof        = errors.Register(ModuleName, 8, "proof is not the key's signature for this chain and hotkey")
	ErrKeyTooSoon   = errors.Register(ModuleName, 9, "the key was changed too recently")
	ErrNotJailed    = errors.Register(ModuleName, 10, "hotkey is not jailed")
	ErrJailed       = errors.Register(ModuleName, 11, "hotkey is jailed")
	ErrTombstoned   = errors.Register(ModuleName, 12, "hotkey signed two blocks of one height and never produces again")
	ErrTooMany      = errors.Register(ModuleName, 13, "too many withdrawals wait")
	ErrInconsistent = errors.Register(ModuleName, 14, "the tables of producers disagree")
	ErrHeld         = errors.Register(ModuleName, 15, "stake on the hotkey answers for its blocks")
)
