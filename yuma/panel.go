package yuma

import "encoding/binary"

// cell is what one validator has to do with one miner, its weight, its bond or both, in 16 bits each:
//
//	row | weight << 16 | bond << 32 | flags << 48
type cell uint64

const (
	hasWeight  cell = 1 << (48 + iota) // the row has a weight, which may be 0
	hasBond                            // the row has a bond, which may be 0
	lateWeight                         // a greater uid comes before the weight in its row
	lateBond                           // a greater uid comes before the bond in its row
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
	stride         int             // cells from one column to the next; the first of each is a mark that is no cell
	end            [panelWidth]int // of the columns in cells
	first          int             // the column at which the panel starts
	late           struct{ weights, bonds [][]uint8 }
}

// start makes the panel ready to load the rows from column 0.
func (p *panel) start(weights, bonds *rowSet) {
	n := len(weights.rows)
	p.weights, p.bonds = append(p.weights[:0], weights.rows...), append(p.bonds[:0], bonds.rows...)
	p.late.weights, p.late.bonds = weights.turns, bonds.turns
	p.users = p.users[:0]
	for i := range n {
		if len(p.weights[i])+len(p.bonds[i]) > 0 {
			p.users = append(p.users, i)
		}
	}
	// An odd number of 64-byte lines, so that columns do not compete for the same places in caches.
	p.stride = (1+len(p.users)+7)/8*8 | 8
	p.cells = resize(p.cells, panelWidth*p.stride)
	p.first = -panelWidth
}

// next loads the columns behind the last ones, as many as a panel has.
func (p *panel) next() {
	p.first += panelWidth
	for j := range p.end {
		p.cells[j*p.stride] = 0
		p.end[j] = j*p.stride + 1
	}
	for _, i := range p.users {
		p.loadWeights(i)
		p.loadBonds(i)
	}
}

// column returns the cells of column j, which must be in the panel.
func (p *panel) column(j int) []cell {
	begin := (j-p.first)*p.stride + 1
	return p.cells[begin:p.end[j-p.first]]
}

func (p *panel) loadWeights(i int) {
	row, mark, turns := p.weights[i], hasWeight|cell(i), p.late.weights[i]
	for ; len(row) >= entrySize; row = row[entrySize:] {
		x := binary.LittleEndian.Uint32(row)
		j := int(uint16(x)) - p.first
		if j >= panelWidth {
			break
		}
		c := mark | cell(x&^0xffff)
		if turns != nil && turns[j+p.first] == late {
			c |= lateWeight
		}
		p.cells[p.end[j]] = c
		p.end[j]++
	}
	p.weights[i] = row
}

// loadBonds puts the bonds of row i beside its weights.
func (p *panel) loadBonds(i int) {
	row, turns := p.bonds[i], p.late.bonds[i]
	for ; len(row) >= entrySize; row = row[entrySize:] {
		x := binary.LittleEndian.Uint32(row)
		j := int(uint16(x)) - p.first
		if j >= panelWidth {
			break
		}
		c := hasBond | cell(x>>16)<<32
		if turns != nil && turns[j+p.first] == late {
			c |= lateBond
		}
		at := p.end[j] - 1
		if last := p.cells[at]; last&hasWeight == 0 || int(last.row()) != i {
			at++
			p.end[j]++
			c |= cell(i)
			p.cells[at] = c
		} else {
			p.cells[at] = last | c
		}
	}
	p.bonds[i] = row
}

// resize returns a slice of length n that reuses the memory of s; its elements are arbitrary.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
