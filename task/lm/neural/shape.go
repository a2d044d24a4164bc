package neural

import "fmt"

// Window is how many bytes the model reads: those before it are not seen.
const Window = 128

// symbols is the number of different bytes.
const symbols = 256

// Shape is the size of a model.
type Shape struct {
	Width  int // numbers that stand for a byte
	Layers int
	Heads  int // parts of Width that attend on their own; divides Width
}

// hidden is how much wider than Width the inner half of a layer is.
const hidden = 4

// grams is how many rows stand for pairs and for triples of bytes, by a hash: what two or three bytes mean together need
// not be found out by attention.
const grams = 4096

// gram returns the row of a pair (c is 0) or a triple of bytes.
func gram(a, b, c byte) int {
	h := (uint32(a) | uint32(b)<<8 | uint32(c)<<16) * 0x9e3779b1
	return int(h >> 20)
}

// maxParams bounds a model that is read from a file.
const maxParams = 64 << 20

func (s Shape) check() error {
	if s.Width < 1 || s.Layers < 1 || s.Heads < 1 || s.Width > 4096 || s.Layers > 64 || s.Width%s.Heads != 0 || s.params() > maxParams {
		return fmt.Errorf("shape of width %d, %d layers, %d heads: unknown, heads must divide the width", s.Width, s.Layers, s.Heads)
	}
	return nil
}

// matrix is a view of a part of the parameters: rows × cols numbers, row after row.
type matrix struct {
	rows, cols int
	at         []float32
}

// layer is a view of one layer.
type layer struct {
	norm1, norm2              matrix // 1 × width
	query, out, widen, narrow matrix // query holds queries, keys and values side by side
}

// params is a view of all parameters over one slice of numbers; of the weights, or of their gradients.
type params struct {
	all    []float32
	embed  matrix // a row for each byte
	pair   matrix // a row for each hash of a byte and the one before it
	triple matrix // a row for each hash of three bytes
	layers []layer
	norm   matrix
	head   matrix // a column for each byte
}

func (s Shape) params() int {
	d := s.Width
	return 2*(symbols+grams)*d + d + s.Layers*(2*d+(3+1+2*hidden)*d*d)
}

// view lays the parameters out over numbers.
func (s Shape) view(all []float32) *params {
	p := &params{all: all}
	d := s.Width
	next := func(rows, cols int) matrix {
		m := matrix{rows, cols, all[: rows*cols : rows*cols]}
		all = all[rows*cols:]
		return m
	}
	p.embed, p.pair, p.triple = next(symbols, d), next(grams, d), next(grams, d)
	for range s.Layers {
		p.layers = append(p.layers, layer{
			norm1: next(1, d), query: next(d, 3*d), out: next(d, d),
			norm2: next(1, d), widen: next(d, hidden*d), narrow: next(hidden*d, d),
		})
	}
	p.norm, p.head = next(1, d), next(d, symbols)
	return p
}

// matrices lists the views in the order in which they lie.
func (p *params) matrices() []matrix {
	out := []matrix{p.embed, p.pair, p.triple}
	for _, l := range p.layers {
		out = append(out, l.norm1, l.query, l.out, l.norm2, l.widen, l.narrow)
	}
	return append(out, p.norm, p.head)
}
