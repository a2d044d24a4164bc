package voucher_test

import (
	"crypto/sha256"
	"math/big"
	"testing"

	"github.com/decred/dcrd/dcrec/secp256k1/v4"
	"github.com/decred/dcrd/dcrec/secp256k1/v4/ecdsa"

	"github.com/tianwang-net/tianwang/voucher"
)

// key is the private key SHA-256(name).
type key struct{ private *secp256k1.PrivateKey }

func newKey(name string) key {
	d := sha256.Sum256([]byte(name))
	return key{secp256k1.PrivKeyFromBytes(d[:])}
}

func (k key) public() []byte { return k.private.PubKey().SerializeCompressed() }

// Sign implements voucher.Signer; nonces follow RFC 6979.
func (k key) Sign(msg []byte) ([]byte, error) {
	hash := sha256.Sum256(msg)
	return ecdsa.SignCompact(k.private, hash[:], true)[1:], nil
}

var payer = newKey("alice")

func sample() voucher.Voucher {
	return voucher.Voucher{ChainID: "tianwang-1", Channel: 7, Spent: []voucher.Spend{{Netuid: 1, Amount: 2_000_000}, {Netuid: 3, Amount: 500}}}
}

func sign(t testing.TB, v voucher.Voucher, by key) voucher.Signed {
	t.Helper()
	s, err := voucher.Sign(v, by)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// highS returns the other form of a signature, with n − s.
func highS(signature []byte) []byte {
	s := new(big.Int).SetBytes(signature[32:])
	s.Sub(secp256k1.S256().N, s)
	return s.FillBytes(append(append([]byte{}, signature[:32]...), make([]byte, 32)...)[32:])
}
