package neural

import "math"

// backward holds scratch for gradients.
type backward struct {
	*pass
	dx, dmid, dnorm, dinner, dqkv, dmixed, dlogits []float32
	turned                                         []float32 // a matrix on its side
	dv, dk, dq, dp                                 []float32
}

func newBackward(s Shape, n int) *backward {
	d := s.Width
	b := &backward{pass: newPass(s, n)}
	b.dx, b.dmid, b.dnorm, b.dmixed = make([]float32, n*d), make([]float32, n*d), make([]float32, n*d), make([]float32, n*d)
	b.dinner, b.dqkv, b.dlogits = make([]float32, n*hidden*d), make([]float32, n*3*d), make([]float32, n*symbols)
	b.turned = make([]float32, max(n*hidden*d, hidden*d*d, n*symbols, d*symbols))
	size := max(n*d/s.Heads, n*n)
	b.dv, b.dk, b.dq, b.dp = make([]float32, size), make([]float32, size), make([]float32, size), make([]float32, size)
	return b
}

// learn adds to g the gradient of the mean of -ln p(next byte) over text, which must have the length the scratch was made
// for and one more; it returns that mean.
func (b *backward) learn(w, g *params, text []byte) float64 {
	n, d := len(text)-1, b.shape.Width
	b.run(w, text[:n])
	loss := b.lossGradient(text[1:])
	b.product(b.dnorm, g.head, b.last, b.dlogits, w.head, n)
	top := len(w.layers)
	clear(b.dx[:n*d])
	normGradient(b.dx, g.norm.at, b.dnorm, b.x[top], b.lastBy, w.norm.at, n)
	for l := top - 1; l >= 0; l-- {
		ly, gl := &w.layers[l], &g.layers[l]
		b.product(b.dinner, gl.narrow, b.active[l], b.dx, ly.narrow, n)
		for i, v := range b.inner[l][:n*hidden*d] {
			b.dinner[i] *= 2 * max(v, 0)
		}
		b.product(b.dnorm, gl.widen, b.normed[1][l], b.dinner, ly.widen, n)
		normGradient(b.dx, gl.norm2.at, b.dnorm, b.mid[l], b.scale[1][l], ly.norm2.at, n) // dx is now that of mid
		b.product(b.dmixed, gl.out, b.mixed[l], b.dx, ly.out, n)
		b.attendGradient(l)
		b.product(b.dnorm, gl.query, b.normed[0][l], b.dqkv, ly.query, n)
		normGradient(b.dx, gl.norm1.at, b.dnorm, b.x[l], b.scale[0][l], ly.norm1.at, n)
	}
	for i, c := range text[:n] {
		row := g.embed.at[int(c)*d : (int(c)+1)*d]
		pair, triple := rows(text, i)
		one, two := g.pair.at[pair*d:(pair+1)*d], g.triple.at[triple*d:(triple+1)*d]
		for j, v := range b.dx[i*d : (i+1)*d] {
			row[j] += v
			one[j] += v
			two[j] += v
		}
	}
	return loss
}

// lossGradient fills dlogits and returns the loss.
func (b *backward) lossGradient(next []byte) float64 {
	loss := 0.
	n := len(next)
	for i, c := range next {
		row := b.dlogits[i*symbols : (i+1)*symbols]
		copy(row, b.logits[i*symbols:])
		softmax(row)
		loss -= math.Log(max(1e-30, float64(row[c])))
		row[c]--
		for j := range row {
			row[j] /= float32(n)
		}
	}
	return loss / float64(n)
}

// product goes back through out = in·w: gin = gout·wᵀ, and gw += inᵀ·gout.
func (b *backward) product(gin []float32, gw matrix, in, gout []float32, w matrix, n int) {
	transpose(b.turned, w.at, w.rows, w.cols, w.cols)
	gemm(gin, gout, b.turned, n, w.cols, w.rows, false)
	transpose(b.turned, in, n, w.rows, w.rows)
	gemm(gw.at, b.turned, gout, w.rows, n, w.cols, true)
}

// normGradient adds to dx what norm passes back, and to dgain likewise.
func normGradient(dx, dgain, dout, x, by, gain []float32, n int) {
	d := len(gain)
	for i := range n {
		row, grad, to := x[i*d:(i+1)*d], dout[i*d:(i+1)*d], dx[i*d:(i+1)*d]
		s, dot := by[i], float32(0)
		for j, v := range row {
			dgain[j] += grad[j] * v * s
			dot += grad[j] * gain[j] * v
		}
		dot *= s * s * s / float32(d)
		for j, v := range row {
			to[j] += grad[j]*gain[j]*s - v*dot
		}
	}
}

// attendGradient goes back through attend: from dmixed to dqkv.
func (b *backward) attendGradient(l int) {
	d, n := b.shape.Width, b.n
	w := d / b.shape.Heads
	scale := float32(1 / math.Sqrt(float64(w)))
	clear(b.dqkv[:n*3*d])
	for h := range b.shape.Heads {
		probs := b.attn[l][h*n*n : (h+1)*n*n]
		pack(b.s, b.dmixed[h*w:], n, w, d) // gradient of this head's mixture
		transpose(b.v, b.qkv[l][2*d+h*w:], n, w, 3*d)
		gemm(b.dp, b.s, b.v, n, w, n, false)
		transpose(b.turned, probs, n, n, n)
		gemm(b.dv, b.turned, b.s, n, n, w, false)
		for i := range n { // through the softmax; masked places have probability 0
			row, grad := probs[i*n:(i+1)*n], b.dp[i*n:(i+1)*n]
			dot := float32(0)
			for j, p := range row[:i+1] {
				dot += p * grad[j]
			}
			for j, p := range row {
				grad[j] = p * (grad[j] - dot) * scale
			}
		}
		pack(b.k, b.qkv[l][d+h*w:], n, w, 3*d)
		gemm(b.dq, b.dp, b.k, n, n, w, false)
		transpose(b.turned, b.dp, n, n, n)
		pack(b.q, b.qkv[l][h*w:], n, w, 3*d)
		gemm(b.dk, b.turned, b.q, n, n, w, false)
		unpack(b.dqkv[h*w:], b.dq, n, w, 3*d)
		unpack(b.dqkv[d+h*w:], b.dk, n, w, 3*d)
		unpack(b.dqkv[2*d+h*w:], b.dv, n, w, 3*d)
	}
}
