package yuma_test

import (
	"math"
	"testing"

	"github.com/tianwang-net/tianwang/yuma"
)

// camp is a validator and a miner; all stake of both is the validator's.
type camp struct{ stake uint64 }

// compound lets two camps grow by a tenth of all stake an epoch, split by incentive as in the paper's example. Each
// validator gives its own miner a weight of 1 and that of the honest camp gives the other miner some dust. It calls see with
// the share of the cabal after every epoch.
func compound(
	t *testing.T, version yuma.Version, honest, cabal camp, dust uint16, epochs int, see func(epoch int, share float64),
) {
	t.Helper()
	var bonds [4]yuma.Row
	for epoch := 1; epoch <= epochs; epoch++ {
		in := &yuma.Input{
			Params: yuma.Params{
				Version: version, Kappa: 32767, Rho: 10, BondsMovingAverage: 900_000, MaxAllowedValidators: 4,
				BondsPenalty: 65535,
			},
			Stake: []uint64{honest.stake, cabal.stake, 0, 0}, Permits: []bool{true, true, false, false},
			LastUpdate: []uint64{1, 1, 1, 1}, RegisteredAt: make([]uint64, 4), Bonds: bonds[:],
			Weights: []yuma.Row{
				yuma.Pack(yuma.Entry{UID: 2, Value: 65535}, yuma.Entry{UID: 3, Value: dust}),
				yuma.Pack(yuma.Entry{UID: 3, Value: 65535}), nil, nil,
			},
		}
		r := run(t, in)
		server, _ := r.Payout((honest.stake + cabal.stake) / 5) // half of it to miners
		honest.stake += server[2]
		cabal.stake += server[3]
		copy(bonds[:], r.Bonds)
		see(epoch, float64(cabal.stake)/float64(honest.stake+cabal.stake))
	}
}

// TestWhitepaper_PrintedSeries runs the paper's example, two camps that do not know each other with 51 % and 49 % of the
// stake, and wants the shares of the smaller one that the paper prints, and those that its own code gives later.
func TestWhitepaper_PrintedSeries(t *testing.T) {
	t.Parallel()
	want := map[int]struct{ share, unit float64 }{
		1: {0.48773, 1e-5}, 2: {0.48495, 1e-5}, 3: {0.48155, 1e-5}, 4: {0.47739, 1e-5}, 5: {0.47231, 1e-5},
		25: {0.143, 1e-3}, 50: {0.014, 1e-3}, 100: {0.00012, 1e-5},
	}
	seen := 0
	compound(t, yuma.Whitepaper, camp{510e9}, camp{490e9}, 0, 100, func(epoch int, share float64) {
		w, ok := want[epoch]
		if !ok {
			return
		}
		seen++
		if math.Abs(share-w.share) > w.unit/2 {
			t.Errorf("after %d epochs the smaller camp has %.5f, want %.5f", epoch, share, w.share)
		}
	})
	if seen != len(want) {
		t.Errorf("%d figures compared, want %d", seen, len(want))
	}
}

// TestWhitepaper_DustEdges shows why the whitepaper's rule is history: trust counts edges, whatever their weight, so when
// the honest camp gives a cabal a thousandth of its weight, a cabal of 30 % takes over. The median does not count dust.
func TestWhitepaper_DustEdges(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		cabal uint64 // of 1000
		want  float64
	}{{100, 0.120}, {200, 0.359}, {300, 0.998}, {400, 0.9998}, {490, 0.9999}} {
		for _, v := range yuma.Versions() {
			var last float64
			see := func(_ int, share float64) { last = share }
			compound(t, v, camp{(1000 - tt.cabal) * 1e9}, camp{tt.cabal * 1e9}, 66, 100, see)
			if v == yuma.Whitepaper && math.Abs(last-tt.want) > 1e-3 || v != yuma.Whitepaper && last > 0.006 {
				t.Errorf("%s: a cabal of %d/1000 has %.4f in the end", v, tt.cabal, last)
			}
		}
	}
}
