package voucher

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
)

// domain separates what is signed here from everything else that a key signs.
const domain = "tianwang/voucher/v1"

// Bounds of a voucher.
const (
	// MaxSpends is how many subnets one channel can be used for.
	MaxSpends = 32
	// MaxChainID is the length of the longest chain id, in bytes; it is CometBFT's.
	MaxChainID = 50
)

// Errors of vouchers; they come wrapped, with what was wrong.
var (
	// ErrForm says that a voucher is not in its only form.
	ErrForm = errors.New("voucher is malformed")
	// ErrSignature says that a voucher was not signed by the key it is held against.
	ErrSignature = errors.New("voucher is not signed by the channel's key")
	// ErrLower says that a voucher takes something back that an earlier one promised.
	ErrLower = errors.New("voucher promises less than an earlier one")
)

// Spend is what was spent in one subnet.
type Spend struct {
	Netuid uint32 `json:"netuid"`
	Amount uint64 `json:"amount,string"` // rao, since the channel was opened
}

// Voucher is the payer's promise. Spent is sorted by netuid, without zeros and duplicates.
type Voucher struct {
	ChainID string  `json:"chain_id"`
	Channel uint64  `json:"channel,string"`
	Spent   []Spend `json:"spent"`
}

// Check returns [ErrForm] unless the voucher is in its only form: a chain, a channel, and spends in strictly rising
// order of their netuids, from 1 to [MaxSpends] of them, each of at least one rao, whose sum is below 2⁶⁴. Netuid 0 is the
// root network, which serves nothing.
func (v Voucher) Check() error {
	switch {
	case len(v.ChainID) == 0 || len(v.ChainID) > MaxChainID:
		return fmt.Errorf("%w: chain id has %d bytes, 1 to %d are needed", ErrForm, len(v.ChainID), MaxChainID)
	case v.Channel == 0:
		return fmt.Errorf("%w: channel is 0, the first is 1", ErrForm)
	}
	return CheckSpends(v.Spent, 1)
}

// CheckSpends is the part of [Voucher.Check] about spends, of which there are at least least.
func CheckSpends(spent []Spend, least int) error {
	if len(spent) < least || len(spent) > MaxSpends {
		return fmt.Errorf("%w: %d subnets, %d to %d can be paid for", ErrForm, len(spent), least, MaxSpends)
	}
	var last uint32
	var sum, carry uint64
	for _, s := range spent {
		if s.Netuid <= last {
			return fmt.Errorf("%w: netuid %d after %d, they must rise from 1", ErrForm, s.Netuid, last)
		}
		if s.Amount == 0 {
			return fmt.Errorf("%w: netuid %d: 0 rao, leave it out", ErrForm, s.Netuid)
		}
		if sum, carry = bits.Add64(sum, s.Amount, 0); carry != 0 {
			return fmt.Errorf("%w: netuid %d: the sum passes 2⁶⁴ rao", ErrForm, s.Netuid)
		}
		last = s.Netuid
	}
	return nil
}

// Total returns the sum of spends that have passed [CheckSpends], in rao.
func Total(spent []Spend) uint64 {
	var sum uint64
	for _, s := range spent {
		sum += s.Amount
	}
	return sum
}

// Since returns what the voucher adds to spends that were promised or settled before, subnet by subnet, without zeros:
// nothing for a voucher that says the same. It returns [ErrLower] if any number would fall. Both must have passed their
// check.
func (v Voucher) Since(before []Spend) ([]Spend, error) {
	var added []Spend
	rest := before
	for _, s := range v.Spent {
		var had uint64
		if len(rest) > 0 && rest[0].Netuid == s.Netuid {
			had, rest = rest[0].Amount, rest[1:]
		}
		if len(rest) > 0 && rest[0].Netuid < s.Netuid {
			return nil, lower(rest[0], 0)
		}
		if s.Amount < had {
			return nil, lower(Spend{s.Netuid, had}, s.Amount)
		}
		if s.Amount > had {
			added = append(added, Spend{s.Netuid, s.Amount - had})
		}
	}
	if len(rest) > 0 {
		return nil, lower(rest[0], 0)
	}
	return added, nil
}

func lower(before Spend, now uint64) error {
	return fmt.Errorf("%w: netuid %d: %d rao after %d", ErrLower, before.Netuid, now, before.Amount)
}

// Bytes returns what is signed: the fields in order, byte strings with their length in front, numbers as 8 bytes
// little-endian, the list with its length in front. The domain comes first.
func (v Voucher) Bytes() []byte {
	b := make([]byte, 0, 8*5+len(domain)+len(v.ChainID)+16*len(v.Spent))
	b = appendString(b, domain)
	b = appendString(b, v.ChainID)
	b = binary.LittleEndian.AppendUint64(b, v.Channel)
	b = binary.LittleEndian.AppendUint64(b, uint64(len(v.Spent)))
	for _, s := range v.Spent {
		b = binary.LittleEndian.AppendUint64(b, uint64(s.Netuid))
		b = binary.LittleEndian.AppendUint64(b, s.Amount)
	}
	return b
}

func appendString(b []byte, s string) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
	return append(b, s...)
}
