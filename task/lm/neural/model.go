package neural

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"sync"
)

// Model is a trained transformer. It is safe for concurrent use.
type Model struct {
	shape   Shape
	weights *params
	passes  sync.Pool
}

// Predict fills p with the distribution of the byte after history, of which the last Window bytes count. Without history
// every byte is equally likely.
func (m *Model) Predict(history []byte, p *[256]float64) {
	history = history[max(0, len(history)-Window):]
	if len(history) == 0 {
		for b := range p {
			p[b] = 1. / symbols
		}
		return
	}
	run, ok := m.passes.Get().(*pass)
	if !ok {
		run = newPass(m.shape, Window)
	}
	defer m.passes.Put(run)
	run.run(m.weights, history)
	row := run.logits[(len(history)-1)*symbols : len(history)*symbols]
	top, sum := float64(row[0]), 0.
	for _, v := range row {
		top = max(top, float64(v))
	}
	for b, v := range row {
		p[b] = math.Exp(float64(v) - top)
		sum += p[b]
	}
	for b := range p {
		p[b] /= sum
	}
}

// Loss returns the mean number of bits that the bytes of text need, but the first, each with all bytes before it. The text
// must have from 2 to Window+1 bytes.
func (m *Model) Loss(text []byte) (float64, error) {
	if len(text) < 2 || len(text) > Window+1 {
		return 0, fmt.Errorf("text of %d bytes: must have from 2 to %d", len(text), Window+1)
	}
	run := newBackward(m.shape, Window)
	run.run(m.weights, text[:len(text)-1])
	return run.lossGradient(text[1:]) / math.Ln2, nil
}

// magic begins a file of weights, its version last.
const magic = "TWNN2"

// Save returns the weights as bytes: the shape, then for each row a scale and one signed byte a number, rounded.
func (m *Model) Save() []byte {
	var out bytes.Buffer
	out.WriteString(magic)
	for _, v := range []int{m.shape.Width, m.shape.Layers, m.shape.Heads} {
		out.Write(binary.LittleEndian.AppendUint16(nil, uint16(v))) // #nosec G115 -- checked by check
	}
	for _, x := range m.weights.matrices() {
		for i := range x.rows {
			row := x.at[i*x.cols : (i+1)*x.cols]
			top := float32(0)
			for _, v := range row {
				top = max(top, v, -v)
			}
			scale := top / math.MaxInt8
			out.Write(binary.LittleEndian.AppendUint32(nil, math.Float32bits(scale)))
			for _, v := range row {
				q := int8(0)
				if scale > 0 {
					q = int8(math.Round(float64(v / scale)))
				}
				out.WriteByte(byte(q))
			}
		}
	}
	return out.Bytes()
}

var errShort = errors.New("weights: the file has another length than its shape needs")

// Load reads what Save wrote.
func Load(file []byte) (*Model, error) {
	rest, ok := bytes.CutPrefix(file, []byte(magic))
	if !ok || len(rest) < 6 {
		return nil, errors.New("weights: not a file of this version")
	}
	u16 := func(i int) int { return int(binary.LittleEndian.Uint16(rest[2*i:])) }
	s := Shape{u16(0), u16(1), u16(2)}
	if err := s.check(); err != nil {
		return nil, err
	}
	rest = rest[6:]
	if len(rest) < s.params() {
		return nil, errShort
	}
	w := s.view(make([]float32, s.params()))
	for _, x := range w.matrices() {
		for i := range x.rows {
			if len(rest) < 4+x.cols {
				return nil, errShort
			}
			scale := math.Float32frombits(binary.LittleEndian.Uint32(rest))
			if !(scale >= 0 && scale < 1e6) {
				return nil, fmt.Errorf("weights: scale %v of a row", scale)
			}
			for j, q := range rest[4 : 4+x.cols] {
				x.at[i*x.cols+j] = float32(int8(q)) * scale
			}
			rest = rest[4+x.cols:]
		}
	}
	if len(rest) != 0 {
		return nil, errShort
	}
	return &Model{shape: s, weights: w}, nil
}
