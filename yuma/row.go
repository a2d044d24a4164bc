package yuma

import "encoding/binary"

// Entry is one element of a sparse row: the weight or the bond a validator has for a uid.
type Entry struct {
	UID   uint16
	Value uint16
}

// entrySize is the number of bytes of a packed entry.
const entrySize = 4

// Row is a row of weights or bonds in the form in which the chain stores it: for each entry the uid and the value, both
// 16 bits little-endian. Rows made by this package ascend by uid; rows given to it may be in any order. Entries with a
// uid that does not exist, and repetitions of a uid, are ignored.
type Row []byte

// Pack returns the row of the entries, in their order.
func Pack(entries ...Entry) Row {
	r := make(Row, 0, entrySize*len(entries))
	for _, e := range entries {
		r = binary.LittleEndian.AppendUint16(r, e.UID)
		r = binary.LittleEndian.AppendUint16(r, e.Value)
	}
	return r
}

// Len returns the number of entries.
func (r Row) Len() int { return len(r) / entrySize }

// At returns entry k; it panics, as a slice does, unless 0 ≤ k < Len.
func (r Row) At(k int) Entry {
	uid, value := unpack(r[entrySize*k:])
	return Entry{uid, value}
}

// Entries returns all entries in stored order.
func (r Row) Entries() []Entry {
	es := make([]Entry, r.Len())
	for k := range es {
		es[k] = r.At(k)
	}
	return es
}

// unpack reads the entry at the start of b.
func unpack(b []byte) (uid, value uint16) {
	x := binary.LittleEndian.Uint32(b)
	return uint16(x), uint16(x >> 16)
}
