package yuma

import "github.com/tianwang-net/tianwang/fixed"

// Trace receives the values of an epoch in the order of their computation, under the names that doc.go lists. It is for
// tests and for people who want to see the working; a nil Trace costs nothing.
//
// A value is a fixed.I32F32, a []fixed.I32F32, a []fixed.I64F64, a [][]fixed.I64F64, a uint64, a []uint64 or, for one
// column of a sparse matrix, a [Column]. Slices are only valid during the call.
type Trace func(name string, value any)

// Column is one column of a sparse matrix: the value at (UIDs[k], UID) is Values[k].
type Column struct {
	UID    uint16
	UIDs   []uint16
	Values []fixed.I32F32
}

// scalar traces a raw value.
func (e *Engine) scalar(name string, raw uint64) {
	if e.Trace != nil {
		e.Trace(name, fixed.I32F32(raw))
	}
}

// vector traces raw values.
func (e *Engine) vector(name string, raw []uint64) {
	if e.Trace != nil {
		e.Trace(name, asI32F32(raw))
	}
}

func asI32F32(raw []uint64) []fixed.I32F32 {
	xs := make([]fixed.I32F32, len(raw))
	for i, x := range raw {
		xs[i] = fixed.I32F32(x)
	}
	return xs
}

// traceColumn traces those elements of a column that a sparse matrix of the reference holds, which kept tells by the cell
// and the element of by.
func (e *Engine) traceColumn(name string, c *column, raw, by []uint64, kept func(c cell, x uint64) bool) {
	if e.Trace != nil {
		e.Trace(name, sparseColumn(c, raw, by, kept))
	}
}

func sparseColumn(c *column, raw, by []uint64, kept func(c cell, x uint64) bool) Column {
	out := Column{UID: uint16(c.miner)}
	for k, cell := range c.cells {
		if kept(cell, by[k]) {
			out.UIDs = append(out.UIDs, cell.row())
			out.Values = append(out.Values, fixed.I32F32(raw[k]))
		}
	}
	return out
}

// traceAlphas traces the speeds of all bonds of a column, also of those that nobody has.
func (e *Engine) traceAlphas(c *column) {
	if e.Trace == nil {
		return
	}
	out := Column{UID: uint16(c.miner)}
	k := 0
	for i := range e.stake {
		delta := e.distance(c.miner, cell(i), 0, 0)
		if k < len(c.cells) && int(c.cells[k].row()) == i {
			delta = e.distance(c.miner, c.cells[k], c.weight[k], c.old[k])
			k++
		}
		alpha, _ := e.rules.liquid.alphas(delta, 0)
		out.UIDs = append(out.UIDs, uint16(i))
		out.Values = append(out.Values, fixed.I32F32(alpha))
	}
	e.Trace("alphas", out)
}

// Which elements a sparse matrix of the reference holds.
func positive(_ cell, x uint64) bool   { return x > 0 }
func weighed(c cell, _ uint64) bool    { return c&hasWeight != 0 }
func bonded(c cell, _ uint64) bool     { return c&hasBond != 0 }
func keptWeight(c cell, x uint64) bool { return x > 0 || c&hasWeight != 0 && c.weight() == 0 }

// vector64 traces numbers of the root epoch.
func (e *Engine) vector64(name string, xs []fixed.I64F64) {
	if e.Trace != nil {
		e.Trace(name, xs)
	}
}

// matrix64 traces a full matrix of the root epoch.
func (e *Engine) matrix64(name string, m [][]fixed.I64F64) {
	if e.Trace != nil {
		e.Trace(name, m)
	}
}
