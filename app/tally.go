package app

import (
	"context"
	"errors"

	"cosmossdk.io/collections"
	"cosmossdk.io/math"

	sdk "github.com/cosmos/cosmos-sdk/types"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govv1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/stake"
)

// count is the result of a vote so far. Every rao of stake counts once at most.
type count struct {
	voted   math.LegacyDec
	results map[govv1.VoteOption]math.LegacyDec
}

func newCount() *count {
	zero := math.LegacyZeroDec()
	return &count{voted: zero, results: map[govv1.VoteOption]math.LegacyDec{
		govv1.OptionYes: zero, govv1.OptionAbstain: zero, govv1.OptionNo: zero, govv1.OptionNoWithVeto: zero,
	}}
}

// add divides rao over the options of a vote.
func (c *count) add(options []*govv1.WeightedVoteOption, rao uint64) {
	power := math.LegacyNewDecFromInt(math.NewIntFromUint64(rao))
	c.voted = c.voted.Add(power)
	for _, o := range options {
		if weight, err := math.LegacyNewDecFromStr(o.Weight); err == nil { // one that is malformed got here by genesis only
			if sum, known := c.results[o.Option]; known {
				c.results[o.Option] = sum.Add(power.Mul(weight))
			}
		}
	}
}

// speech is a vote that a pool follows, apart from those of its nominators who vote themselves.
type speech struct {
	hotkey  stakev1.Hotkey
	options []*govv1.WeightedVoteOption
}

// tally counts the votes on a proposal by stake: one rao, one vote. A hotkey votes with its whole pool; where it is silent,
// its owner's vote is that of the pool. A nominator who votes takes its own part out of the pool and votes with it.
// The turnout is measured on all stake. It reads each vote once, and each position of those who voted.
func (k *Keepers) tally(ctx context.Context, g govkeeper.Keeper, p govv1.Proposal) (
	voted math.LegacyDec, total math.Int, results map[govv1.VoteOption]math.LegacyDec, err error,
) {
	votes, err := votesOn(ctx, g, p.Id)
	if err != nil {
		return voted, total, nil, err
	}
	spoken := map[string]bool{}
	for _, v := range votes {
		spoken[v.Voter] = true
	}
	c, own := newCount(), map[string]uint64{} // hotkey → what of its pool votes for itself
	var pools []speech
	for _, v := range votes {
		hotkeys, holdings, err := k.voice(ctx, v.Voter)
		if err != nil {
			return voted, total, nil, err
		}
		for _, h := range hotkeys {
			pools = append(pools, speech{h, v.Options})
		}
		for _, h := range holdings {
			c.add(v.Options, h.Worth)
			own[h.Hotkey.Address] += h.Worth
			if h.Hotkey.Owner == v.Voter && !spoken[h.Hotkey.Address] {
				pools = append(pools, speech{h.Hotkey, v.Options})
			}
		}
	}
	for _, s := range pools {
		c.add(s.options, s.hotkey.Stake-own[s.hotkey.Address]) // positions are rounded down: their sum is the pool at most
	}
	return c.voted, math.NewIntFromUint64(k.Stake.Total(ctx)), c.results, nil
}

// votesOn returns the votes on a proposal, by address.
func votesOn(ctx context.Context, g govkeeper.Keeper, proposal uint64) ([]govv1.Vote, error) {
	var votes []govv1.Vote
	err := g.Votes.Walk(ctx, collections.NewPrefixedPairRange[uint64, sdk.AccAddress](proposal), // bound: each costs a fee and needs stake
		func(_ collections.Pair[uint64, sdk.AccAddress], v govv1.Vote) (bool, error) {
			votes = append(votes, v)
			return false, nil
		})
	return votes, err
}

// voice returns what an account can vote with: the pool of the hotkey that it is, if it is one, and its positions.
func (k *Keepers) voice(ctx context.Context, account string) (hotkeys []stakev1.Hotkey, holdings []stake.Holding, err error) {
	address, err := base.Address("voter", account)
	if err != nil {
		return nil, nil, err
	}
	switch h, err := k.Stake.Hotkey(ctx, address); {
	case err == nil:
		hotkeys = append(hotkeys, h)
	case !errors.Is(err, stake.ErrUnknownHotkey):
		return nil, nil, err
	}
	holdings, err = k.Stake.Holdings(ctx, address)
	return hotkeys, holdings, err
}
