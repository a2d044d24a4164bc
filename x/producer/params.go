package producer

import (
	"fmt"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// powerUnit is the stake of one unit of power: a thousandth of a TAO. All coins together have a power of 2.1·10¹⁰, far
// below the bound of the consensus engine, 2⁶³/8, and below what a JavaScript number holds.
const powerUnit = tokenomics.RaoPerTAO / 1000

// Bounds of parameters.
const (
	maxPeriod      = 10_000_000 // blocks, about four years at 12 s
	maxWindow      = 16_384     // blocks; two kilobytes for each producer
	maxSetSize     = 256        // members of root at most
	maxAuthorities = 256
)

// DefaultParams returns the rules of a new chain with 12 s blocks: at most 64 producers and at least four, with a TAO
// each; stake is counted every 100 blocks; half of the last 1000 blocks must be signed, or else one is away for an hour;
// a double signature costs 5 % and is punished for 100 000 blocks, two weeks, after which stake is free; a fifth of the
// fees is the proposer's.
func DefaultParams() producerv1.Params {
	return producerv1.Params{
		MaxProducers: 64, MinProducers: 4, MinStake: tokenomics.RaoPerTAO, RefreshInterval: 100,
		LivenessWindow: 1000, MinSigned: 32_767, JailDuration: 300,
		SlashFraction: 3277, EvidenceAge: 100_000, UnbondingPeriod: 100_800, KeyInterval: 7200,
		FeeShare: 13_107,
	}
}

// ValidateParams refuses rules that contradict themselves. A double signature never costs everything, so that a pool
// with shares is never empty.
func ValidateParams(p producerv1.Params) error {
	for _, r := range []struct {
		name             string
		value, low, high uint64
	}{
		{"max_producers", uint64(p.MaxProducers), 1, maxSetSize},
		{"min_producers", uint64(p.MinProducers), 1, uint64(p.MaxProducers)},
		{"min_stake", p.MinStake, powerUnit, tokenomics.Cap},
		{"refresh_interval", p.RefreshInterval, 1, maxPeriod},
		{"liveness_window", p.LivenessWindow, 1, maxWindow},
		{"min_signed", uint64(p.MinSigned), 0, tokenomics.ProportionOne},
		{"jail_duration", p.JailDuration, 0, p.UnbondingPeriod},
		{"slash_fraction", uint64(p.SlashFraction), 0, tokenomics.ProportionOne - 1},
		{"evidence_age", p.EvidenceAge, 1, maxPeriod},
		{"key_interval", p.KeyInterval, 0, maxPeriod},
		{"fee_share", uint64(p.FeeShare), 0, tokenomics.ProportionOne},
	} {
		if err := base.InRange(r.name, r.value, r.low, r.high); err != nil {
			return err
		}
	}
	if err := base.InRange("unbonding_period", p.UnbondingPeriod, p.EvidenceAge+1, maxPeriod); err != nil {
		return fmt.Errorf("%w: stake must be there as long as evidence counts", err)
	}
	return nil
}

// allowedMisses is how many blocks of the window may be missed.
func allowedMisses(p producerv1.Params) uint64 {
	return p.LivenessWindow - tokenomics.PartUp(p.LivenessWindow, uint64(p.MinSigned), tokenomics.ProportionOne)
}
