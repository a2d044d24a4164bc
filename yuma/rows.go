package yuma

import (
	"encoding/binary"
	"slices"
	"sort"
)

// entry is an entry of a row as its four bytes give it: uid | value << 16.
type entry uint32

func (x entry) uid() int      { return int(uint16(x)) }
func (x entry) value() uint64 { return uint64(x >> 16) }

// rowSet holds the rows of a matrix ready for use: ascending by uid, without repetitions and without what is void.
type rowSet struct {
	rows  []Row
	sums  []uint64 // of the values of a row
	arena []byte   // of those rows that are not used as they were given

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

// reset makes room for the rows of n uids; the rows are empty.
func (s *rowSet) reset(n int, remember bool) {
	s.rows, s.sums, s.turns = resize(s.rows, n), resize(s.sums, n), resize(s.turns, n)
	s.turn, s.value = resize(s.turn, n), resize(s.value, n)
	clear(s.rows)
	clear(s.sums)
	clear(s.turns)
	s.arena = s.arena[:0]
	s.remember, s.mixed = remember, false
}

// set takes row i without what is void. A row that ascends and has nothing void is used where it lies.
func (s *rowSet) set(i int, row Row, void voids) {
	row = row[:entrySize*row.Len()]
	sum, ascends := check(row)
	begin := len(s.arena)
	switch {
	case !ascends:
		sum = s.sort(row, i, void)
		row = s.arena[begin:len(s.arena):len(s.arena)]
	case len(row) > 0 && void.mayHave(row):
		sum = s.drop(row, void)
		row = s.arena[begin:len(s.arena):len(s.arena)]
	}
	s.rows[i], s.sums[i] = row, sum
}

// check returns the sum of the values of a row, unless the uids do not ascend. It takes two entries at a time, compares
// them with the two that begin one entry later, both at once, and keeps two sums of 32 bits, which an ascending row does
// not exceed.
func check(row Row) (sum uint64, ascends bool) {
	const low, ones, guards = 0x0000ffff_0000ffff, 0x00000001_00000001, 0x80000000_80000000
	less := uint64(guards) // a guard stays as long as the differences are above 0
	for len(row) >= 3*entrySize {
		here, next := binary.LittleEndian.Uint64(row), binary.LittleEndian.Uint64(row[entrySize:])
		less &= (next&low | guards) - here&low - ones
		sum += here >> 16 & low
		row = row[2*entrySize:]
	}
	if less&guards != guards {
		return 0, false
	}
	sum = sum>>32 + sum&0xffffffff
	last := -1
	for ; len(row) >= entrySize; row = row[entrySize:] {
		x := first(row)
		if x.uid() <= last {
			return 0, false
		}
		last = x.uid()
		sum += x.value()
	}
	return sum, true
}

// first returns the entry at the start of a row.
func first(row Row) entry { return entry(binary.LittleEndian.Uint32(row)) }

// mayHave says whether something in an ascending row may be void.
func (v *voids) mayHave(row Row) bool {
	if first(row[len(row)-entrySize:]).uid() >= len(v.registered) || v.newest >= v.at {
		return true
	}
	_, found := sort.Find(row.Len(), func(k int) int { return v.self - first(row[k*entrySize:]).uid() })
	return found
}

// add puts an entry at the end of the arena.
func (s *rowSet) add(x entry) { s.arena = binary.LittleEndian.AppendUint32(s.arena, uint32(x)) }

// drop adds an ascending row without what is void to the arena and returns the sum of its values.
func (s *rowSet) drop(row Row, void voids) (sum uint64) {
	for ; len(row) >= entrySize; row = row[entrySize:] {
		if x := first(row); !void.has(x.uid()) {
			s.add(x)
			sum += x.value()
		}
	}
	return sum
}

// sort adds row i, which does not ascend, to the arena: in order, without repetitions and without what is void. It returns
// the sum of its values.
func (s *rowSet) sort(row Row, i int, void voids) (sum uint64) {
	clear(s.turn)
	top := -1
	for ; len(row) >= entrySize; row = row[entrySize:] {
		uid, value := unpack(row)
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
	for j, t := range s.turn {
		if t != absent {
			x := entry(j) | entry(s.value[j])<<16
			s.add(x)
			sum += x.value()
		}
	}
	if s.remember {
		s.turns[i] = slices.Clone(s.turn)
	}
	return sum
}

// isLate says whether the entry of row i for uid j came behind one with a greater uid.
func (s *rowSet) isLate(i uint16, j int) bool {
	turn := s.turns[i]
	return turn != nil && turn[j] == late
}
