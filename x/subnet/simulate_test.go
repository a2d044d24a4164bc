package subnet_test

import (
	"testing"

	"github.com/tianwang-net/tianwang/simulate"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/subnet"
	"github.com/tianwang-net/tianwang/yuma"
)

// TestDefaults_AreThoseThatWereSimulated wants the rules of a new subnet to be those on which the attacks of package
// simulate were measured.
func TestDefaults_AreThoseThatWereSimulated(t *testing.T) {
	t.Parallel()
	h, r := subnet.DefaultHyperparams(), simulate.DefaultRules()
	version, err := yuma.ParseVersion(h.Yuma)
	if err != nil {
		t.Fatal(err)
	}
	want := simulate.Rules{
		Params: yuma.Params{
			Version: version, Kappa: uint16(h.Kappa), Rho: uint16(h.Rho), BondsMovingAverage: h.BondsMovingAverage,
			BondsPenalty: tokenomics.ProportionOne, MaxAllowedValidators: uint16(h.MaxValidators), ActivityCutoff: h.ActivityCutoff,
			Tempo: uint16(h.Tempo), LiquidAlpha: h.LiquidAlpha,
		},
		RevealPeriod: h.RevealPeriod, Slots: int(h.MaxUids), Immunity: h.ImmunityPeriod,
		PruningAverage: epoch.DefaultParams().PruningAverage, Entries: int(h.MaxRegistrationsPerBlock) * int(h.Tempo),
		Entry: tokenomics.Terms{HalfLife: h.RegistrationHalfLife, Increase: h.RegistrationIncrease, Low: h.MinBurn, High: h.MaxBurn},
	}
	if r != want {
		t.Errorf("simulated: %+v\non the chain: %+v", r, want)
	}
}
