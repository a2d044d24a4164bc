package weights

import (
	"crypto/sha256"
	"encoding/binary"
)

// Schemes of commitments.
const (
	// SchemeHash is SHA-256 over the row, its author and a salt.
	SchemeHash = 1
)

// Sizes of a commitment.
const (
	HashSize    = sha256.Size
	MinSaltSize = 16
	MaxSaltSize = 64
)

// domain separates these hashes from all others.
const domain = "tianwang/weights/v1"

// Commitment is what a hash binds, so that nobody can copy it, replay it or change its mind.
type Commitment struct {
	ChainID string
	Netuid  uint32
	Hotkey  []byte // account address of the author
	UIDs    []uint32
	Weights []uint32
	Version uint64
	Salt    []byte
}

// Hash returns SHA-256 over the fields in order: byte strings with their length in front, numbers as 8 bytes
// little-endian, lists with their length in front.
func (c Commitment) Hash() [HashSize]byte {
	var b []byte
	str := func(s []byte) {
		b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	num := func(n uint64) { b = binary.LittleEndian.AppendUint64(b, n) }
	list := func(l []uint32) {
		num(uint64(len(l)))
		for _, v := range l {
			num(uint64(v))
		}
	}
	str([]byte(domain))
	str([]byte(c.ChainID))
	num(uint64(c.Netuid))
	str(c.Hotkey)
	list(c.UIDs)
	list(c.Weights)
	num(c.Version)
	str(c.Salt)
	return sha256.Sum256(b)
}
