package stake

import "cosmossdk.io/errors"

// Errors of the module; the text says what the caller can do.
var (
	ErrUnknownHotkey   = errors.Register(ModuleName, 2, "hotkey is unknown, it must be registered in a subnet first")
	ErrNotOwner        = errors.Register(ModuleName, 3, "coldkey does not own the hotkey")
	ErrAmount          = errors.Register(ModuleName, 4, "amount is not usable")
	ErrNotEnoughStake  = errors.Register(ModuleName, 5, "stake is smaller than the amount")
	ErrBelowMinimum    = errors.Register(ModuleName, 6, "nomination would be below the minimum")
	ErrTakeRange       = errors.Register(ModuleName, 7, "take is out of range")
	ErrTakeTooSoon     = errors.Register(ModuleName, 8, "take was changed too recently")
	ErrNotEnoughRao    = errors.Register(ModuleName, 9, "balance is smaller than the amount")
	ErrInconsistent    = errors.Register(ModuleName, 10, "the books do not balance")
	ErrHotkeyIsColdkey = errors.Register(ModuleName, 11, "hotkey and coldkey must be different keys")
	ErrModuleAccount   = errors.Register(ModuleName, 12, "the account of a module is nobody's key, name one of your own")
	ErrSameKey         = errors.Register(ModuleName, 13, "old and new must be different keys")
	ErrChildren        = errors.Register(ModuleName, 14, "children are not usable")
	ErrUnknownSubnet   = errors.Register(ModuleName, 15, "subnet does not exist")
	ErrTooSoon         = errors.Register(ModuleName, 16, "it is too early to do this")
	ErrPrice           = errors.Register(ModuleName, 17, "price is above the stated maximum")
	ErrKeyInUse        = errors.Register(ModuleName, 18, "key is in use already, name a fresh one")
	ErrFrozen          = errors.Register(ModuleName, 19, "coldkey is about to be replaced, its rao do not move")
	ErrNoSwap          = errors.Register(ModuleName, 20, "no swap of the coldkey is announced")
	ErrSwapHash        = errors.Register(ModuleName, 21, "announcement does not fit")
	ErrDisputed        = errors.Register(ModuleName, 22, "swap is disputed, only governance can resolve it")
)
