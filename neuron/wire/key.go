package wire

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"
	"golang.org/x/crypto/ripemd160" //nolint:staticcheck,gosec // the form of Cosmos addresses

	"github.com/cosmos/cosmos-sdk/types/bech32"

	"github.com/tianwang-net/tianwang"
)

const (
	signatureSize = 64 // r‖s
	publicKeySize = 33 // compressed
	privateSize   = 32
)

// Signer holds a hotkey, or speaks to whoever holds it. Implementations are safe for concurrent use.
type Signer interface {
	// Address is the hotkey's bech32 address.
	Address() string
	// PublicKey is the compressed public key, 33 bytes.
	PublicKey() []byte
	// Sign signs the SHA-256 of msg and returns r‖s with the low s, 64 bytes.
	Sign(msg []byte) ([]byte, error)
}

// Key is a Signer that holds the private key in memory.
type Key struct {
	private *secp256k1.PrivateKey
	public  []byte
	address string
}

// NewKey makes a signer of a 32-byte private key.
func NewKey(private []byte) (*Key, error) {
	var d secp256k1.ModNScalar
	if len(private) != privateSize || d.SetByteSlice(private) || d.IsZero() {
		return nil, errors.New("private key: 32 bytes below the order of the curve are needed")
	}
	k := secp256k1.NewPrivateKey(&d)
	public := k.PubKey().SerializeCompressed()
	address, err := Address(public)
	if err != nil {
		return nil, err
	}
	return &Key{k, public, address}, nil
}

// Address is the hotkey's bech32 address.
func (k *Key) Address() string { return k.address }

// PublicKey is the compressed public key.
func (k *Key) PublicKey() []byte { return k.public }

// Sign signs the SHA-256 of msg; the same message gives the same signature.
func (k *Key) Sign(msg []byte) ([]byte, error) {
	hash := sha256.Sum256(msg)
	sig := ecdsa.SignCompact(k.private, hash[:], true)
	return sig[1:], nil // the first byte serves to recover the key, which the message names anyway
}

// Address returns the bech32 address of a compressed public key: RIPEMD-160 of its SHA-256, as for every account.
func Address(public []byte) (string, error) {
	if len(public) != publicKeySize {
		return "", fmt.Errorf("public key: %d bytes, want %d", len(public), publicKeySize)
	}
	hash := sha256.Sum256(public)
	h := ripemd160.New() // #nosec G406 -- likewise
	h.Write(hash[:])
	return bech32.ConvertAndEncode(tianwang.AddressPrefix, h.Sum(nil))
}

// parseKey reads a keyid: the compressed public key in lower-case hexadecimal.
func parseKey(keyid string) ([]byte, error) {
	public, err := hex.DecodeString(keyid)
	if err != nil || len(public) != publicKeySize || hex.EncodeToString(public) != keyid {
		return nil, fmt.Errorf("keyid: 66 lower-case hexadecimal digits are needed: %w", ErrMalformed)
	}
	return public, nil
}

// verify checks a signature over msg: 64 bytes, low s, a point that is on the curve.
func verify(public, msg, sig []byte) error {
	key, err := secp256k1.ParsePubKey(public)
	if err != nil {
		return fmt.Errorf("keyid: not a point of the curve: %w", ErrBadSignature)
	}
	var r, s secp256k1.ModNScalar
	if len(sig) != signatureSize || r.SetByteSlice(sig[:32]) || s.SetByteSlice(sig[32:]) || s.IsOverHalfOrder() {
		return fmt.Errorf("signature: not r‖s with the low s: %w", ErrBadSignature)
	}
	hash := sha256.Sum256(msg)
	if !ecdsa.NewSignature(&r, &s).Verify(hash[:], key) {
		return ErrBadSignature
	}
	return nil
}
