package yuma

import (
	"encoding/binary"

	"github.com/tianwang-net/tianwang/fixed"
)

// cell is what one validator has to do with one miner: its weight, its bond, or both.
type cell struct {
	row    uint16 // uid of the validator
	weight uint16 // as set
	bond   uint16 // as stored
	flags  uint16
}

const (
	flagWeight     uint16 = 1 << iota // the row has a weight for this column, which may be 0
	flagBond                          // the row has a bond for this column, which may be 0
	flagLateWeight                    // a greater uid comes before the weight in its row
	flagLateBond                      // a greater uid comes before the bond in its row
)

// matrix holds weights and bonds by column, so that everything that concerns one miner lies together. Within a column
// the cells ascend by validator.
type matrix struct {
	cells []cell
	start []int // of each column in cells, and where the last one ends
	end   []int // of the filled part of each column
	count []int // cells by row
	// divisor of each row: the sum of its weights
	divisor []fixed.Divisor
	sorted  []bool // by row: no weight is late
}

// column returns the cells of miner j.
func (m *matrix) column(j int) []cell { return m.cells[m.start[j]:m.end[j]] }

// load fills the matrix: weights of rows with a permit, bonds of all rows, without what the input's rules void.
func (m *matrix) load(in *Input, permits []bool) {
	n := len(in.Stake)
	m.layout(in, permits)
	for i := range n {
		m.count[i], m.divisor[i], m.sorted[i] = 0, fixed.Divisor{}, true
		if permits[i] {
			m.loadWeights(in, i)
		}
		m.loadBonds(in, i)
	}
}

// layout makes room for every entry of every row.
func (m *matrix) layout(in *Input, permits []bool) {
	n := len(in.Stake)
	m.start, m.end = resize(m.start, n+1), resize(m.end, n)
	m.count, m.divisor, m.sorted = resize(m.count, n), resize(m.divisor, n), resize(m.sorted, n)
	clear(m.end)
	for i := range n {
		if permits[i] {
			countColumns(m.end, in.Weights[i])
		}
		countColumns(m.end, in.Bonds[i])
	}
	total := 0
	for j, c := range m.end {
		m.start[j], m.end[j] = total, total
		total += c
	}
	m.start[n] = total
	m.cells = resize(m.cells, total)
}

func countColumns(count []int, row Row) {
	for len(row) >= entrySize {
		if j := int(binary.LittleEndian.Uint16(row)); j < len(count) {
			count[j]++
		}
		row = row[entrySize:]
	}
}

// loadWeights puts row i into the columns and sums it.
func (m *matrix) loadWeights(in *Input, i int) {
	var (
		row  = in.Weights[i]
		at   = in.weightsAt(i)
		self = in.selfWeight(i)
		sum  uint64
		top  = -1
	)
	for ; len(row) >= entrySize; row = row[entrySize:] {
		uid, w := unpack(row)
		j := int(uid)
		if j >= len(m.end) || in.RegisteredAt[j] >= at || j == i && !self {
			continue
		}
		p := m.end[j]
		if p > m.start[j] && int(m.cells[p-1].row) == i {
			continue // a repetition
		}
		flags := flagWeight
		if j < top {
			flags |= flagLateWeight
			m.sorted[i] = false
		}
		top = max(top, j)
		m.cells[p] = cell{row: uint16(i), weight: w, flags: flags}
		m.end[j]++
		m.count[i]++
		sum += uint64(w)
	}
	m.divisor[i] = fixed.NewDivisor(sum)
}

// loadBonds puts the bonds of row i into the columns, beside the weights of the row.
func (m *matrix) loadBonds(in *Input, i int) {
	row, at, top := in.Bonds[i], in.bondsAt(i), -1
	for ; len(row) >= entrySize; row = row[entrySize:] {
		uid, b := unpack(row)
		j := int(uid)
		if j >= len(m.end) || in.RegisteredAt[j] >= at {
			continue
		}
		flags := flagBond
		if j < top {
			flags |= flagLateBond
		}
		top = max(top, j)
		p := m.end[j]
		if p == m.start[j] || int(m.cells[p-1].row) != i {
			m.cells[p] = cell{row: uint16(i), bond: b, flags: flags}
			m.end[j]++
			m.count[i]++
		} else if c := &m.cells[p-1]; c.flags&flagBond == 0 {
			c.bond = b
			c.flags |= flags
		}
	}
}

// resize returns a slice of length n that reuses the memory of s; its elements are arbitrary.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
