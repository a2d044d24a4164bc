package yuma

import (
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
)

// weighStake decides who is active, what the stake of each uid weighs, and who gets a permit for the next epoch.
func (e *Engine) weighStake(in *Input, r *Result) {
	for i, at := range in.LastUpdate {
		r.Active[i] = add(at, in.ActivityCutoff) >= in.Block
		e.permits[i] = in.Permits[i] || in.isOwner(i)
	}
	e.totalStake(in)
	e.vector("stake", e.stake)
	e.topStakes(in, r.Permits)
	for i, s := range e.stake {
		e.active[i] = 0
		if r.Active[i] && e.permits[i] {
			e.active[i] = s
		}
	}
	normalise(e.active)
	e.vector("active_stake", e.active)

	copy(e.votes, e.active)
	total := normalise(e.votes)
	e.need = min(max(uint64(fixed.FromProportion(in.Kappa)), 1), total)
}

// totalStake sets S: own stake and weighed root stake, 0 below the threshold, normalised in I64F64 and cut to I32F32.
func (e *Engine) totalStake(in *Input) {
	total := e.total
	for i, s := range in.Stake {
		total[i] = fixed.FromUint64(s)
	}
	if in.uses(Yuma2) {
		weight := rootWeight(in.RootWeight)
		for i, s := range in.RootStake {
			total[i] = total[i].Add(fixed.FromUint64(s).Mul(weight))
		}
		if e.Trace != nil {
			e.Trace("total_stake", total)
		}
		for i, s := range total {
			if s.Floor() < in.StakeThreshold && !in.isOwner(i) {
				total[i] = fixed.I64F64{}
			}
		}
	}
	fixed.Normalize64(total)
	for i, s := range total {
		e.stake[i] = uint64(s.Narrow())
	}
}

// rootWeight returns w/(2⁶⁴−1), cut to 32 fraction bits.
func rootWeight(w uint64) fixed.I64F64 {
	return fixed.FromAmount(w).Div(fixed.FromAmount(1<<64 - 1)).Widen()
}

// topStakes gives permits to the k largest stakes; among equal ones the greater uid wins. Since Yuma2 nobody gets a
// permit without stake, except the owner.
func (e *Engine) topStakes(in *Input, permits []bool) {
	k := min(int(in.MaxAllowedValidators), len(e.stake))
	last, ties := e.lastPlace(k)
	for i := len(permits) - 1; i >= 0; i-- {
		s := e.stake[i]
		permits[i] = k > 0 && s > last
		if s == last && ties > 0 {
			permits[i] = true
			ties--
		}
		if in.uses(Yuma2) {
			permits[i] = permits[i] && s > 0 || in.isOwner(i)
		}
	}
}

// lastPlace returns the k-th largest stake and how many of the uids with just that stake are among the first k.
func (e *Engine) lastPlace(k int) (stake uint64, ties int) {
	if k == 0 {
		return 0, 0
	}
	ones := e.scratch[0]
	for i := range ones {
		ones[i] = 1
	}
	stake, ties = e.selection.largest(e.stake, ones, slices.Max(e.stake), uint64(k)), k
	for _, s := range e.stake {
		if s > stake {
			ties--
		}
	}
	return stake, ties
}
