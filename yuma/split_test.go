package yuma_test

import (
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

// TestYuma3N_SplittingAnIdentityChangesNobodysTotal splits a validator into up to 64 with the same weights.
func TestYuma3N_SplittingAnIdentityChangesNobodysTotal(t *testing.T) {
	t.Parallel()
	for _, v := range variants() {
		for _, miners := range []int{3, 60, 500} {
			for seed := range uint64(3) {
				whole := totals(t, splitSubnet(v, seed, miners, 1), miners, 4)
				for _, parts := range []int{2, 4, 16, 64} {
					var most fixed.I32F32
					for i, x := range totals(t, splitSubnet(v, seed, miners, parts), miners, 4) {
						most = max(most, x-whole[i], whole[i]-x)
					}
					t.Logf("%s %d %d %d", v.name, miners, parts, most)
				}
			}
		}
	}
}
