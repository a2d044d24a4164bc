// Package wallet keeps keys on disk: a coldkey that owns money, and hotkeys that work.
//
// Its law: a private key is on disk only encrypted, each file with a salt of its own; a recovery phrase is never on disk
// at all; a file that exists is never overwritten; and a key leaves this package only as something that signs.
//
//	<dir>/<wallet>/coldkey.key           private key, Cosmos ASCII armor (Argon2id, ChaCha20-Poly1305)
//	<dir>/<wallet>/coldkey.json          name, address and public key, to be read without a password
//	<dir>/<wallet>/hotkeys/<name>.key    the same for each hotkey
//	<dir>/<wallet>/hotkeys/<name>.json
//	<dir>/<wallet>/promises/<hash>.json  weights that were committed and are still to be revealed
//
// A .key file is what the "keys import" of any Cosmos daemon reads. Keys are secp256k1, derived from 24 words by BIP-39
// and BIP-44: coldkeys at account 0, which is where other Cosmos wallets look, hotkeys at account 1. Accounts are
// hardened, so that a stolen hotkey does not reveal the coldkey of the same phrase.
//
//	phrase, err := wallet.NewPhrase()
//	w, err := wallet.Dir(dir).Wallet("default")
//	coldkey, hotkey, err := w.Create(phrase, password)
//	key, err := w.OpenHotkey("default", password) // a client.Signer and a wire.Signer
package wallet
