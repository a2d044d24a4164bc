package app

import (
	"fmt"
	"time"

	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	"github.com/tianwang-net/tianwang"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Bounds of what governance may set for itself.
const (
	minGovPeriod = time.Second
	maxGovPeriod = 60 * 24 * time.Hour
)

// DefaultGovParams returns the terms of governance on a new chain: a deposit of 100 TAO, a tenth of it at once, a week
// for deposits and a week to vote; a day to vote and 500 TAO for what is expedited. A third of all stake must vote, and a
// third of it can veto, which burns the deposit; so does half of it when a proposal is cancelled.
func DefaultGovParams() govv1.Params {
	const day = 24 * time.Hour
	third := math.LegacyNewDecWithPrec(334, 3).String()
	return govv1.NewParams(
		govDeposit(100), govDeposit(500), 7*day, 7*day, day, third, math.LegacyNewDecWithPrec(5, 1).String(),
		math.LegacyNewDecWithPrec(667, 3).String(), third, math.LegacyNewDecWithPrec(1, 1).String(),
		math.LegacyNewDecWithPrec(5, 1).String(), "", false, false, true, math.LegacyNewDecWithPrec(1, 2).String(),
	)
}

// LocalGovParams are those of a chain on one machine: deposits of a TAO, and a decision within seconds.
func LocalGovParams() govv1.Params {
	p := DefaultGovParams()
	deposits, vote, expedited := 60*time.Second, 20*time.Second, 10*time.Second
	p.MinDeposit, p.ExpeditedMinDeposit = govDeposit(1), govDeposit(2)
	p.MaxDepositPeriod, p.VotingPeriod, p.ExpeditedVotingPeriod = &deposits, &vote, &expedited
	return p
}

// govDeposit returns an amount of TAO as coins.
func govDeposit(tao uint64) sdk.Coins { return base.Rao(tao * tokenomics.RaoPerTAO) }

// validateGovParams refuses what would leave governance unable to decide anything, beyond what x/gov checks itself: deposits
// in another coin, ratios that are no numbers, periods of nothing or of months, burned deposits that would go elsewhere.
func validateGovParams(p govv1.Params) error {
	if err := p.ValidateBasic(); err != nil {
		return err
	}
	for _, d := range []struct {
		name string
		is   sdk.Coins
	}{{"min_deposit", p.MinDeposit}, {"expedited_min_deposit", p.ExpeditedMinDeposit}} {
		if len(d.is) != 1 || d.is[0].Denom != tianwang.Denom || d.is[0].Amount.GT(math.NewIntFromUint64(tokenomics.Cap)) {
			return fmt.Errorf("%s is %s, it must be an amount of %s that can exist", d.name, d.is, tianwang.Denom)
		}
	}
	return validateGovTerms(p)
}

// validateGovTerms checks periods and ratios.
func validateGovTerms(p govv1.Params) error {
	for _, period := range []struct {
		name string
		is   *time.Duration
	}{
		{"max_deposit_period", p.MaxDepositPeriod}, {"voting_period", p.VotingPeriod}, {"expedited_voting_period", p.ExpeditedVotingPeriod},
	} {
		if *period.is < minGovPeriod || *period.is > maxGovPeriod {
			return fmt.Errorf("%s is %s, it must be from %s to %s", period.name, *period.is, minGovPeriod, maxGovPeriod)
		}
	}
	for _, ratio := range []struct{ name, is string }{
		{"min_deposit_ratio", p.MinDepositRatio}, {"min_initial_deposit_ratio", p.MinInitialDepositRatio},
	} {
		d, err := math.LegacyNewDecFromStr(ratio.is)
		if err != nil || !d.IsPositive() || d.GT(math.LegacyOneDec()) {
			return fmt.Errorf("%s is %q, it must be more than 0 and at most 1", ratio.name, ratio.is)
		}
	}
	if p.ProposalCancelDest != "" {
		return fmt.Errorf("proposal_cancel_dest is %s, it must be empty: what a cancelled proposal loses is burned", p.ProposalCancelDest)
	}
	return nil
}
