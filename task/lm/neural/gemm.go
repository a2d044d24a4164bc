package neural

// gemm computes c = a·b, or c += a·b, for a of m×k, b of k×n and c of m×n numbers, each row after row. Four rows go
// through b together; wide machines have a faster one, see gemm_simd.go.
func gemmPlain(c, a, b []float32, m, k, n int, add bool) {
	if !add {
		clear(c[:m*n])
	}
	i := 0
	for ; i+4 <= m; i += 4 {
		c0, c1, c2, c3 := c[i*n:(i+1)*n], c[(i+1)*n:(i+2)*n], c[(i+2)*n:(i+3)*n], c[(i+3)*n:(i+4)*n]
		for l := range k {
			a0, a1, a2, a3 := a[i*k+l], a[(i+1)*k+l], a[(i+2)*k+l], a[(i+3)*k+l]
			row := b[l*n : (l+1)*n]
			c0, c1, c2, c3 := c0[:len(row)], c1[:len(row)], c2[:len(row)], c3[:len(row)]
			for j, v := range row {
				c0[j] += a0 * v
				c1[j] += a1 * v
				c2[j] += a2 * v
				c3[j] += a3 * v
			}
		}
	}
	for ; i < m; i++ {
		row := c[i*n : (i+1)*n]
		for l := range k {
			v := a[i*k+l]
			for j, w := range b[l*n : (l+1)*n] {
				row[j] += v * w
			}
		}
	}
}

// transpose writes the rows×cols numbers of src, a row every stride numbers, to dst as cols×rows.
func transpose(dst, src []float32, rows, cols, stride int) {
	for i := range rows {
		for j, v := range src[i*stride : i*stride+cols] {
			dst[j*rows+i] = v
		}
	}
}

// pack copies rows×cols numbers out of rows of stride numbers.
func pack(dst, src []float32, rows, cols, stride int) {
	for i := range rows {
		copy(dst[i*cols:(i+1)*cols], src[i*stride:])
	}
}

// unpack adds rows×cols numbers to rows of stride numbers.
func unpack(dst, src []float32, rows, cols, stride int) {
	for i := range rows {
		to := dst[i*stride : i*stride+cols]
		for j, v := range src[i*cols : (i+1)*cols] {
			to[j] += v
		}
	}
}
