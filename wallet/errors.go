package wallet

import "errors"

// Errors of the package. They come wrapped, with the key they are about.
var (
	// ErrNotFound says that there is no such wallet or key.
	ErrNotFound = errors.New("does not exist")
	// ErrExists says that a key is there already; it is never overwritten.
	ErrExists = errors.New("exists already and is never overwritten")
	// ErrPassword says that a key cannot be decrypted with the password. The file is as it was.
	ErrPassword = errors.New("wrong password")
	// ErrShortPassword says that a new password has fewer than MinPassword bytes.
	ErrShortPassword = errors.New("password is too short")
	// ErrPhrase says that words are not a recovery phrase.
	ErrPhrase = errors.New("not a recovery phrase")
	// ErrName says that a name cannot be that of a wallet or a hotkey.
	ErrName = errors.New("not usable as a name")
	// ErrCorrupt says that a file is not what this package wrote.
	ErrCorrupt = errors.New("is damaged")
	// ErrSignature says that a signature is not one of this message by this address.
	ErrSignature = errors.New("signature does not fit")
)
