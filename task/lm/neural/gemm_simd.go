//go:build goexperiment.simd && amd64

package neural

import "simd/archsimd"

var wide = archsimd.X86.AVX2() && archsimd.X86.FMA()

// gemm is gemmPlain on registers of eight numbers: a tile of four rows and sixteen columns stays in registers.
func gemm(c, a, b []float32, m, k, n int, add bool) {
	if !wide || n%16 != 0 || m%4 != 0 {
		gemmPlain(c, a, b, m, k, n, add)
		return
	}
	for i := 0; i < m; i += 4 {
		a0, a1, a2, a3 := a[i*k:(i+1)*k], a[(i+1)*k:(i+2)*k], a[(i+2)*k:(i+3)*k], a[(i+3)*k:(i+4)*k]
		a1, a2, a3 = a1[:len(a0)], a2[:len(a0)], a3[:len(a0)]
		for j := 0; j < n; j += 16 {
			var s00, s01, s10, s11, s20, s21, s30, s31 archsimd.Float32x8
			if add {
				s00, s01 = archsimd.LoadFloat32x8Slice(c[i*n+j:]), archsimd.LoadFloat32x8Slice(c[i*n+j+8:])
				s10, s11 = archsimd.LoadFloat32x8Slice(c[(i+1)*n+j:]), archsimd.LoadFloat32x8Slice(c[(i+1)*n+j+8:])
				s20, s21 = archsimd.LoadFloat32x8Slice(c[(i+2)*n+j:]), archsimd.LoadFloat32x8Slice(c[(i+2)*n+j+8:])
				s30, s31 = archsimd.LoadFloat32x8Slice(c[(i+3)*n+j:]), archsimd.LoadFloat32x8Slice(c[(i+3)*n+j+8:])
			}
			at := j
			for l := range a0 {
				row := b[at : at+16 : at+16]
				b0, b1 := archsimd.LoadFloat32x8Slice(row), archsimd.LoadFloat32x8Slice(row[8:])
				at += n
				v := archsimd.BroadcastFloat32x8(a0[l])
				s00, s01 = v.MulAdd(b0, s00), v.MulAdd(b1, s01)
				v = archsimd.BroadcastFloat32x8(a1[l])
				s10, s11 = v.MulAdd(b0, s10), v.MulAdd(b1, s11)
				v = archsimd.BroadcastFloat32x8(a2[l])
				s20, s21 = v.MulAdd(b0, s20), v.MulAdd(b1, s21)
				v = archsimd.BroadcastFloat32x8(a3[l])
				s30, s31 = v.MulAdd(b0, s30), v.MulAdd(b1, s31)
			}
			s00.StoreSlice(c[i*n+j:])
			s01.StoreSlice(c[i*n+j+8:])
			s10.StoreSlice(c[(i+1)*n+j:])
			s11.StoreSlice(c[(i+1)*n+j+8:])
			s20.StoreSlice(c[(i+2)*n+j:])
			s21.StoreSlice(c[(i+2)*n+j+8:])
			s30.StoreSlice(c[(i+3)*n+j:])
			s31.StoreSlice(c[(i+3)*n+j+8:])
		}
	}
}
