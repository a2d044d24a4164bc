//go:build !(goexperiment.simd && amd64)

package neural

func gemm(c, a, b []float32, m, k, n int, add bool) { gemmPlain(c, a, b, m, k, n, add) }
