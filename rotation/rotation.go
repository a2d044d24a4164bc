// Package rotation is how a coldkey is replaced by another: the form in which the new one is announced.
//
// Its law: pure; the chain and whoever announces compute the same hash from the same keys.
package rotation

import "crypto/sha256"

// HashSize is the length of an announcement in bytes.
const HashSize = sha256.Size

// domain separates this hash from all others of the network.
const domain = "tianwang/coldkey-swap/v1"

// Hash hides the new coldkey of an announcement until the swap is carried out: SHA-256 over the domain, the chain id, the
// old and the new address, each preceded by its length in one byte. An announcement therefore counts on one chain and for
// one old key only.
func Hash(chainID string, old, new []byte) []byte {
	h := sha256.New()
	for _, part := range [][]byte{[]byte(domain), []byte(chainID), old, new} {
		h.Write([]byte{byte(len(part))}) // #nosec G115 -- chain ids have at most 50 characters, addresses at most 255 bytes
		h.Write(part)
	}
	return h.Sum(nil)
}
