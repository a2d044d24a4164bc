package fixed_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/tianwang-net/tianwang/fixed"
)

// The twins below restate each operation in unbounded integers, from the rounding rules of the package comment.

var (
	least32, most32   = big.NewInt(math.MinInt64), big.NewInt(math.MaxInt64)
	most128           = new(big.Int).Sub(pow2(127), big.NewInt(1))
	least128          = new(big.Int).Neg(pow2(127))
	least32s, most32s = new(big.Int).Lsh(big.NewInt(math.MinInt32), 32), new(big.Int).Sub(pow2(63), big.NewInt(1))
)

func pow2(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }

func clamp(x, lo, hi *big.Int) *big.Int {
	switch {
	case x.Cmp(lo) < 0:
		return lo
	case x.Cmp(hi) > 0:
		return hi
	}
	return x
}

// twinMul is floor(a·b / 2^frac).
func twinMul(a, b *big.Int, frac uint) *big.Int {
	return new(big.Int).Rsh(new(big.Int).Mul(a, b), frac)
}

// twinDiv is a·2^frac / b truncated, 0 where that is undefined or outside lo…hi.
func twinDiv(a, b *big.Int, frac uint, lo, hi *big.Int) *big.Int {
	if b.Sign() == 0 {
		return new(big.Int)
	}
	q := new(big.Int).Quo(new(big.Int).Lsh(a, frac), b)
	if q.Cmp(lo) < 0 || q.Cmp(hi) > 0 {
		return new(big.Int)
	}
	return q
}

func bigOf64(x fixed.I64F64) *big.Int {
	b := new(big.Int).Lsh(big.NewInt(x.Hi), 64)
	return b.Add(b, new(big.Int).SetUint64(x.Lo))
}

func equal(t *testing.T, what string, got, want *big.Int) {
	t.Helper()
	if got.Cmp(want) != 0 {
		t.Fatalf("%s = %s, want %s", what, got, want)
	}
}

func checkI32F32(t *testing.T, a, b fixed.I32F32) {
	t.Helper()
	x, y := big.NewInt(int64(a)), big.NewInt(int64(b))
	n := func(v fixed.I32F32) *big.Int { return big.NewInt(int64(v)) }
	equal(t, "add", n(a.Add(b)), clamp(new(big.Int).Add(x, y), least32, most32))
	equal(t, "sub", n(a.Sub(b)), clamp(new(big.Int).Sub(x, y), least32, most32))
	equal(t, "neg", n(a.Neg()), clamp(new(big.Int).Neg(x), least32, most32))
	equal(t, "mul", n(a.Mul(b)), clamp(twinMul(x, y, 32), least32, most32))
	equal(t, "div", n(a.Div(b)), twinDiv(x, y, 32, least32, most32))
	equal(t, "widen", bigOf64(a.Widen()), new(big.Int).Lsh(x, 32))
	equal(t, "extend then widen", bigOf64(a.Extend().Widen()), new(big.Int).Lsh(x, 32))
	if back := a.Widen().Narrow(); back != a {
		t.Fatalf("widen and narrow of %d is %d", a, back)
	}
	if got := a.Round(); got.Sub(a).Mul(2) > fixed.One || a.Sub(got).Mul(2) > fixed.One {
		if got != fixed.Max&^(fixed.One-1) && got != fixed.Min {
			t.Fatalf("round(%d) = %d", a, got)
		}
	}
}

func checkWide(t *testing.T, a, b fixed.I64F64) {
	t.Helper()
	x, y := bigOf64(a), bigOf64(b)
	equal(t, "add", bigOf64(a.Add(b)), clamp(new(big.Int).Add(x, y), least128, most128))
	equal(t, "sub", bigOf64(a.Sub(b)), clamp(new(big.Int).Sub(x, y), least128, most128))
	equal(t, "neg", bigOf64(a.Neg()), clamp(new(big.Int).Neg(x), least128, most128))
	equal(t, "mul", bigOf64(a.Mul(b)), clamp(twinMul(x, y, 64), least128, most128))
	equal(t, "div", bigOf64(a.Div(b)), twinDiv(x, y, 64, least128, most128))
	p, q := fixed.I96F32(a), fixed.I96F32(b)
	equal(t, "I96F32 mul", bigOf64(fixed.I64F64(p.Mul(q))), clamp(twinMul(x, y, 32), least128, most128))
	equal(t, "I96F32 div", bigOf64(fixed.I64F64(p.Div(q))), twinDiv(x, y, 32, least128, most128))
	equal(t, "I96F32 widen", bigOf64(p.Widen()), clamp(new(big.Int).Lsh(x, 32), least128, most128))
	equal(t, "narrow", big.NewInt(int64(a.Narrow())), clamp(new(big.Int).Rsh(x, 32), least32s, most32s))
	if got, want := a.Cmp(b), x.Cmp(y); got != want {
		t.Fatalf("cmp(%s, %s) = %d, want %d", x, y, got, want)
	}
	if got, want := a.Sign(), x.Sign(); got != want {
		t.Fatalf("sign(%s) = %d, want %d", x, got, want)
	}
	floor := clamp(new(big.Int).Rsh(x, 32), new(big.Int), new(big.Int).SetUint64(math.MaxUint64))
	if got := p.Floor(); got != floor.Uint64() {
		t.Fatalf("I96F32 floor(%s) = %d, want %s", x, got, floor)
	}
}

// edges are raw values around which carries, signs and limits turn.
var edges = func() (xs []int64) {
	for _, x := range []int64{0, 1, 3, 65535, 65537, 1 << 31, 1 << 32, 3 << 32, 65535 << 32, 1 << 62, math.MaxInt64 - 1} {
		xs = append(xs, x-1, x, x+1, -x-1, -x, 1-x)
	}
	return xs
}()

func TestI32F32_AgreesWithBigIntegers(t *testing.T) {
	t.Parallel()
	for _, a := range edges {
		for _, b := range edges {
			checkI32F32(t, fixed.I32F32(a), fixed.I32F32(b))
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		checkI32F32(t, fixed.I32F32(skewed(r)), fixed.I32F32(skewed(r)))
	}
}

func TestI64F64_AgreesWithBigIntegers(t *testing.T) {
	t.Parallel()
	for _, hi := range edges {
		for _, lo := range edges {
			x := fixed.I64F64{Hi: hi, Lo: uint64(lo)}
			checkWide(t, x, fixed.I64F64{Hi: lo, Lo: uint64(hi)})
			checkWide(t, x, fixed.I64F64{Lo: uint64(lo)})
			checkWide(t, x, fixed.I64F64{Hi: lo})
		}
	}
	r := rand.New(rand.NewPCG(3, 4))
	for range 20_000 {
		checkWide(t, fixed.I64F64{Hi: skewed(r), Lo: r.Uint64()}, fixed.I64F64{Hi: skewed(r), Lo: uint64(skewed(r))})
	}
}

// skewed returns a number of random length and sign.
func skewed(r *rand.Rand) int64 { return int64(r.Uint64()) >> r.IntN(64) }

func FuzzI32F32(f *testing.F) {
	for _, x := range edges {
		f.Add(x, int64(1<<32))
	}
	f.Fuzz(func(t *testing.T, a, b int64) { checkI32F32(t, fixed.I32F32(a), fixed.I32F32(b)) })
}

func FuzzI64F64(f *testing.F) {
	f.Add(int64(1), uint64(0), int64(-1), uint64(7))
	f.Fuzz(func(t *testing.T, aHi int64, aLo uint64, bHi int64, bLo uint64) {
		checkWide(t, fixed.I64F64{Hi: aHi, Lo: aLo}, fixed.I64F64{Hi: bHi, Lo: bLo})
	})
}
