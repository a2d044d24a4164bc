package fixed_test

import (
	"math/bits"
	"math/rand/v2"
	"testing"

	"github.com/tianwang-net/tianwang/fixed"
)

func checkDivisor(t *testing.T, n, d uint64) {
	t.Helper()
	v := fixed.NewDivisor(d)
	q, _ := bits.Div64(n>>32, n<<32, d) // n < d·2³², because n ≤ d
	if got := v.Ratio(n); got != q {
		t.Fatalf("Ratio(%d/%d) = %d, want %d", n, d, got, q)
	}
	if got := v.RatioSmall(n); n < 1<<30 && got != q {
		t.Fatalf("RatioSmall(%d/%d) = %d, want %d", n, d, got, q)
	}
	q, _ = bits.Div64(n>>17, n<<47, d)
	if got := v.Fine(n); got != q && got != q+1 || n == d && got != 1<<47 {
		t.Fatalf("Fine(%d/%d) = %d, want %d", n, d, got, q)
	}
}

func TestDivisor_AgreesWithDivision(t *testing.T) {
	t.Parallel()
	for shift := range 63 {
		for _, off := range []int64{-2, -1, 0, 1, 2} {
			d := max(1, uint64(int64(1)<<shift+off)) & (1<<63 - 1)
			for _, n := range []uint64{0, 1, 2, d / 3, d / 2, d - 1, d, 65535, 1<<30 - 1, 1 << 30, 1 << 32} {
				checkDivisor(t, min(n, d), d)
			}
		}
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 200_000 {
		d := max(1, r.Uint64()>>1>>r.IntN(63))
		checkDivisor(t, r.Uint64()%(d+1), d)
		checkDivisor(t, min(r.Uint64()>>r.IntN(63), d), d)
	}
	if got := (fixed.Divisor{}).Ratio(0) + fixed.NewDivisor(0).RatioSmall(7); got != 0 {
		t.Fatalf("division by 0 gives %d", got)
	}
}

// checkDivisor16 compares all numerators around n with division.
func checkDivisor16(t *testing.T, n, d uint64) {
	t.Helper()
	v := fixed.NewDivisor16(d)
	for n := max(n, 2) - 2; n <= min(n+2, d, 65535); n++ {
		if got, want := v.Ratio(n), n<<32/d; got != want {
			t.Fatalf("Divisor16(%d).Ratio(%d) = %d, want %d", d, n, got, want)
		}
	}
}

func TestDivisor16_AgreesWithDivision(t *testing.T) {
	t.Parallel()
	for d := uint64(1); d < 2000; d++ {
		v := fixed.NewDivisor16(d)
		for n := range d + 1 {
			if got, want := v.Ratio(n), n<<32/d; got != want {
				t.Fatalf("Divisor16(%d).Ratio(%d) = %d, want %d", d, n, got, want)
			}
		}
	}
	r := rand.New(rand.NewPCG(11, 12))
	for range 200_000 {
		d := max(1, uint64(r.Uint32())>>r.IntN(32))
		q := r.Uint64N(1<<32) + 1
		checkDivisor16(t, r.Uint64N(65536), d)
		checkDivisor16(t, min(65535, q*d>>32), d) // where the quotient steps
		checkDivisor16(t, min(d, 65535), d)
	}
	if got := (fixed.Divisor16{}).Ratio(7) + fixed.NewDivisor16(0).Ratio(7); got != 0 {
		t.Fatalf("division by 0 gives %d", got)
	}
}

func TestMulUnit_AgreesWithMul(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for range 100_000 {
		a, b := min(r.Uint64()>>r.IntN(63), 1<<32), min(r.Uint64()>>r.IntN(63), 1<<32)
		if got, want := fixed.MulUnit(a, b), fixed.I32F32(a).Mul(fixed.I32F32(b)); got != uint64(want) {
			t.Fatalf("MulUnit(%d, %d) = %d, want %d", a, b, got, want)
		}
	}
}

func FuzzDivisor(f *testing.F) {
	f.Add(uint64(1), uint64(3))
	f.Fuzz(func(t *testing.T, n, d uint64) {
		d = max(d>>1, 1)
		checkDivisor(t, n%(d+1), d)
		checkDivisor16(t, n&0xffff, max(d&0xffffffff, 1))
	})
}

func FuzzExp(f *testing.F) {
	f.Add(int64(1), int64(-1), uint64(7))
	f.Fuzz(func(t *testing.T, x, hi int64, lo uint64) {
		y := fixed.Exp(fixed.I32F32(x))
		if y < 0 || x >= 0 && y < fixed.One || x <= 0 && y > fixed.One {
			t.Fatalf("Exp(%d) = %d", x, y)
		}
		if y, ok := fixed.Exp64(fixed.I64F64{Hi: hi, Lo: lo}); ok && y.Sign() < 0 {
			t.Fatalf("Exp64(%d, %d) = %v", hi, lo, y)
		}
	})
}
