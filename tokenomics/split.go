package tokenomics

import "math/big"

// EpochReward is what one hotkey earns in one epoch, in rao.
type EpochReward struct {
	Server    uint64 // for serving: the owner's alone
	Validator uint64 // for judging: shared with nominators after the take
}

// Split divides a hotkey's reward: owner is what the owner alone receives (all of the server part, and the take, a
// 16-bit proportion of the validator part, rounded down), pool is what raises every position by share.
func (r EpochReward) Split(take uint32) (owner, pool uint64) {
	kept := Part(r.Validator, uint64(min(take, ProportionOne)), ProportionOne)
	return r.Server + kept, r.Validator - kept
}

// Payment is what a reward did to a pool.
type Payment struct {
	Owner, Shared uint64   // rao for the owner alone, and for all positions
	Bought        *big.Int // shares of the owner
	After         Pool
}

// Reward pays a hotkey's reward into its pool. The shared part raises the pool first, then the owner's part buys shares in
// it; an empty pool has nobody to share with, so that all goes to the owner.
func (p Pool) Reward(r EpochReward, take uint32) Payment {
	owner, shared := r.Split(take)
	if p.Stake == 0 {
		owner, shared = owner+shared, 0
	}
	p.Stake += shared
	bought, shares := new(big.Int), new(big.Int)
	if owner > 0 {
		bought = p.Issue(owner)
	}
	if p.Shares != nil {
		shares.Set(p.Shares)
	}
	return Payment{owner, shared, bought, Pool{p.Stake + owner, shares.Add(shares, bought)}}
}
