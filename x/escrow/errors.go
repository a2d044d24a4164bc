package escrow

import "cosmossdk.io/errors"

// Errors of the module; the text says what the caller can do.
var (
	ErrUnknownChannel  = errors.Register(ModuleName, 2, "channel does not exist, or not any more")
	ErrNotParty        = errors.Register(ModuleName, 3, "account has no say over the channel")
	ErrAmount          = errors.Register(ModuleName, 4, "amount is not usable")
	ErrNotEnoughRao    = errors.Register(ModuleName, 5, "balance is smaller than the amount")
	ErrGateway         = errors.Register(ModuleName, 6, "gateway is not usable, name an account of its own")
	ErrTerms           = errors.Register(ModuleName, 7, "terms are out of range")
	ErrSigner          = errors.Register(ModuleName, 8, "key cannot sign vouchers")
	ErrTooManyChannels = errors.Register(ModuleName, 9, "payer has too many channels, close one first")
	ErrClosing         = errors.Register(ModuleName, 10, "channel is being closed")
	ErrClosed          = errors.Register(ModuleName, 11, "channel is closed, its rest goes back to the payer")
	ErrVoucher         = errors.Register(ModuleName, 12, "voucher is malformed")
	ErrSignature       = errors.Register(ModuleName, 13, "voucher is not signed by the channel's key")
	ErrLower           = errors.Register(ModuleName, 14, "voucher promises less than is settled already")
	ErrNothingNew      = errors.Register(ModuleName, 15, "voucher adds nothing to what is settled already")
	ErrDeposit         = errors.Register(ModuleName, 16, "voucher is for more than was deposited")
	ErrInconsistent    = errors.Register(ModuleName, 17, "the books do not balance")
	ErrPayee           = errors.Register(ModuleName, 18, "account cannot be paid, name another")
)
