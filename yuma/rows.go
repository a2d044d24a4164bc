package yuma

import (
	"encoding/binary"
	"slices"
)

// rowSet holds the rows of a matrix ready for use: ascending by uid, without repetitions and without what is void. A row
// that is like that already is not copied.
type rowSet struct {
	rows  []Row
	sums  []uint64  // of the values of a row
	turns [][]uint8 // by row and uid, how the uid came in a row that did not ascend; nil for rows that did
	mixed bool      // some row did not ascend
	arena []byte    // of copied rows
	value []uint16  // by uid, of the row that is being sorted
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

// reset makes room for n rows, all empty.
func (s *rowSet) reset(n int) {
	s.rows, s.sums, s.turns = resize(s.rows, n), resize(s.sums, n), resize(s.turns, n)
	s.value = resize(s.value, n)
	clear(s.rows)
	clear(s.sums)
	clear(s.turns)
	s.mixed = false
	s.arena = s.arena[:0]
}

// set takes row i without what is void.
func (s *rowSet) set(i int, row Row, void voids) {
	last, sum, ascends := survey(row)
	switch {
	case !ascends, last >= len(void.registered), row.has(void.self), void.newest >= void.at && void.any(row):
		s.copy(i, row, void)
	default:
		s.rows[i], s.sums[i] = row, sum
	}
}

// survey returns the last uid of a row and the sum of its values, and whether its uids ascend. It reads two entries at a
// time and keeps two sums of 32 bits, which 65536 entries do not exceed.
func survey(row Row) (last int, sum uint64, ascends bool) {
	last = -1
	var sums uint64
	for ; len(row) >= 2*entrySize; row = row[2*entrySize:] {
		x := binary.LittleEndian.Uint64(row)
		first, second := int(uint16(x)), int(uint16(x>>32))
		if first <= last || second <= first {
			return 0, 0, false
		}
		last = second
		sums += x >> 16 & 0x0000ffff_0000ffff
	}
	sum = sums>>32 + sums&0xffffffff
	if len(row) > 0 {
		uid, value := unpack(row)
		ascends = int(uid) > last
		return int(uid), sum + uint64(value), ascends
	}
	return last, sum, true
}

// any says whether a row has an entry that is void.
func (v *voids) any(row Row) bool {
	for ; len(row) >= entrySize; row = row[entrySize:] {
		if uid, _ := unpack(row); v.has(int(uid)) {
			return true
		}
	}
	return false
}

// copy is set for a row that has something void, or does not ascend.
func (s *rowSet) copy(i int, row Row, void voids) {
	s.arena = slices.Grow(s.arena, len(row))
	begin, last, sum := len(s.arena), -1, uint64(0)
	for rest := row; len(rest) >= entrySize; rest = rest[entrySize:] {
		uid, value := unpack(rest)
		j := int(uid)
		if void.has(j) {
			continue
		}
		if j <= last {
			s.arena = s.arena[:begin]
			s.sort(i, row, void)
			return
		}
		last = j
		sum += uint64(value)
		s.arena = append(s.arena, rest[:entrySize]...)
	}
	s.rows[i], s.sums[i] = Row(s.arena[begin:]), sum
}

// sort is set for a row that does not ascend.
func (s *rowSet) sort(i int, row Row, void voids) {
	turn, top := make([]uint8, len(s.rows)), -1
	for ; len(row) >= entrySize; row = row[entrySize:] {
		uid, value := unpack(row)
		j := int(uid)
		if void.has(j) || turn[j] != absent {
			continue
		}
		turn[j] = inTurn
		if j < top {
			turn[j] = late
			s.mixed = true
		}
		top = max(top, j)
		s.value[j] = value
		s.sums[i] += uint64(value)
	}
	begin := len(s.arena)
	for j, t := range turn {
		if t != absent {
			s.arena = append(s.arena, Pack(Entry{uint16(j), s.value[j]})...)
		}
	}
	s.rows[i], s.turns[i] = Row(s.arena[begin:]), turn
}

// isLate says whether the entry of row i for uid j came behind one with a greater uid.
func (s *rowSet) isLate(i uint16, j int) bool {
	turn := s.turns[i]
	return turn != nil && turn[j] == late
}
