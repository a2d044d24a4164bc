package yuma_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/yuma"
)

// splitSubnet returns a subnet of v validators and as many miners, in which the last validator has a sixteenth of the
// stake in so many equal parts, each with a row of its own that says the same. All parts are whole in units of 2⁻³².
func splitSubnet(v variant, seed uint64, miners, parts int) *yuma.Input {
	const validators = 4
	r := rand.New(rand.NewPCG(seed, 0))
	n := miners + validators + parts
	in := &yuma.Input{
		Params: yuma.Params{
			Version: v.version, Kappa: 32767, BondsMovingAverage: 900_000, MaxAllowedValidators: uint16(n), Rho: 10,
			BondsPenalty: 65535, LiquidAlpha: v.liquid, AlphaLow: 45875, AlphaHigh: 58982, AlphaSigmoidSteepness: 1000,
		},
		Stake: make([]uint64, n), Permits: make([]bool, n), LastUpdate: make([]uint64, n), RegisteredAt: make([]uint64, n),
		Weights: make([]yuma.Row, n), Bonds: make([]yuma.Row, n), Emission: 1e12,
	}
	quality := make([]float64, miners)
	for j := range quality {
		quality[j] = r.Float64()
	}
	row := func() yuma.Row {
		var entries []yuma.Entry
		for j, q := range quality {
			entries = append(entries, yuma.Entry{UID: uint16(j), Value: uint16(65535 * q * (0.7 + 0.3*r.Float64()))})
		}
		return yuma.Pack(entries...)
	}
	for k, stake := range [validators]uint64{5 << 28, 4 << 28, 3 << 28, 3 << 28} {
		i := miners + k
		in.Stake[i], in.Permits[i], in.LastUpdate[i], in.Weights[i] = stake, true, 1, row()
	}
	last := row()
	for i := miners + validators; i < n; i++ {
		in.Stake[i], in.Permits[i], in.LastUpdate[i], in.Weights[i] = 1<<28/uint64(parts), true, 1, last
	}
	return in
}

// totals runs some epochs and returns what each miner, each validator, and all parts of the last one together get.
func totals(t *testing.T, in *yuma.Input, miners, epochs int) []fixed.I32F32 {
	t.Helper()
	var r *yuma.Result
	for range epochs {
		r = run(t, in)
		in.Bonds = r.Bonds
	}
	sums := make([]fixed.I32F32, miners+5)
	for i := range in.Stake {
		sums[min(i, miners+4)] += r.ServerShare[i] + r.ValidatorShare[i]
	}
	return sums
}

// TestSplit_ChangesNobodysTotal splits a validator into up to 64 with the same weights. With Yuma3N nobody's total, not
// even the sum of all parts, changes by more than 2⁻³² a part, which is what a rank loses to rounding. With Yuma3 it does.
func TestSplit_ChangesNobodysTotal(t *testing.T) {
	t.Parallel()
	for _, v := range variants() {
		if v.version < yuma.Yuma3 {
			continue
		}
		for _, miners := range []int{3, 60, 500} {
			whole := totals(t, splitSubnet(v, 1, miners, 1), miners, 4)
			for _, parts := range []int{2, 4, 16, 64} {
				var most fixed.I32F32
				for i, x := range totals(t, splitSubnet(v, 1, miners, parts), miners, 4) {
					most = max(most, x-whole[i], whole[i]-x)
				}
				if v.version == yuma.Yuma3N && most > fixed.I32F32(parts) || v.version == yuma.Yuma3 && most < 10_000 {
					t.Errorf("%s, %d miners, %d parts: a total changes by %d/2³²", v.name, miners, parts, most)
				}
			}
		}
	}
}

// TestSplit_DustDoesNotDilute lets a thousandth of the stake, under one name and under many, hold bonds of only the miner
// that one of two validators likes best. With Yuma3 every name takes as much of that miner's column as a whole validator.
func TestSplit_DustDoesNotDilute(t *testing.T) {
	t.Parallel()
	row := func(a, b uint16) yuma.Row {
		return yuma.Pack(yuma.Entry{UID: 0, Value: a}, yuma.Entry{UID: 1, Value: b})
	}
	dividends := func(version yuma.Version, names int) float64 {
		n := 4 + names
		in := &yuma.Input{
			Params: yuma.Params{
				Version: version, Kappa: 32767, BondsMovingAverage: 900_000, MaxAllowedValidators: uint16(n), BondsPenalty: 65535,
			},
			Stake: make([]uint64, n), Permits: make([]bool, n), LastUpdate: make([]uint64, n), RegisteredAt: make([]uint64, n),
			Weights: make([]yuma.Row, n), Bonds: make([]yuma.Row, n),
		}
		for i := range n {
			in.Stake[i], in.Permits[i], in.LastUpdate[i], in.Weights[i] = 1<<22/uint64(names), true, 1, row(1, 0)
		}
		in.Stake[0], in.Stake[1], in.Stake[2], in.Stake[3] = 0, 0, 6<<29, 1<<32-6<<29-1<<22
		in.Weights[0], in.Weights[1], in.Weights[2], in.Weights[3] = nil, nil, row(60, 40), row(40, 60)
		var r *yuma.Result
		for range 20 {
			r = run(t, in)
			in.Bonds = r.Bonds
		}
		return float64(r.ValidatorShare[2]) / float64(r.ValidatorShare[3])
	}
	for _, names := range []int{4, 16, 64} {
		if one, many := dividends(yuma.Yuma3N, 1), dividends(yuma.Yuma3N, names); math.Abs(many-one) > 2e-9*float64(names) {
			t.Errorf("yuma3n, %d names: the ratio of dividends goes from %.10f to %.10f", names, one, many)
		}
		if one, many := dividends(yuma.Yuma3, 1), dividends(yuma.Yuma3, names); math.Abs(many-one) < 0.1 {
			t.Errorf("yuma3, %d names: the ratio of dividends only goes from %.10f to %.10f", names, one, many)
		}
	}
}
