package subnet

import (
	"fmt"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/yuma"
)

// Bounds of what a block may have to do for one subnet.
const (
	maxSubnets    = 1024
	maxUIDs       = 4096
	maxWorkWindow = 256
	maxPeriod     = 10_000_000 // blocks; about four years of 12 s blocks
)

// DefaultParams returns the rules of a public chain with 12 s blocks.
func DefaultParams() subnetv1.Params {
	return subnetv1.Params{
		SubnetLimit: 32, MinLockCost: 1000 * tokenomics.RaoPerTAO, LockReductionInterval: 100_800, CreationInterval: 7200,
		SubnetImmunity: 50_400, WorkWindow: 32, Defaults: DefaultHyperparams(),
	}
}

// DefaultHyperparams returns the rules of a new subnet: those of the reference chain in April 2024, but for bonds by stake and
// merit, weights that stay secret for three epochs (docs/adr/0021), and terms of registration that halve every 360 blocks and
// rise by 26 % with each newcomer.
func DefaultHyperparams() subnetv1.Hyperparams {
	return subnetv1.Hyperparams{
		Tempo: 360, Yuma: yuma.Yuma3N.String(), Kappa: 32_767, Rho: 10, BondsMovingAverage: 900_000,
		MaxUids: 256, MaxValidators: 64, MinAllowedWeights: 1, MaxWeightLimit: tokenomics.ProportionOne,
		ImmunityPeriod: 5000, ActivityCutoff: 5000, WeightsRateLimit: 100, ServingRateLimit: 50,
		CommitReveal: true, RevealPeriod: 3, BurnRegistration: true, WorkRegistration: true, MaxRegistrationsPerBlock: 1,
		RegistrationHalfLife: 360, RegistrationIncrease: 1_260_000,
		MinBurn: tokenomics.RaoPerTAO / 2000, MaxBurn: 100 * tokenomics.RaoPerTAO,
		MinDifficulty: 10_000_000, MaxDifficulty: 1 << 62, AlphaLow: 45_875, AlphaHigh: 58_982,
	}
}

// ValidateParams refuses rules that contradict themselves or would make a block too heavy.
func ValidateParams(p subnetv1.Params) error {
	for _, r := range []struct {
		name             string
		value, low, high uint64
	}{
		{"subnet_limit", uint64(p.SubnetLimit), 0, maxSubnets},
		{"min_lock_cost", p.MinLockCost, 0, tokenomics.Cap},
		{"lock_reduction_interval", p.LockReductionInterval, 1, maxPeriod},
		{"creation_interval", p.CreationInterval, 0, maxPeriod},
		{"subnet_immunity", p.SubnetImmunity, 0, maxPeriod},
		{"work_window", p.WorkWindow, 1, maxWorkWindow},
	} {
		if err := base.InRange(r.name, r.value, r.low, r.high); err != nil {
			return err
		}
	}
	if err := ValidateHyperparams(p.Defaults); err != nil {
		return fmt.Errorf("defaults: %w", err)
	}
	return nil
}

// ValidateHyperparams refuses rules of a subnet that contradict themselves.
func ValidateHyperparams(h subnetv1.Hyperparams) error {
	if _, err := yuma.ParseVersion(h.Yuma); err != nil {
		return fmt.Errorf("yuma: %w", err)
	}
	const one = tokenomics.ProportionOne
	for _, r := range []struct {
		name             string
		value, low, high uint64
	}{
		{"tempo", h.Tempo, 1, maxPeriod},
		{"kappa", uint64(h.Kappa), 0, one},
		{"rho", uint64(h.Rho), 0, one},
		{"bonds_moving_average", h.BondsMovingAverage, 0, tokenomics.Million},
		{"max_uids", uint64(h.MaxUids), 1, maxUIDs},
		{"max_validators", uint64(h.MaxValidators), 1, uint64(h.MaxUids)},
		{"min_allowed_weights", uint64(h.MinAllowedWeights), 0, uint64(h.MaxUids)},
		{"max_weight_limit", uint64(h.MaxWeightLimit), 1, one},
		{"immunity_period", h.ImmunityPeriod, 0, maxPeriod},
		{"activity_cutoff", h.ActivityCutoff, 1, maxPeriod},
		{"weights_rate_limit", h.WeightsRateLimit, 0, maxPeriod},
		{"serving_rate_limit", h.ServingRateLimit, 0, maxPeriod},
		{"reveal_period", h.RevealPeriod, 1, 100},
		{"max_registrations_per_block", uint64(h.MaxRegistrationsPerBlock), 1, uint64(h.MaxUids)},
		{"registration_half_life", h.RegistrationHalfLife, 1, maxPeriod},
		{"registration_increase", h.RegistrationIncrease, tokenomics.Million, 10 * tokenomics.Million},
		{"max_burn", h.MaxBurn, 0, tokenomics.Cap},
		{"min_burn", h.MinBurn, 0, h.MaxBurn},
		{"min_difficulty", h.MinDifficulty, 1, h.MaxDifficulty},
		{"alpha_high", uint64(h.AlphaHigh), 1, one},
		{"alpha_low", uint64(h.AlphaLow), 1, uint64(h.AlphaHigh)},
	} {
		if err := base.InRange(r.name, r.value, r.low, r.high); err != nil {
			return err
		}
	}
	return validateImmunity(h)
}

// validateImmunity wants a newcomer to be immune until its first scores have counted: where weights are secret for longer
// than the immunity lasts, miners would be replaced before anybody could have judged them.
func validateImmunity(h subnetv1.Hyperparams) error {
	epochs := uint64(1)
	if h.CommitReveal {
		epochs = h.RevealPeriod
	}
	if h.ImmunityPeriod <= epochs*h.Tempo {
		return fmt.Errorf("immunity_period is %d, it must be more than %d (%d × tempo), so that newcomers are judged before they can be replaced",
			h.ImmunityPeriod, epochs*h.Tempo, epochs)
	}
	return nil
}
