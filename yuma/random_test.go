package yuma_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/tianwang-net/tianwang/yuma"
)

// variant is a version together with the way its bonds move.
type variant struct {
	name    string
	version yuma.Version
	liquid  bool
}

// variants lists all versions, those with liquid alpha in both ways.
func variants() (vs []variant) {
	for _, v := range yuma.Versions() {
		vs = append(vs, variant{v.String(), v, false})
	}
	return append(vs, variant{"yuma3-liquid", yuma.Yuma3, true}, variant{"yuma3n-liquid", yuma.Yuma3N, true})
}

// each runs a test for some random subnets of every variant; no two of them are drawn from the same numbers.
func each(t *testing.T, subnets int, test func(t *testing.T, r *rand.Rand, v variant)) {
	t.Helper()
	for k, v := range variants() {
		t.Run(v.name, func(t *testing.T) {
			t.Parallel()
			for seed := range subnets {
				test(t, rand.New(rand.NewPCG(uint64(seed), uint64(k))), v)
				if t.Failed() {
					t.Fatalf("seed %d", seed)
				}
			}
		})
	}
}

// pick returns one of some values.
func pick[T any](r *rand.Rand, values ...T) T { return values[r.IntN(len(values))] }

// subnet returns a random subnet of n uids. About a third of them have no stake, no permit or no weights, some have been
// silent for long, some were registered after weights for their uid were set. All stakes above 0 differ.
func subnet(r *rand.Rand, v variant, n int) *yuma.Input {
	in := &yuma.Input{
		Params: yuma.Params{
			Version: v.version, Kappa: pick[uint16](r, 32767, 32767, 16384, 45000, uint16(r.IntN(65536))),
			BondsMovingAverage: pick[uint64](r, 900_000, 500_000, 0, r.Uint64N(975_001)), MaxAllowedValidators: uint16(n),
			ActivityCutoff: 1000, Rho: pick[uint16](r, 10, 1, 40), Tempo: 360, StakeThreshold: pick[uint64](r, 0, 1e6),
			RootWeight: pick[uint64](r, 0, 1<<62, 1<<64-1), BondsPenalty: pick[uint16](r, 65535, 0, uint16(r.IntN(65536))),
			LiquidAlpha: v.liquid, AlphaLow: 45875, AlphaHigh: 58982, AlphaSigmoidSteepness: pick[int16](r, 1000, 100, -500),
		},
		Block: 10_000, LastEpoch: pick[uint64](r, 0, 9639), Emission: 1 + r.Uint64N(1e12),
		Stake: make([]uint64, n), RootStake: make([]uint64, n), Permits: make([]bool, n),
		LastUpdate: make([]uint64, n), RegisteredAt: make([]uint64, n),
		Weights: make([]yuma.Row, n), Bonds: make([]yuma.Row, n),
	}
	if r.IntN(3) == 0 {
		owner := uint16(r.IntN(n))
		in.Owner = &owner
	}
	for i := range n {
		if r.IntN(4) > 0 {
			in.Stake[i], in.RootStake[i] = 1e6+r.Uint64N(1e10), r.Uint64N(1e9)
		}
		in.Permits[i] = r.IntN(4) > 0
		in.LastUpdate[i] = pick[uint64](r, 9_900, 9_900, 9_900, 9_700, 8_000)
		in.RegisteredAt[i] = pick[uint64](r, 0, 0, 0, 0, 9_650, 9_800)
		if r.IntN(5) > 0 {
			in.Weights[i] = randomRow(r, n)
		}
		if r.IntN(3) > 0 {
			in.Bonds[i] = randomRow(r, n)
		}
	}
	return in
}

// randomRow returns an ascending row for some of n uids; a few values are 0.
func randomRow(r *rand.Rand, n int) yuma.Row {
	var entries []yuma.Entry
	spread := r.IntN(12)
	for j := range n {
		if r.IntN(4) > 0 {
			entries = append(entries, yuma.Entry{UID: uint16(j), Value: uint16(r.IntN(65536) >> r.IntN(spread+1))})
		}
	}
	return yuma.Pack(entries...)
}

// engines are used again and again, by all tests at once, so that what one epoch leaves behind would disturb another.
var engines = sync.Pool{New: func() any { return new(yuma.Engine) }}

// run computes an epoch.
func run(t *testing.T, in *yuma.Input) *yuma.Result {
	t.Helper()
	e := engines.Get().(*yuma.Engine)
	defer engines.Put(e)
	r, err := e.Run(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// place moves element i to p[i].
func place[T any](xs []T, p []int) []T {
	if xs == nil {
		return nil
	}
	ys := make([]T, len(xs))
	for i, x := range xs {
		ys[p[i]] = x
	}
	return ys
}

// placeRows moves row i to p[i], and within the rows each uid likewise; the rows ascend again.
func placeRows(rows []yuma.Row, p []int) []yuma.Row {
	moved := make([]yuma.Row, len(rows))
	for i, row := range rows {
		entries := row.Entries()
		for k := range entries {
			entries[k].UID = uint16(p[entries[k].UID])
		}
		slices.SortFunc(entries, func(a, b yuma.Entry) int { return cmp.Compare(a.UID, b.UID) })
		if row != nil {
			moved[p[i]] = yuma.Pack(entries...)
		}
	}
	return moved
}

// permuted gives uid i the number p[i].
func permuted(in *yuma.Input, p []int) *yuma.Input {
	out := *in
	if in.Owner != nil {
		owner := uint16(p[*in.Owner])
		out.Owner = &owner
	}
	out.Stake, out.RootStake, out.Permits = place(in.Stake, p), place(in.RootStake, p), place(in.Permits, p)
	out.LastUpdate, out.RegisteredAt = place(in.LastUpdate, p), place(in.RegisteredAt, p)
	out.Weights, out.Bonds = placeRows(in.Weights, p), placeRows(in.Bonds, p)
	return &out
}

// permutedResult does the same to a result.
func permutedResult(r *yuma.Result, p []int) *yuma.Result {
	return &yuma.Result{
		Active: place(r.Active, p), Permits: place(r.Permits, p), Rank: place(r.Rank, p), Trust: place(r.Trust, p),
		Consensus: place(r.Consensus, p), Incentive: place(r.Incentive, p), Dividends: place(r.Dividends, p),
		ValidatorTrust: place(r.ValidatorTrust, p), PruningScores: place(r.PruningScores, p),
		StakeWeight: place(r.StakeWeight, p), Emission: place(r.Emission, p), ServerEmission: place(r.ServerEmission, p),
		ValidatorEmission: place(r.ValidatorEmission, p), ServerShare: place(r.ServerShare, p),
		ValidatorShare: place(r.ValidatorShare, p), Bonds: placeRows(r.Bonds, p),
	}
}
