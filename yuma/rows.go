package yuma

import (
	"encoding/binary"
	"slices"
)

// entry is an entry of a row as its four bytes give it: uid | value << 16.
type entry uint32

func (x entry) uid() int      { return int(uint16(x)) }
func (x entry) value() uint64 { return uint64(x >> 16) }

// rowSet holds the rows of a matrix ready for use: ascending by uid, without repetitions and without what is void.
type rowSet struct {
	rows  [][]entry
	sums  []uint64 // of the values of a row
	arena []entry  // of all rows

	turn  []uint8  // by uid, how it came in the row that is being sorted
	value []uint16 // by uid, in the row that is being sorted

	// For rules to which the order of a row matters: the turns of each row that did not ascend, nil for those that did,
	// and whether there was any.
	remember bool
	turns    [][]uint8
	mixed    bool
}

// How a uid came in a row.
const (
	absent uint8 = iota
	inTurn
	late // behind a greater uid
)

// voids are the entries of a row that do not count: those for uids registered at height at or later, for the uid self
// (−1 for none), and for uids that do not exist.
type voids struct {
	registered []uint64
	newest     uint64 // the largest of registered
	at         uint64
	self       int
}

func (v *voids) has(j int) bool {
	return j >= len(v.registered) || v.registered[j] >= v.at || j == v.self
}

// reset makes room for the rows of n uids with so many entries in all; the rows are empty.
func (s *rowSet) reset(n, entries int, remember bool) {
	s.rows, s.sums, s.turns = resize(s.rows, n), resize(s.sums, n), resize(s.turns, n)
	s.turn, s.value = resize(s.turn, n), resize(s.value, n)
	clear(s.rows)
	clear(s.sums)
	clear(s.turns)
	s.arena = resize(s.arena, entries)[:0]
	s.remember, s.mixed = remember, false
}

// set takes row i without what is void.
func (s *rowSet) set(i int, packed Row, void voids) {
	begin := len(s.arena)
	row := s.arena[begin : begin+packed.Len()]
	sum, ascends := decode(row, packed)
	switch {
	case !ascends:
		row, sum = s.sort(row, packed, i, void)
	case len(row) > 0 && void.mayHave(row):
		row, sum = void.drop(row)
	}
	s.rows[i], s.sums[i] = row, sum
	s.arena = s.arena[:begin+len(row)]
}

// decode sets row to the entries of a packed one of the same length and returns the sum of the values, unless the uids do
// not ascend. It takes four entries at a time and keeps two sums of 32 bits, which an ascending row does not exceed.
func decode(row []entry, packed Row) (sum uint64, ascends bool) {
	last := -1
	for len(row) >= 4 && len(packed) >= 4*entrySize {
		first, second := binary.LittleEndian.Uint64(packed), binary.LittleEndian.Uint64(packed[2*entrySize:])
		x, y, z, t := entry(first), entry(first>>32), entry(second), entry(second>>32)
		if x.uid() <= last || y.uid() <= x.uid() || z.uid() <= y.uid() || t.uid() <= z.uid() {
			return 0, false
		}
		last = t.uid()
		sum += first>>16&0x0000ffff_0000ffff + second>>16&0x0000ffff_0000ffff
		row[0], row[1], row[2], row[3] = x, y, z, t
		row, packed = row[4:], packed[4*entrySize:]
	}
	sum = sum>>32 + sum&0xffffffff
	for k := range row {
		x := entry(binary.LittleEndian.Uint32(packed[k*entrySize:]))
		if x.uid() <= last {
			return 0, false
		}
		last = x.uid()
		sum += x.value()
		row[k] = x
	}
	return sum, true
}

// mayHave says whether something in an ascending row may be void.
func (v *voids) mayHave(row []entry) bool {
	if row[len(row)-1].uid() >= len(v.registered) || v.newest >= v.at {
		return true
	}
	_, found := slices.BinarySearchFunc(row, v.self, func(x entry, uid int) int { return x.uid() - uid })
	return found
}

// drop removes what is void from a row, in its place, and returns the rest with its sum.
func (v *voids) drop(row []entry) (kept []entry, sum uint64) {
	kept = row[:0]
	for _, x := range row {
		if !v.has(x.uid()) {
			kept = append(kept, x)
			sum += x.value()
		}
	}
	return kept, sum
}

// sort sets row i from a packed one that does not ascend: in order, without repetitions and without what is void. It
// returns the row, which is at most as long, with its sum.
func (s *rowSet) sort(row []entry, packed Row, i int, void voids) (sorted []entry, sum uint64) {
	clear(s.turn)
	top := -1
	for ; len(packed) >= entrySize; packed = packed[entrySize:] {
		uid, value := unpack(packed)
		j := int(uid)
		if void.has(j) || s.turn[j] != absent {
			continue
		}
		s.turn[j] = inTurn
		if j < top {
			s.turn[j] = late
			s.mixed = true
		}
		top = max(top, j)
		s.value[j] = value
	}
	sorted = row[:0]
	for j, t := range s.turn {
		if t != absent {
			x := entry(j) | entry(s.value[j])<<16
			sorted = append(sorted, x)
			sum += x.value()
		}
	}
	if s.remember {
		s.turns[i] = slices.Clone(s.turn)
	}
	return sorted, sum
}

// isLate says whether the entry of row i for uid j came behind one with a greater uid.
func (s *rowSet) isLate(i uint16, j int) bool {
	turn := s.turns[i]
	return turn != nil && turn[j] == late
}
