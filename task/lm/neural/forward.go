package neural

import "math"

// epsilon keeps norms away from a division by zero.
const epsilon = 1e-6

// pass holds what one run over a text leaves behind, for the prediction and for the gradients.
type pass struct {
	shape  Shape
	n      int         // bytes
	x      [][]float32 // input of each layer, and of the last norm; n × width
	mid    [][]float32 // between the halves of each layer
	normed [2][][]float32
	scale  [2][][]float32 // 1/rms of each row, per norm
	qkv    [][]float32
	attn   [][]float32 // probabilities of attention; heads × n × n a layer
	mixed  [][]float32 // values, mixed by attention
	inner  [][]float32 // before the rectifier
	active [][]float32 // after it
	last   []float32   // after the last norm
	lastBy []float32   // 1/rms of the last norm
	logits []float32   // n × symbols

	q, k, v, s []float32 // scratch
}

func newPass(s Shape, n int) *pass {
	p := &pass{shape: s, n: n}
	d := s.Width
	each := func(size int) [][]float32 {
		out := make([][]float32, s.Layers)
		for i := range out {
			out[i] = make([]float32, size)
		}
		return out
	}
	p.x = append(each(n*d), make([]float32, n*d))
	p.mid, p.qkv, p.attn, p.mixed = each(n*d), each(n*3*d), each(s.Heads*n*n), each(n*d)
	p.inner, p.active = each(n*hidden*d), each(n*hidden*d)
	for i := range p.normed {
		p.normed[i], p.scale[i] = each(n*d), each(n)
	}
	p.last, p.lastBy, p.logits = make([]float32, n*d), make([]float32, n), make([]float32, n*symbols)
	size := max(n*d/s.Heads, n*n)
	p.q, p.k, p.v, p.s = make([]float32, size), make([]float32, size), make([]float32, size), make([]float32, size)
	return p
}

// run fills the pass for a text of at most n bytes, in front of which nothing is known.
func (p *pass) run(w *params, text []byte) {
	d, n := p.shape.Width, len(text)
	p.n = n
	for i, b := range text {
		row := p.x[0][i*d : (i+1)*d]
		copy(row, w.embed.at[int(b)*d:])
		pair, triple := rows(text, i)
		one, two := w.pair.at[pair*d:(pair+1)*d], w.triple.at[triple*d:(triple+1)*d]
		for j, v := range one {
			row[j] += v + two[j]
		}
	}
	for l := range w.layers {
		ly := &w.layers[l]
		norm(p.normed[0][l], p.scale[0][l], p.x[l], ly.norm1.at, n)
		gemm(p.qkv[l], p.normed[0][l], ly.query.at, n, d, 3*d, false)
		p.attend(l)
		copy(p.mid[l], p.x[l][:n*d])
		gemm(p.mid[l], p.mixed[l], ly.out.at, n, d, d, true)
		norm(p.normed[1][l], p.scale[1][l], p.mid[l], ly.norm2.at, n)
		gemm(p.inner[l], p.normed[1][l], ly.widen.at, n, d, hidden*d, false)
		for i, v := range p.inner[l][:n*hidden*d] {
			v = max(v, 0)
			p.active[l][i] = v * v
		}
		copy(p.x[l+1], p.mid[l][:n*d])
		gemm(p.x[l+1], p.active[l], ly.narrow.at, n, hidden*d, d, true)
	}
	norm(p.last, p.lastBy, p.x[len(w.layers)], w.norm.at, n)
	gemm(p.logits, p.last, w.head.at, n, d, symbols, false)
}

// rows returns the rows of the pair and the triple that end at i; what stands before the text is 0.
func rows(text []byte, i int) (pair, triple int) {
	var before, first byte
	if i > 0 {
		before = text[i-1]
	}
	if i > 1 {
		first = text[i-2]
	}
	return gram(text[i], before, 0), gram(text[i], before, max(first, 1))
}

// norm writes rows of x, divided by their root mean square and scaled by gain.
func norm(out, by, x, gain []float32, n int) {
	d := len(gain)
	for i := range n {
		row, to := x[i*d:(i+1)*d], out[i*d:(i+1)*d]
		sum := float32(0)
		for _, v := range row {
			sum += v * v
		}
		s := float32(1 / math.Sqrt(float64(sum)/float64(d)+epsilon))
		by[i] = s
		for j, v := range row {
			to[j] = v * s * gain[j]
		}
	}
}

// slope is what a head's score loses per byte of distance.
func (s Shape) slope(head int) float32 {
	return float32(math.Exp2(-8 * float64(head+1) / float64(s.Heads)))
}

// attend mixes the values of layer l.
func (p *pass) attend(l int) {
	d, n := p.shape.Width, p.n
	w := d / p.shape.Heads
	scale := float32(1 / math.Sqrt(float64(w)))
	clear(p.mixed[l][:n*d])
	for h := range p.shape.Heads {
		pack(p.q, p.qkv[l][h*w:], n, w, 3*d)
		transpose(p.k, p.qkv[l][d+h*w:], n, w, 3*d)
		pack(p.v, p.qkv[l][2*d+h*w:], n, w, 3*d)
		probs := p.attn[l][h*n*n : (h+1)*n*n]
		gemm(probs, p.q, p.k, n, w, n, false)
		slope := p.shape.slope(h)
		for i := range n {
			row := probs[i*n : (i+1)*n]
			for j := range row[:i+1] {
				row[j] = row[j]*scale - slope*float32(i-j)
			}
			softmax(row[:i+1])
			clear(row[i+1:])
		}
		gemm(p.s, probs, p.v, n, n, w, false)
		unpack(p.mixed[l][h*w:], p.s, n, w, d)
	}
}

// softmax turns scores into probabilities.
func softmax(x []float32) {
	top := x[0]
	for _, v := range x {
		top = max(top, v)
	}
	sum := float32(0)
	for i, v := range x {
		x[i] = float32(math.Exp(float64(v - top)))
		sum += x[i]
	}
	for i := range x {
		x[i] /= sum
	}
}
