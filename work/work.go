// Package work is the proof of work that buys a slot without a coin.
//
// A seal is bound to the chain, the subnet, the hotkey and a recent block: it cannot be made before that block, nor be
// used by anybody else or anywhere else. With difficulty D a seal counts if, read as a 256-bit number, it is at most
// (2²⁵⁶ − 1)/D; finding one takes D hashes on average. The chain verifies, clients solve; both use this code.
package work

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"math/big"
)

// domain separates these hashes from all others.
const domain = "tianwang/work/v1"

// Puzzle is what a seal is bound to.
type Puzzle struct {
	ChainID   string
	Netuid    uint32
	BlockHash []byte
	Hotkey    []byte // account address
}

// base returns SHA-256 over the fields in order, byte strings with their 8-byte length in front.
func (p Puzzle) base() [sha256.Size]byte {
	var b []byte
	str := func(s []byte) {
		b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	str([]byte(domain))
	str([]byte(p.ChainID))
	b = binary.LittleEndian.AppendUint64(b, uint64(p.Netuid))
	str(p.BlockHash)
	str(p.Hotkey)
	return sha256.Sum256(b)
}

// seal returns SHA-256(SHA-256(base ‖ nonce)), the nonce as 8 bytes little-endian.
func seal(base [sha256.Size]byte, nonce uint64) [sha256.Size]byte {
	var b [sha256.Size + 8]byte
	copy(b[:], base[:])
	binary.LittleEndian.PutUint64(b[sha256.Size:], nonce)
	inner := sha256.Sum256(b[:])
	return sha256.Sum256(inner[:])
}

// target returns the largest seal that counts, as 32 bytes big-endian. Difficulty 0 is read as 1.
func target(difficulty uint64) (t [sha256.Size]byte) {
	top := new(big.Int).Lsh(big.NewInt(1), 256)
	top.Sub(top, big.NewInt(1))
	top.Quo(top, new(big.Int).SetUint64(max(difficulty, 1)))
	top.FillBytes(t[:])
	return t
}

// Verify says whether the nonce solves the puzzle at the given difficulty.
func (p Puzzle) Verify(difficulty, nonce uint64) bool {
	s, t := seal(p.base(), nonce), target(difficulty)
	return bytes.Compare(s[:], t[:]) <= 0
}

// Solve tries nonces from start upwards and returns the first that counts. It gives up with the context's error; tried,
// if not nil, is told from time to time how many nonces have been tried.
func (p Puzzle) Solve(ctx context.Context, difficulty, start uint64, tried func(uint64)) (uint64, error) {
	base, t := p.base(), target(difficulty)
	for n := uint64(0); ; n++ {
		if n%65536 == 0 {
			if err := ctx.Err(); err != nil {
				return 0, err
			}
			if tried != nil {
				tried(n)
			}
		}
		if s := seal(base, start+n); bytes.Compare(s[:], t[:]) <= 0 {
			return start + n, nil
		}
	}
}
