package tokenomics

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
