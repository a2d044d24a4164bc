package fixed_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/tianwang-net/tianwang/fixed"
)

func TestApportion(t *testing.T) {
	t.Parallel()
	const most = math.MaxUint64
	tests := []struct {
		name    string
		total   uint64
		weights []uint64
		want    []uint64
	}{
		{"nobody", 7, nil, []uint64{}},
		{"no weight", 7, []uint64{0, 0}, []uint64{0, 0}},
		{"nothing to give", 0, []uint64{1, 2}, []uint64{0, 0}},
		{"exact", 10, []uint64{1, 4, 5}, []uint64{1, 4, 5}},
		{"ties go to the lowest index", 10, []uint64{1, 1, 1}, []uint64{4, 3, 3}},
		{"largest remainder first", 10, []uint64{10, 17, 1}, []uint64{4, 6, 0}},
		{"weight 0 gets nothing", 5, []uint64{0, 1, 0, 1}, []uint64{0, 3, 0, 2}},
		{"more parts than units", 2, []uint64{1, 1, 1, 1}, []uint64{1, 1, 0, 0}},
		{"sum of weights beyond 64 bits", most, []uint64{most, most, most}, []uint64{most / 3, most / 3, most / 3}},
		{"one takes all", most, []uint64{0, most}, []uint64{0, most}},
	}
	for _, tt := range tests {
		if got := fixed.Apportion(tt.total, tt.weights); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestAppendApportion_KeepsPrefix(t *testing.T) {
	t.Parallel()
	got := fixed.AppendApportion([]uint64{9, 9}, 5, []uint64{1, 1})
	if want := []uint64{9, 9, 3, 2}; !slices.Equal(got, want) {
		t.Fatalf("got %d, want %d", got, want)
	}
}

// checkApportion states the law: the sum is exact, every part is the floor or the ceiling of its exact part, and no part
// that was rounded down has a larger remainder (or an equal one at a lower index) than a part that was rounded up.
func checkApportion(t *testing.T, total uint64, weights []uint64) {
	t.Helper()
	sum := new(big.Int)
	for _, w := range weights {
		sum.Add(sum, new(big.Int).SetUint64(w))
	}
	parts := fixed.Apportion(total, weights)
	paid := new(big.Int)
	var leastUp, mostDown *big.Int
	for i, p := range parts {
		paid.Add(paid, new(big.Int).SetUint64(p))
		if sum.Sign() == 0 {
			continue
		}
		exact := new(big.Int).Mul(new(big.Int).SetUint64(total), new(big.Int).SetUint64(weights[i]))
		floor, rem := new(big.Int).QuoRem(exact, sum, new(big.Int))
		switch new(big.Int).Sub(new(big.Int).SetUint64(p), floor).Int64() {
		case 0:
			if mostDown == nil || rem.Cmp(mostDown) > 0 {
				mostDown = rem
			}
			if leastUp != nil && rem.Cmp(leastUp) > 0 {
				t.Fatalf("%d of %d: part %d was passed over", total, weights, i)
			}
		case 1:
			if mostDown != nil && rem.Cmp(mostDown) <= 0 {
				t.Fatalf("%d of %d: part %d came before its turn", total, weights, i)
			}
			if leastUp == nil || rem.Cmp(leastUp) < 0 {
				leastUp = rem
			}
		default:
			t.Fatalf("%d of %d: part %d is %d, exact floor %s", total, weights, i, p, floor)
		}
	}
	if want := new(big.Int).SetUint64(total); sum.Sign() > 0 && paid.Cmp(want) != 0 {
		t.Fatalf("%d of %d: paid %s", total, weights, paid)
	}
}

func TestApportion_Law(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	for range 5_000 {
		weights := make([]uint64, r.IntN(12))
		for i := range weights {
			weights[i] = r.Uint64() >> r.IntN(64)
		}
		checkApportion(t, r.Uint64()>>r.IntN(64), weights)
	}
}

func FuzzApportion(f *testing.F) {
	f.Add(uint64(10), uint64(1), uint64(2), uint64(3))
	f.Fuzz(func(t *testing.T, total, a, b, c uint64) {
		checkApportion(t, total, []uint64{a, b, c, a, c})
	})
}
