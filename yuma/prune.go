package yuma

import (
	"cmp"
	"math/bits"
	"slices"
)

// Prune returns the scores by which the neuron to be replaced is chosen, one per uid: a moving average of the neuron's part
// of all consensus weight and of all dividends, half each, in units of 2⁻³². Of the old scores keep/10⁶ stay; old may be
// shorter than the result, for uids that are new.
//
// Consensus and not incentive, because a validator with little stake can move the incentive of a neuron, and so choose who
// goes, but not the median.
func (r *Result) Prune(old []uint64, keep uint64) []uint64 {
	consensus, dividends := sum16(r.Consensus), sum16(r.Dividends)
	keep = min(keep, perMillion)
	scores := make([]uint64, len(r.Consensus))
	for i := range scores {
		now := (part(r.Consensus[i], consensus) + part(r.Dividends[i], dividends)) / 2
		var before uint64
		if i < len(old) {
			before = old[i]
		}
		scores[i] = millionths(before, keep) + millionths(now, perMillion-keep)
	}
	return scores
}

// Lowest returns the index of the neuron to be replaced: among those whose immunity is over, or else among all, the one
// with the lowest score, the earliest registration, the lowest uid, in this order. Missing scores are 0. There must be at
// least one neuron.
func Lowest(registeredAt, scores []uint64, immunity, now uint64) int {
	lowest, before := 0, replacedBefore(registeredAt, scores, immunity, now)
	for i := 1; i < len(registeredAt); i++ {
		if before(i, lowest) < 0 {
			lowest = i
		}
	}
	return lowest
}

// Order returns all indices in the order in which newcomers would replace the neurons if nothing else changed; the first
// is that of [Lowest].
func Order(registeredAt, scores []uint64, immunity, now uint64) []int {
	order := make([]int, len(registeredAt))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, replacedBefore(registeredAt, scores, immunity, now))
	return order
}

// replacedBefore compares two neurons by the rule of [Lowest]: it is negative if the first has to go before the second.
func replacedBefore(registeredAt, scores []uint64, immunity, now uint64) func(a, b int) int {
	score := func(i int) uint64 {
		if i < len(scores) {
			return scores[i]
		}
		return 0
	}
	immune := func(i int) int {
		if now < registeredAt[i]+immunity {
			return 1
		}
		return 0
	}
	return func(a, b int) int {
		return cmp.Or(cmp.Compare(immune(a), immune(b)), cmp.Compare(score(a), score(b)),
			cmp.Compare(registeredAt[a], registeredAt[b]), cmp.Compare(a, b))
	}
}

// ColdStart gives every neuron one unit while none of them has stake, so that the first epochs of a new chain pay those
// who registered alike, and stake appears.
func ColdStart(stake []uint64) {
	for _, s := range stake {
		if s > 0 {
			return
		}
	}
	for i := range stake {
		stake[i] = 1
	}
}

// Held returns the bonds of a row without those in neurons that registered after the last epoch closed: those were bonds
// in their predecessors. It is empty, but not nil, when nothing is left.
func (r Row) Held(registeredAt []uint64, lastEpoch uint64) Row {
	kept := make([]Entry, 0, r.Len())
	for _, e := range r.Entries() {
		if int(e.UID) < len(registeredAt) && registeredAt[e.UID] <= lastEpoch {
			kept = append(kept, e)
		}
	}
	return Pack(kept...)
}

// Without returns a row without the entries for the neurons that are marked. It is empty, but not nil, when nothing is left.
func (r Row) Without(marked []bool) Row {
	kept := make([]Entry, 0, r.Len())
	for _, e := range r.Entries() {
		if int(e.UID) >= len(marked) || !marked[e.UID] {
			kept = append(kept, e)
		}
	}
	return Pack(kept...)
}

func sum16(v []uint16) (s uint64) {
	for _, x := range v {
		s += uint64(x)
	}
	return s
}

// part returns x/whole in units of 2⁻³², 0 of nothing.
func part(x uint16, whole uint64) uint64 {
	if whole == 0 {
		return 0
	}
	return uint64(x) << 32 / whole
}

// millionths returns floor(x · n / 10⁶) for n ≤ 10⁶.
func millionths(x, n uint64) uint64 {
	hi, lo := bits.Mul64(x, n)
	q, _ := bits.Div64(hi, lo, perMillion)
	return q
}
