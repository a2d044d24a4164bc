package yuma_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/yuma"
)

// dense returns a subnet in the middle of its life, in which each of the first v uids weighs every other uid, by a quality
// that all see with some noise. Every validator has bonds to every miner, from epochs in which the noise was another.
func dense(tb testing.TB, version yuma.Version, liquid bool, n, v int) *yuma.Input {
	tb.Helper()
	var e yuma.Engine
	var bonds []yuma.Row
	for epoch := range uint64(4) {
		in := noisy(version, liquid, n, v, epoch)
		if epoch == 3 {
			in.Bonds = bonds
			return in
		}
		if epoch > 0 {
			in.Bonds = bonds
		}
		r, err := e.Run(in)
		if err != nil {
			tb.Fatal(err)
		}
		bonds = r.Bonds
	}
	return nil
}

// noisy returns the subnet without bonds.
func noisy(version yuma.Version, liquid bool, n, v int, epoch uint64) *yuma.Input {
	r := rand.New(rand.NewPCG(uint64(n), uint64(v)))
	noise := rand.New(rand.NewPCG(epoch, 0))
	in := &yuma.Input{
		Params: yuma.Params{
			Version: version, Kappa: 32767, BondsMovingAverage: 900_000, MaxAllowedValidators: uint16(v),
			ActivityCutoff: 5000, Rho: 10, Tempo: 360, BondsPenalty: 65535,
			LiquidAlpha: liquid, AlphaLow: 45875, AlphaHigh: 58982, AlphaSigmoidSteepness: 1000,
		},
		Block: 100_000, LastEpoch: 99_639, Emission: 296_000_000_000,
		Stake: make([]uint64, n), Permits: make([]bool, n), LastUpdate: make([]uint64, n), RegisteredAt: make([]uint64, n),
		Weights: make([]yuma.Row, n), Bonds: make([]yuma.Row, n),
	}
	quality := make([]float64, n)
	for j := range n {
		quality[j] = r.Float64()
		in.LastUpdate[j], in.RegisteredAt[j] = 99_700, uint64(r.IntN(60_000))
	}
	for i := range v {
		in.Stake[i], in.Permits[i] = 1e9+r.Uint64N(1e15), true
		entries := make([]yuma.Entry, 0, n)
		for j := range n {
			if j != i {
				w := quality[j] * (0.8 + 0.2*noise.Float64())
				entries = append(entries, yuma.Entry{UID: uint16(j), Value: uint16(w * 65535)})
			}
		}
		in.Weights[i] = yuma.Pack(entries...)
	}
	return in
}

// BenchmarkEpoch measures an epoch in the middle of a subnet's life: every validator has bonds to every miner, and the engine
// has its buffers. The least time of all runs tells most on a machine that others use too.
func BenchmarkEpoch(b *testing.B) {
	for _, vt := range variants() {
		for _, size := range [][2]int{{256, 64}, {1024, 128}, {4096, 256}} {
			b.Run(fmt.Sprintf("%s/n=%d/v=%d", vt.name, size[0], size[1]), func(b *testing.B) {
				var e yuma.Engine
				in := dense(b, vt.version, vt.liquid, size[0], size[1])
				epoch := func() time.Duration {
					start := time.Now()
					if _, err := e.Run(in); err != nil {
						b.Fatal(err)
					}
					return time.Since(start)
				}
				least := epoch()
				b.ReportAllocs()
				for b.Loop() {
					least = min(least, epoch())
				}
				b.ReportMetric(float64(least.Nanoseconds()), "least-ns/op")
			})
		}
	}
}
