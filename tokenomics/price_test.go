package tokenomics

import (
	"math/rand/v2"
	"testing"
)

func TestDecay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ value, halfLife, blocks, want uint64 }{
		{1000, 0, 5, 1000},
		{1000, 360, 0, 1000},
		{1 << 40, 360, 360, 1 << 39},
		{1 << 40, 360, 720, 1 << 38},
		{1 << 40, 1, 3, 1 << 37},
		{1_000_000_000, 2, 1, 707_106_781}, // 10⁹/√2 = 707106781.18…
		{1_000_000_000, 360, 180, 707_106_781},
		{1_000_000_000, 360, 1, 998_076_443}, // 10⁹·2^(−1/360) = 998076443.58…
		{^uint64(0), 10, 640, 0},
		{5, 10, 1_000_000, 0},
	} {
		if got := Decay(c.value, c.halfLife, c.blocks); got != c.want {
			t.Errorf("Decay(%d, %d, %d) = %d, want %d", c.value, c.halfLife, c.blocks, got, c.want)
		}
	}
}

func TestDecay_NeverRises(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		value, halfLife := rng.Uint64()>>rng.UintN(64), 1+rng.Uint64N(36_100)
		prev := value
		for blocks := uint64(1); blocks < 3*halfLife; blocks += 1 + rng.Uint64N(halfLife) {
			got := Decay(value, halfLife, blocks)
			if got > prev {
				t.Fatalf("Decay(%d, %d, %d) = %d is above its predecessor %d", value, halfLife, blocks, got, prev)
			}
			prev = got
		}
	}
}

func TestRaise(t *testing.T) {
	t.Parallel()
	if got := Raise(1_000_000_000, 1_260_000); got != 1_260_000_000 {
		t.Errorf("raised by 26 %%: %d", got)
	}
	if got := Raise(100, 5); got != 100 {
		t.Errorf("an increase below one lowered the value to %d", got)
	}
	if got := Raise(^uint64(0), 2*Million); got != ^uint64(0) {
		t.Errorf("overflow gave %d", got)
	}
}

// TestLockCost_Path is the path of the reference chain's test: floor 100, interval 2.
func TestLockCost_Path(t *testing.T) {
	t.Parallel()
	const floor = 100 * RaoPerTAO
	for _, c := range []struct{ last, since, want uint64 }{
		{0, 7, 100},
		{100, 0, 200},
		{100, 1, 150},
		{100, 2, 100},
		{100, 3, 100},
		{150, 0, 300},
		{225, 0, 450},
		{100, 1000, 100},
	} {
		if got := LockCost(floor, c.last*RaoPerTAO, 2, c.since); got != c.want*RaoPerTAO {
			t.Errorf("last %d, %d blocks later: %d, want %d", c.last, c.since, got/RaoPerTAO, c.want)
		}
	}
	if got := LockCost(1, ^uint64(0), 1, 0); got != ^uint64(0) {
		t.Errorf("overflow gave %d", got)
	}
}
