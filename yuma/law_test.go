package yuma_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/yuma"
)

// The tests of this file change an input in a way whose effect on the result is known without computing it.

// TestLaw_NamesDoNotMatter permutes the uids and wants the same result with its uids permuted, to the bit.
func TestLaw_NamesDoNotMatter(t *testing.T) {
	t.Parallel()
	each(t, 200, func(t *testing.T, r *rand.Rand, v variant) {
		in := subnet(r, v, 2+r.IntN(12))
		p := r.Perm(len(in.Stake))
		got, want := run(t, permuted(in, p)), permutedResult(run(t, in), p)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestLaw_OnlyProportionsOfARowMatter multiplies all weights of one row by the same number.
func TestLaw_OnlyProportionsOfARowMatter(t *testing.T) {
	t.Parallel()
	each(t, 200, func(t *testing.T, r *rand.Rand, v variant) {
		in := subnet(r, v, 2+r.IntN(12))
		want := run(t, in)
		i := r.IntN(len(in.Weights))
		entries := in.Weights[i].Entries()
		most := uint16(1)
		for _, e := range entries {
			most = max(most, e.Value)
		}
		factor := uint16(1 + r.IntN(int(65535/most)))
		for k := range entries {
			entries[k].Value *= factor
		}
		in.Weights[i] = yuma.Pack(entries...)
		if diff := cmp.Diff(want, run(t, in)); diff != "" {
			t.Errorf("factor %d: %s", factor, diff)
		}
	})
}

// TestLaw_RaisingAWeightNeverLowersConsensus raises one weight, at the cost of the others of its row.
func TestLaw_RaisingAWeightNeverLowersConsensus(t *testing.T) {
	t.Parallel()
	each(t, 200, func(t *testing.T, r *rand.Rand, v variant) {
		in := subnet(r, v, 2+r.IntN(12))
		i := r.IntN(len(in.Weights))
		entries := in.Weights[i].Entries()
		if len(entries) == 0 {
			return
		}
		before := run(t, in)
		k := r.IntN(len(entries))
		entries[k].Value += uint16(r.IntN(65536 - int(entries[k].Value)))
		in.Weights[i] = yuma.Pack(entries...)
		j := entries[k].UID
		if after := run(t, in); after.Consensus[j] < before.Consensus[j] {
			t.Errorf("consensus for %d fell from %d to %d", j, before.Consensus[j], after.Consensus[j])
		}
	})
}

// TestLaw_WeightForOneselfDoesNothing lets every validator weigh itself, with any weight.
func TestLaw_WeightForOneselfDoesNothing(t *testing.T) {
	t.Parallel()
	each(t, 200, func(t *testing.T, r *rand.Rand, v variant) {
		in := subnet(r, v, 2+r.IntN(12))
		in.Owner = nil // whose weight for itself counts
		without, with := *in, *in
		without.Weights, with.Weights = slices.Clone(in.Weights), slices.Clone(in.Weights)
		for i, row := range in.Weights {
			others := slices.DeleteFunc(row.Entries(), func(e yuma.Entry) bool { return int(e.UID) == i })
			without.Weights[i] = yuma.Pack(others...)
			with.Weights[i] = yuma.Pack(append(slices.Clone(others), yuma.Entry{UID: uint16(i), Value: uint16(1 + r.IntN(65535))})...)
		}
		if diff := cmp.Diff(run(t, &without), run(t, &with)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestLaw_NoStakeNoInfluence adds a validator without stake. Yuma3 does not keep this law: its bonds dilute a column
// whoever holds them.
func TestLaw_NoStakeNoInfluence(t *testing.T) {
	t.Parallel()
	each(t, 200, func(t *testing.T, r *rand.Rand, v variant) {
		if v.version == yuma.Yuma3 {
			t.SkipNow()
		}
		in := subnet(r, v, 2+r.IntN(12))
		n := len(in.Stake)
		in.MaxAllowedValidators = uint16(n + 1)
		want := run(t, in)
		in.Stake, in.RootStake, in.Permits = append(in.Stake, 0), append(in.RootStake, 0), append(in.Permits, true)
		in.LastUpdate, in.RegisteredAt = append(in.LastUpdate, 9_900), append(in.RegisteredAt, 0)
		in.Weights, in.Bonds = append(in.Weights, randomRow(r, n)), append(in.Bonds, nil)
		got := run(t, in)
		if got.ServerShare[n] != 0 || got.ValidatorShare[n] != 0 || got.Dividends[n] != 0 {
			t.Errorf("a validator without stake is paid %d and %d", got.ServerShare[n], got.ValidatorShare[n])
		}
		if diff := cmp.Diff(want, firstUIDs(got, n)); diff != "" {
			t.Error(diff)
		}
	})
}

// firstUIDs cuts a result to its first n uids.
func firstUIDs(r *yuma.Result, n int) *yuma.Result {
	return &yuma.Result{
		Active: r.Active[:n], Permits: r.Permits[:n], Rank: r.Rank[:n], Trust: r.Trust[:n], Consensus: r.Consensus[:n],
		Incentive: r.Incentive[:n], Dividends: r.Dividends[:n], ValidatorTrust: r.ValidatorTrust[:n],
		PruningScores: r.PruningScores[:n], StakeWeight: r.StakeWeight[:n], Emission: r.Emission[:n],
		ServerEmission: r.ServerEmission[:n], ValidatorEmission: r.ValidatorEmission[:n],
		ServerShare: r.ServerShare[:n], ValidatorShare: r.ValidatorShare[:n], Bonds: r.Bonds[:n],
	}
}

// TestLaw_MajorityBeginsAtKappa gives a validator kappa of the stake, less one unit of 2⁻³², exactly, and more one unit. It
// alone weighs miner 2, and the other one alone weighs miner 3, so that both consensus values are 0 or 1.
func TestLaw_MajorityBeginsAtKappa(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kappa uint16
		raw   uint64 // kappa/65535 in units of 2⁻³², computed by hand
	}{{32767, 2147450879}, {13107, 858993459}, {1, 65537}, {65534, 4294901758}} {
		if want := uint64(tt.kappa) * (1 << 32) / 65535; tt.raw != want {
			t.Errorf("kappa %d: %d units, want %d", tt.kappa, tt.raw, want)
		}
		for _, v := range variants() {
			if v.version == yuma.Whitepaper {
				continue
			}
			for _, off := range []int64{-1, 0, 1} {
				stake := uint64(int64(tt.raw) + off)
				in := &yuma.Input{
					Params: yuma.Params{Version: v.version, Kappa: tt.kappa, MaxAllowedValidators: 4, LiquidAlpha: v.liquid},
					Stake:  []uint64{stake, 1<<32 - stake, 0, 0}, Permits: []bool{true, true, false, false},
					LastUpdate: []uint64{1, 1, 1, 1}, RegisteredAt: make([]uint64, 4), Bonds: make([]yuma.Row, 4),
					Weights: []yuma.Row{
						yuma.Pack(yuma.Entry{UID: 2, Value: 7}), yuma.Pack(yuma.Entry{UID: 3, Value: 9}), nil, nil,
					},
				}
				want := []uint16{0, 0, 0, 0}
				if off >= 0 {
					want[2] = 65535
				}
				if 1<<32-stake >= tt.raw {
					want[3] = 65535
				}
				if got := run(t, in).Consensus; !slices.Equal(got, want) {
					t.Errorf("%s, kappa %d%+d: consensus %d, want %d", v.name, tt.kappa, off, got, want)
				}
			}
		}
	}
}
