package simulate_test

import (
	"testing"

	"github.com/tianwang-net/tianwang/simulate"
	"github.com/tianwang-net/tianwang/yuma"
)

// ratio plays ten honest validators and one other of equal stake, and returns what the other earns in relation to them.
func ratio(t *testing.T, v yuma.Version, reveal uint64, churn float64, other simulate.Strategy) float64 {
	t.Helper()
	e := simulate.Economy{
		Rules: yuma.Params{
			Version: v, Kappa: 32_767, BondsMovingAverage: 900_000, MaxAllowedValidators: 64, ActivityCutoff: 5000, Rho: 10,
			Tempo: 360, BondsPenalty: 65_535,
		},
		Epochs: 350, Warmup: 50, Seed: 7, RevealPeriod: reveal, Miners: 64, Churn: churn,
	}
	for range 10 {
		e.Validators = append(e.Validators, simulate.Validator{Stake: 1e12, Judge: simulate.Honest(0.3)})
	}
	e.Validators = append(e.Validators, simulate.Validator{Stake: 1e12, Judge: other})
	out, err := e.Run()
	if err != nil {
		t.Fatal(err)
	}
	var honest float64
	for _, y := range out.Yield[:10] {
		honest += y / 10
	}
	return out.Yield[10] / honest
}

// TestCopier_EarnsLessWhereWeightsAreSecret holds what secrecy achieves: a copier of visible weights earns a tenth more than
// honest work, one that sees them three epochs later, while a tenth of the miners changes in each, earns less.
func TestCopier_EarnsLessWhereWeightsAreSecret(t *testing.T) {
	t.Parallel()
	for v, limit := range map[yuma.Version]float64{yuma.Yuma1: 0.97, yuma.Yuma2: 0.97, yuma.Yuma3: 0.90, yuma.Yuma3N: 0.90} {
		visible, secret := ratio(t, v, 0, 0.1, simulate.Copy()), ratio(t, v, 3, 0.1, simulate.Copy())
		t.Logf("%v: visible %.3f, secret %.3f", v, visible, secret)
		if visible < 1.10 {
			t.Errorf("%v: a copier of visible weights earns %.3f, the attack is not there", v, visible)
		}
		if secret > limit {
			t.Errorf("%v: a copier of secret weights earns %.3f, want at most %.2f", v, secret, limit)
		}
	}
}

// TestUniform_EarnsLess holds that scoring everybody alike, without work, costs more than a seventh of the dividends.
func TestUniform_EarnsLess(t *testing.T) {
	t.Parallel()
	for _, v := range []yuma.Version{yuma.Yuma1, yuma.Yuma3, yuma.Yuma3N} {
		got := ratio(t, v, 1, 0.1, simulate.Uniform())
		t.Logf("%v: %.3f", v, got)
		if got > 0.85 {
			t.Errorf("%v: a lazy validator earns %.3f, want at most 0.85", v, got)
		}
	}
}
