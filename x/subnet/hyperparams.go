package subnet

import (
	"context"
	"fmt"
	"strconv"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

// hyperparam is a rule of a subnet that a message can change by its name.
type hyperparam struct {
	name  string
	owner bool // the owner may change it; otherwise governance only
	set   func(s *subnetv1.Subnet, value string) error
}

// hyperparams lists all rules. What decides how heavy a block is (slots, permits, tempo, registrations), and the version
// of the consensus, belongs to governance; how a market works belongs to its owner. What validators judge is set by the
// same message, so that a new version of a task and the least version of weights change together.
var hyperparams = []hyperparam{
	{"tempo", false, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.Tempo })},
	{"yuma", false, func(s *subnetv1.Subnet, value string) error { s.Hyperparams.Yuma = value; return nil }},
	{"kappa", true, whole(func(h *subnetv1.Hyperparams) *uint32 { return &h.Kappa })},
	{"rho", true, whole(func(h *subnetv1.Hyperparams) *uint32 { return &h.Rho })},
	{"bonds_moving_average", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.BondsMovingAverage })},
	{"max_uids", false, whole(func(h *subnetv1.Hyperparams) *uint32 { return &h.MaxUids })},
	{"max_validators", false, whole(func(h *subnetv1.Hyperparams) *uint32 { return &h.MaxValidators })},
	{"min_allowed_weights", true, whole(func(h *subnetv1.Hyperparams) *uint32 { return &h.MinAllowedWeights })},
	{"max_weight_limit", true, whole(func(h *subnetv1.Hyperparams) *uint32 { return &h.MaxWeightLimit })},
	{"immunity_period", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.ImmunityPeriod })},
	{"activity_cutoff", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.ActivityCutoff })},
	{"weights_version", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.WeightsVersion })},
	{"weights_rate_limit", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.WeightsRateLimit })},
	{"serving_rate_limit", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.ServingRateLimit })},
	{"commit_reveal", true, flag(func(h *subnetv1.Hyperparams) *bool { return &h.CommitReveal })},
	{"reveal_period", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.RevealPeriod })},
	{"burn_registration", true, flag(func(h *subnetv1.Hyperparams) *bool { return &h.BurnRegistration })},
	{"work_registration", true, flag(func(h *subnetv1.Hyperparams) *bool { return &h.WorkRegistration })},
	{"max_registrations_per_block", false, whole(func(h *subnetv1.Hyperparams) *uint32 { return &h.MaxRegistrationsPerBlock })},
	{"registration_half_life", false, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.RegistrationHalfLife })},
	{"registration_increase", false, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.RegistrationIncrease })},
	{"min_burn", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.MinBurn })},
	{"max_burn", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.MaxBurn })},
	{"min_difficulty", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.MinDifficulty })},
	{"max_difficulty", true, whole(func(h *subnetv1.Hyperparams) *uint64 { return &h.MaxDifficulty })},
	{"liquid_alpha", true, flag(func(h *subnetv1.Hyperparams) *bool { return &h.LiquidAlpha })},
	{"alpha_low", true, whole(func(h *subnetv1.Hyperparams) *uint32 { return &h.AlphaLow })},
	{"alpha_high", true, whole(func(h *subnetv1.Hyperparams) *uint32 { return &h.AlphaHigh })},
	{"bonds_reset", true, flag(func(h *subnetv1.Hyperparams) *bool { return &h.BondsReset })},
	{"task", true, func(s *subnetv1.Subnet, value string) error { s.Task = value; return nil }},
	{"task_version", true, func(s *subnetv1.Subnet, value string) error { return number(&s.TaskVersion, value) }},
}

// whole sets a whole number.
func whole[T uint32 | uint64](field func(*subnetv1.Hyperparams) *T) func(*subnetv1.Subnet, string) error {
	return func(s *subnetv1.Subnet, value string) error { return number(field(&s.Hyperparams), value) }
}

// number reads a whole number in decimal into a field that it fits.
func number[T uint32 | uint64](field *T, value string) error {
	n, err := strconv.ParseUint(value, 10, 64)
	if err != nil || uint64(T(n)) != n {
		return fmt.Errorf("%q is no whole number that fits", value)
	}
	*field = T(n)
	return nil
}

// flag sets a truth value.
func flag(field func(*subnetv1.Hyperparams) *bool) func(*subnetv1.Subnet, string) error {
	return func(s *subnetv1.Subnet, value string) error {
		if value != "true" && value != "false" {
			return fmt.Errorf("%q is neither true nor false", value)
		}
		*field(&s.Hyperparams) = value == "true"
		return nil
	}
}

// hyperparamNamed finds a rule.
func hyperparamNamed(name string) (hyperparam, bool) {
	for _, p := range hyperparams {
		if p.name == name {
			return p, true
		}
	}
	return hyperparam{}, false
}

// OwnerSets says whether the owner of a subnet may change a hyperparameter; all others are set by governance.
func OwnerSets(name string) bool {
	p, known := hyperparamNamed(name)
	return known && p.owner
}

// checkSender says whether the sender may rule over a subnet, and whether it does so as governance.
func (k Keeper) checkSender(ctx context.Context, sender string, netuid uint32) (s subnetv1.Subnet, governs bool, err error) {
	if _, err := base.Address("sender", sender); err != nil {
		return s, false, err
	}
	if s, err = k.Subnet(ctx, netuid); err != nil {
		return s, false, err
	}
	if sender == k.authority {
		return s, true, nil
	}
	if sender != s.Owner {
		owner := s.Owner
		if owner == "" {
			owner = "nobody"
		}
		return s, false, ErrNotOwner.Wrapf("netuid %d belongs to %s, not to %s", netuid, owner, sender)
	}
	return s, false, nil
}

// setHyperparams changes all rules that are named, or none.
func (k Keeper) setHyperparams(ctx context.Context, m *subnetv1.MsgSetHyperparams) error {
	s, governs, err := k.checkSender(ctx, m.Sender, m.Netuid)
	if err != nil {
		return err
	}
	changed, err := apply(s, m.Settings, governs)
	if err != nil {
		return err
	}
	if uids := changed.Hyperparams.MaxUids; uids < s.Neurons {
		return ErrHyperparam.Wrapf("max_uids is %d, netuid %d has %d neurons", uids, m.Netuid, s.Neurons)
	}
	now := base.Height(ctx)
	if !governs {
		if from := schedule.Again(s.HyperparamsSetAt, s.Hyperparams.Tempo); now < from {
			return ErrTooSoon.Wrapf("the owner of netuid %d may change its rules again at block %d, now is block %d", m.Netuid, from, now)
		}
		s.HyperparamsSetAt = now
	}
	// What has decayed under the old rules stays decayed; only the new bounds reach back.
	s.Burn, s.Difficulty = subnetv1.Terms{Value: Burn(s, now), Height: now}, subnetv1.Terms{Value: Difficulty(s, now), Height: now}
	s.Hyperparams, s.Task, s.TaskVersion = changed.Hyperparams, changed.Task, changed.TaskVersion
	base.Emit(ctx, &subnetv1.EventHyperparamsSet{Netuid: m.Netuid, Settings: m.Settings})
	return k.subnets.Set(ctx, m.Netuid, s)
}

// apply returns the subnet with some settings changed, or what is wrong with them.
func apply(s subnetv1.Subnet, settings []subnetv1.Setting, governs bool) (subnetv1.Subnet, error) {
	if len(settings) == 0 {
		return s, ErrHyperparam.Wrap("nothing is to be set")
	}
	seen := map[string]bool{}
	for _, to := range settings {
		p, known := hyperparamNamed(to.Name)
		switch {
		case !known:
			return s, ErrHyperparam.Wrapf("there is none named %q", to.Name)
		case seen[to.Name]:
			return s, ErrHyperparam.Wrapf("%s is set twice", to.Name)
		case !p.owner && !governs:
			return s, ErrNotOwner.Wrapf("%s is set by governance only", to.Name)
		}
		seen[to.Name] = true
		if err := p.set(&s, to.Value); err != nil {
			return s, ErrHyperparam.Wrapf("%s: %v", to.Name, err)
		}
	}
	if err := validateTexts(s); err != nil {
		return s, err
	}
	if err := ValidateHyperparams(s.Hyperparams); err != nil {
		return s, ErrHyperparam.Wrap(err.Error())
	}
	return s, nil
}
