package subnet

import "cosmossdk.io/errors"

// Errors of the module; the text says what the caller can do.
var (
	ErrUnknownSubnet  = errors.Register(ModuleName, 2, "subnet does not exist")
	ErrNotRegistered  = errors.Register(ModuleName, 3, "hotkey is not registered in the subnet")
	ErrRegistered     = errors.Register(ModuleName, 4, "hotkey is registered in the subnet already")
	ErrClosed         = errors.Register(ModuleName, 5, "subnet does not admit this kind of registration")
	ErrTooManyInBlock = errors.Register(ModuleName, 6, "the registrations of this block are used up")
	ErrWorkBase       = errors.Register(ModuleName, 7, "proof of work is bound to an unusable block")
	ErrWork           = errors.Register(ModuleName, 8, "proof of work does not reach the difficulty")
	ErrPrice          = errors.Register(ModuleName, 9, "price is above the stated maximum")
	ErrNotEnoughRao   = errors.Register(ModuleName, 10, "balance is smaller than the price")
	ErrEndpoint       = errors.Register(ModuleName, 11, "endpoint is not usable")
	ErrTooSoon        = errors.Register(ModuleName, 12, "it is too early to do this again")
	ErrName           = errors.Register(ModuleName, 13, "name is not usable")
	ErrTooManySubnets = errors.Register(ModuleName, 14, "there is no room for another subnet")
	ErrText           = errors.Register(ModuleName, 15, "text is not usable")
	ErrInconsistent   = errors.Register(ModuleName, 16, "the tables of neurons disagree")
	ErrHyperparam     = errors.Register(ModuleName, 17, "hyperparameter is not usable")
	ErrNotOwner       = errors.Register(ModuleName, 18, "signer may not do this to the subnet")
	ErrDissolving     = errors.Register(ModuleName, 19, "subnet is about to be closed already")
	ErrNotOffered     = errors.Register(ModuleName, 20, "subnet was not offered to the signer")
)
