package fixed_test

import (
	"compress/gzip"
	"encoding/json"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/tianwang-net/tianwang/fixed"
)

// load reads the cases of a single-function file, printed by the reference chain's own code.
func load[T any](t *testing.T, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "yuma", "testdata", "vectors", "math", name+".json.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []T }
	if err := json.NewDecoder(z).Decode(&file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) == 0 {
		t.Fatalf("%s has no cases", name)
	}
	return file.Cases
}

// num reads one member of a case.
func num[T any](t *testing.T, raw json.RawMessage) (v T) {
	t.Helper()
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// i64f64 reads raw bits from a decimal string.
func i64f64(t *testing.T, s string) fixed.I64F64 {
	t.Helper()
	x, ok := new(big.Int).SetString(s, 10)
	if !ok {
		t.Fatalf("%q is not a number", s)
	}
	return wideOf(x)
}

func wideOf(x *big.Int) fixed.I64F64 {
	lo := new(big.Int).And(x, new(big.Int).SetUint64(1<<64-1)).Uint64()
	return fixed.I64F64{Hi: new(big.Int).Rsh(x, 64).Int64(), Lo: lo}
}

func TestVectors_Operations(t *testing.T) {
	t.Parallel()
	for _, c := range load[[8]json.RawMessage](t, "i32f32_ops") {
		a, b := num[fixed.I32F32](t, c[0]), num[fixed.I32F32](t, c[1])
		got := []fixed.I32F32{a.Add(b), a.Sub(b), a.Mul(b), a.Div(b)}
		for k, op := range []string{"add", "sub", "mul", "div"} {
			if want := num[fixed.I32F32](t, c[2+k]); got[k] != want {
				t.Fatalf("%d %s %d = %d, want %d", a, op, b, got[k], want)
			}
		}
	}
}

func TestVectors_Exp(t *testing.T) {
	t.Parallel()
	for _, c := range load[[2]fixed.I32F32](t, "exp_safe") {
		if got := fixed.Exp(c[0]); got != c[1] {
			t.Fatalf("Exp(%d) = %d, want %d", c[0], got, c[1])
		}
	}
}

func TestVectors_Exp64(t *testing.T) {
	t.Parallel()
	for _, c := range load[[2]*string](t, "exp_i64f64") {
		got, ok := fixed.Exp64(i64f64(t, *c[0]))
		if want := c[1] != nil; ok != want {
			t.Fatalf("Exp64(%s) fits: %v, want %v", *c[0], ok, want)
		}
		if ok && got != i64f64(t, *c[1]) {
			t.Fatalf("Exp64(%s) = %v, want %s", *c[0], got, *c[1])
		}
	}
}

func TestVectors_Proportions(t *testing.T) {
	t.Parallel()
	for _, c := range load[[3]int64](t, "u16_proportion_to_fixed") {
		if got := fixed.FromProportion(uint16(c[0])); int64(got) != c[1] || c[1] != c[2] {
			t.Fatalf("FromProportion(%d) = %d, want %d", c[0], got, c[1])
		}
	}
	for _, c := range load[[2]int64](t, "fixed_proportion_to_u16") {
		if got := fixed.I32F32(c[0]).Proportion(); int64(got) != c[1] {
			t.Fatalf("Proportion(%d) = %d, want %d", c[0], got, c[1])
		}
	}
}

func TestVectors_MaxUpscale(t *testing.T) {
	t.Parallel()
	for _, c := range load[[2]json.RawMessage](t, "vec_max_upscale_fixed") {
		got, want := fixed.MaxUpscale([]uint16{}, num[[]fixed.I32F32](t, c[0])), num[[]uint16](t, c[1])
		if !slices.Equal(got, want) {
			t.Fatalf("MaxUpscale(%s) = %d, want %d", c[0], got, want)
		}
	}
	for _, c := range load[[2][]uint16](t, "vec_u16_max_upscale") {
		var xs []fixed.I32F32
		for _, v := range c[0] {
			xs = append(xs, fixed.FromInt(int64(v)))
		}
		if got := fixed.MaxUpscale(nil, xs); !slices.Equal(got, c[1]) {
			t.Fatalf("MaxUpscale(%d) = %d, want %d", c[0], got, c[1])
		}
	}
}

func TestVectors_Of(t *testing.T) {
	t.Parallel()
	for _, c := range load[[3]json.RawMessage](t, "emission_scale") {
		share, amount, want := num[fixed.I32F32](t, c[0]), num[uint64](t, c[1]), num[uint64](t, c[2])
		if got := share.Of(amount); got != want {
			t.Fatalf("%d.Of(%d) = %d, want %d", share, amount, got, want)
		}
	}
}

func TestVectors_NormalizeStake(t *testing.T) {
	t.Parallel()
	type stakes struct {
		Stake  []uint64
		Want   []string       `json:"normalized_i64f64"`
		Narrow []fixed.I32F32 `json:"normalized_i32f32"`
	}
	for _, c := range load[stakes](t, "normalize_stake") {
		xs := make([]fixed.I64F64, len(c.Stake))
		for i, s := range c.Stake {
			xs[i] = fixed.FromUint64(s)
		}
		fixed.Normalize64(xs)
		for i, x := range xs {
			if want := i64f64(t, c.Want[i]); x != want || x.Narrow() != c.Narrow[i] {
				t.Fatalf("stake %d of %d: %v and %d, want %v and %d", i, c.Stake, x, x.Narrow(), want, c.Narrow[i])
			}
		}
	}
}

func TestVectors_BondsAlpha(t *testing.T) {
	t.Parallel()
	for _, c := range load[[2]uint64](t, "bonds_alpha") {
		average := fixed.FromUint64(c[0]).Div(fixed.FromUint64(1_000_000)).Narrow()
		if got := fixed.One.Sub(average); got != fixed.I32F32(c[1]) {
			t.Fatalf("1 − %d/10⁶ = %d, want %d", c[0], got, c[1])
		}
	}
}
