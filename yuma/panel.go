package yuma

import "encoding/binary"

// cell is what one validator has to do with one miner, its weight, its bond or both, in 16 bits each:
//
//	row | weight << 16 | bond << 32 | flags << 48
type cell uint64

const (
	hasWeight cell = 1 << (48 + iota) // the row has a weight, which may be 0
	hasBond                           // the row has a bond, which may be 0
)

func (c cell) row() uint16    { return uint16(c) }
func (c cell) weight() uint64 { return uint64(uint16(c >> 16)) }
func (c cell) bond() uint64   { return uint64(uint16(c >> 32)) }

// panelWidth is the number of columns in a panel: so few that the ends of all of them stay in the fastest memory while
// rows are dealt out.
const panelWidth = 256

// panel turns rows into columns, a few columns at a time, because everything that concerns one miner is computed together
// but stored by validator. Within a column the cells ascend by validator.
type panel struct {
	weights, bonds []Row // what is left of the rows
	users          []int // rows that are not empty
	cells          []cell
	stride         int             // cells from one column to the next
	end            [panelWidth]int // of the columns in cells
	first          int             // the column at which the panel starts
}

// start makes the panel ready to load the rows from column 0.
func (p *panel) start(weights, bonds *rowSet) {
	n := len(weights.rows)
	p.weights, p.bonds = append(p.weights[:0], weights.rows...), append(p.bonds[:0], bonds.rows...)
	p.users = p.users[:0]
	for i := range n {
		if len(p.weights[i])+len(p.bonds[i]) > 0 {
			p.users = append(p.users, i)
		}
	}
	// An odd number of 64-byte lines, so that columns do not compete for the same places in caches.
	p.stride = (len(p.users)+7)/8*8 | 8
	p.cells = resize(p.cells, panelWidth*p.stride)
	p.first = -panelWidth
}

// next loads the columns behind the last ones, as many as a panel has.
func (p *panel) next() {
	p.first += panelWidth
	for j := range p.end {
		p.end[j] = j * p.stride
	}
	for _, i := range p.users {
		p.deal(i)
	}
}

// deal puts the entries of row i that belong to the panel into its columns. Both rows ascend, and mostly they name the
// same uids.
func (p *panel) deal(i int) {
	w, b := p.weights[i], p.bonds[i]
	for {
		n := p.dealBoth(cell(i), w, b)
		w, b = w[n:], b[n:]
		wj, bj := p.head(w), p.head(b)
		switch {
		case wj < bj:
			w = w[p.dealOne(cell(i)|hasWeight, 16, w, bj):]
		case bj < wj:
			b = b[p.dealOne(cell(i)|hasBond, 32, b, wj):]
		default: // both are behind the panel
			p.weights[i], p.bonds[i] = w, b
			return
		}
	}
}

// head returns the uid of the first entry of a row, or that behind the panel when there is none in it.
func (p *panel) head(row Row) int {
	behind := p.first + panelWidth
	if len(row) < entrySize {
		return behind
	}
	return min(int(binary.LittleEndian.Uint16(row)), behind)
}

// dealBoth deals out the entries at the start of two rows as long as they name the same uids, and returns their size.
func (p *panel) dealBoth(row cell, w, b Row) (size int) {
	cells, end, block := p.cells, &p.end, uint16(p.first/panelWidth)
	row |= hasWeight | hasBond
	for size+entrySize <= min(len(w), len(b)) {
		x, y := binary.LittleEndian.Uint32(w[size:]), binary.LittleEndian.Uint32(b[size:])
		if uint16(x) != uint16(y) || uint16(x)/panelWidth != block {
			break
		}
		at := end[x%panelWidth]
		cells[at] = row | cell(x&^0xffff) | cell(y&^0xffff)<<16
		end[x%panelWidth] = at + 1
		size += entrySize
	}
	return size
}

// dealOne deals out the entries at the start of a row for uids before next, with values shifted to their place in a cell,
// and returns their size.
func (p *panel) dealOne(row cell, shift uint, entries Row, next int) (size int) {
	cells, end := p.cells, &p.end
	for size+entrySize <= len(entries) {
		x := binary.LittleEndian.Uint32(entries[size:])
		if int(uint16(x)) >= next {
			break
		}
		at := end[x%panelWidth]
		cells[at] = row | cell(x>>16)<<shift
		end[x%panelWidth] = at + 1
		size += entrySize
	}
	return size
}

// column returns the cells of column j, which must be in the panel.
func (p *panel) column(j int) []cell {
	return p.cells[(j-p.first)*p.stride : p.end[j-p.first]]
}

// resize returns a slice of length n that reuses the memory of s; its elements are arbitrary.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
