package score

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
)

// ErrTooEarly says that a seed was to be drawn from a block that was known when the others committed themselves.
var ErrTooEarly = errors.New("the block was known before")

// Seed returns the seed of a challenge: from the hash of a block that came after the commitment, so that who committed could
// not know it, and from a secret of the judge's, so that nobody else can know it. commitment and secret may be empty, hash
// may not; heights are those of the commitment and of the block.
func Seed(commitment []byte, committedAt uint64, hash []byte, height uint64, secret []byte) ([32]byte, error) {
	if height <= committedAt {
		return [32]byte{}, fmt.Errorf("block %d, committed at block %d: take a later block: %w", height, committedAt, ErrTooEarly)
	}
	if len(hash) == 0 {
		return [32]byte{}, errors.New("the hash of a block is needed")
	}
	return digest("tianwang/seed/v1", commitment, hash, binary.LittleEndian.AppendUint64(nil, height), secret), nil
}

// ReferenceSeed returns the seed of what answers are compared with. It depends on each of the answers, in their order, so
// that no reference can be made, or leak, before the last of them is in.
func ReferenceSeed(seed [32]byte, answers ...[]byte) [32]byte {
	return digest("tianwang/reference/v1", append([][]byte{seed[:]}, answers...)...)
}

// digest hashes parts so that no two lists of parts have the same text.
func digest(domain string, parts ...[]byte) (sum [32]byte) {
	h := sha256.New()
	for _, p := range append([][]byte{[]byte(domain)}, parts...) {
		h.Write(binary.LittleEndian.AppendUint64(nil, uint64(len(p))))
		h.Write(p)
	}
	return [32]byte(h.Sum(nil))
}
