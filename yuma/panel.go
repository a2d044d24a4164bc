package yuma

import "encoding/binary"

// cell is what one validator has to do with one miner, its weight, its bond, or both, in 16 bits each:
//
//	row | weight << 16 | has << 32 | bond << 48
type cell uint64

const (
	hasWeight cell = 1 << (32 + iota) // the row has a weight, which may be 0
	hasBond                           // the row has a bond, which may be 0
)

func (c cell) row() uint16    { return uint16(c) }
func (c cell) weight() uint64 { return uint64(uint32(c) >> 16) }
func (c cell) bond() uint64   { return uint64(c >> 48) }

// panelWidth is the number of columns in a panel: so few that the ends of all of them stay in the fastest memory while
// rows are dealt out. The last eight bits of a uid are its place in the panel.
const panelWidth = 1 << 8

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
	p.weights, p.bonds = append(p.weights[:0], weights.rows...), append(p.bonds[:0], bonds.rows...)
	p.users = p.users[:0]
	for i := range p.weights {
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

// column returns the cells of column j, which must be in the panel.
func (p *panel) column(j int) []cell {
	return p.cells[(j-p.first)*p.stride : p.end[j-p.first]]
}

// deal puts the entries of row i that belong to the panel into its columns. Both rows ascend, and mostly they name the
// same uids.
func (p *panel) deal(i int) {
	w, b := p.weights[i], p.bonds[i]
	row, behind := cell(i), p.first+panelWidth
	for {
		n := dealBoth(p.cells, &p.end, row, w, b, behind)
		w, b = w[entrySize*n:], b[entrySize*n:]
		wj, bj := head(w, behind), head(b, behind)
		switch {
		case wj < bj:
			w = w[entrySize*dealOne(p.cells, &p.end, row|hasWeight, w, 16, bj):]
		case bj < wj:
			b = b[entrySize*dealOne(p.cells, &p.end, row|hasBond, b, 48, wj):]
		case wj < behind: // a single entry of each
			x, y := first(w), first(b)
			at := p.end[x%panelWidth]
			p.end[x%panelWidth] = at + 1
			p.cells[at] = row | hasWeight | hasBond | cell(x&^0xffff) | cell(y>>16)<<48
			w, b = w[entrySize:], b[entrySize:]
		default: // both are behind the panel
			p.weights[i], p.bonds[i] = w, b
			return
		}
	}
}

// head returns the uid of the first entry of a row, at most behind.
func head(row Row, behind int) int {
	if len(row) == 0 {
		return behind
	}
	return min(first(row).uid(), behind)
}

// dealBoth deals out the entries at the start of two rows as long as they name the same uids before behind. It returns
// their number. It takes two entries at a time.
func dealBoth(cells []cell, end *[panelWidth]int, row cell, w, b Row, behind int) int {
	const uids, values = 0x0000ffff_0000ffff, 0xffff0000
	n := min(len(w), len(b)) &^ (2*entrySize - 1)
	w, b = w[:n], b[:n]
	row |= hasWeight | hasBond
	for k := 0; k+2*entrySize <= n; k += 2 * entrySize {
		x, y := binary.LittleEndian.Uint64(w[k:]), binary.LittleEndian.Uint64(b[k:])
		if (x^y)&uids != 0 || int(uint16(x>>32)) >= behind {
			return k / entrySize
		}
		at := end[x%panelWidth]
		end[x%panelWidth] = at + 1
		cells[at] = row | cell(x&values) | cell(y&values)<<32
		at = end[x>>32%panelWidth]
		end[x>>32%panelWidth] = at + 1
		cells[at] = row | cell(x>>32&values) | cell(y>>32&values)<<32
	}
	return n / entrySize
}

// dealOne deals out the entries at the start of a row for uids before next, with values shifted to their place in a cell,
// and returns their number.
func dealOne(cells []cell, end *[panelWidth]int, row cell, xs Row, shift uint, next int) int {
	for k := 0; k+entrySize <= len(xs); k += entrySize {
		x := first(xs[k:])
		if x.uid() >= next {
			return k / entrySize
		}
		at := end[x%panelWidth]
		end[x%panelWidth] = at + 1
		cells[at] = row | cell(x>>16)<<shift
	}
	return len(xs) / entrySize
}

// resize returns a slice of length n that reuses the memory of s; its elements are arbitrary.
func resize[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/4)
	}
	return s[:n]
}
