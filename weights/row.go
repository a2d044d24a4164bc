package weights

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
)

// Max is the largest value of an entry.
const Max = 65535

// entrySize is the number of bytes of a packed entry: uid and value, little-endian.
const entrySize = 4

// Entry gives one uid (or, in root votes, one netuid) a value.
type Entry struct {
	UID   uint16
	Value uint16
}

// Row is a list of entries, ascending by uid in stored rows.
type Row []Entry

// FromWire makes a row of the two lists of a message: it refuses lists of different lengths, numbers beyond 16 bits and
// duplicates, scales the values so that the largest is [Max], and sorts by uid. An empty row is allowed.
func FromWire(uids, values []uint32) (Row, error) {
	if len(uids) != len(values) {
		return nil, fmt.Errorf("weights: %d uids but %d values", len(uids), len(values))
	}
	row := make(Row, len(uids))
	for i := range uids {
		if uids[i] > Max || values[i] > Max {
			return nil, fmt.Errorf("weights: entry %d is (%d, %d), both must be at most %d", i, uids[i], values[i], Max)
		}
		row[i] = Entry{uint16(uids[i]), uint16(values[i])}
	}
	slices.SortFunc(row, func(a, b Entry) int { return int(a.UID) - int(b.UID) })
	for i := 1; i < len(row); i++ {
		if row[i].UID == row[i-1].UID {
			return nil, fmt.Errorf("weights: uid %d occurs twice", row[i].UID)
		}
	}
	row.upscale()
	return row, nil
}

// Wire returns the row as the two lists of a message.
func (r Row) Wire() (uids, values []uint32) {
	uids, values = make([]uint32, len(r)), make([]uint32, len(r))
	for i, e := range r {
		uids[i], values[i] = uint32(e.UID), uint32(e.Value)
	}
	return uids, values
}

// upscale scales the values so that the largest becomes Max, rounding to nearest. The order of multiplication and
// division is the reference chain's, which decides the last bit: large rows divide first, in units of 2⁻³².
func (r Row) upscale() {
	var top uint64
	for _, e := range r {
		top = max(top, uint64(e.Value))
	}
	if top == 0 || top == Max {
		return
	}
	const half = 1 << 31
	for i, e := range r {
		var q uint64 // in units of 2⁻³²
		if top > 32768 {
			ratio := (Max << 32) / top
			q = uint64(e.Value) * ratio
		} else {
			hi, lo := bits.Mul64(uint64(e.Value)*Max, 1<<32)
			q, _ = bits.Div64(hi, lo, top)
		}
		r[i].Value = uint16(min((q+half)>>32, Max))
	}
}

// Pack returns the stored form: four bytes an entry.
func (r Row) Pack() []byte {
	b := make([]byte, 0, entrySize*len(r))
	for _, e := range r {
		b = binary.LittleEndian.AppendUint16(b, e.UID)
		b = binary.LittleEndian.AppendUint16(b, e.Value)
	}
	return b
}

// Unpack reads the stored form; bytes beyond the last whole entry are refused.
func Unpack(b []byte) (Row, error) {
	if len(b)%entrySize != 0 {
		return nil, fmt.Errorf("weights: packed row of %d bytes, a multiple of %d is needed", len(b), entrySize)
	}
	row := make(Row, len(b)/entrySize)
	for i := range row {
		row[i].UID = binary.LittleEndian.Uint16(b[entrySize*i:])
		row[i].Value = binary.LittleEndian.Uint16(b[entrySize*i+2:])
	}
	return row, nil
}

// WithinLimit says whether no entry takes more than limit/65535 of the sum of the row; a limit of [Max] always holds.
func (r Row) WithinLimit(limit uint16) bool {
	if limit == Max {
		return true
	}
	var sum, top uint64
	for _, e := range r {
		sum += uint64(e.Value)
		top = max(top, uint64(e.Value))
	}
	return top*Max <= uint64(limit)*sum
}
