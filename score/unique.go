package score

import (
	"cmp"
	"slices"
)

// Work is a piece of work that somebody handed in.
type Work struct {
	Print [32]byte // what is the same for the same work
	Since uint64   // who has been there longer comes first: a height of registration, or of a commitment
	Owner uint32   // breaks ties
	None  bool     // nothing was handed in
}

// Repeats says of each piece of work whether somebody who comes first handed in the same: the same work is paid once, and
// who copies an original cannot take its pay.
func Repeats(all []Work) []bool {
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(all[a].Since, all[b].Since), cmp.Compare(all[a].Owner, all[b].Owner))
	})
	seen, out := map[[32]byte]bool{}, make([]bool, len(all))
	for _, i := range order {
		if all[i].None {
			continue
		}
		out[i] = seen[all[i].Print]
		seen[all[i].Print] = true
	}
	return out
}

// Unique returns how many different pieces of work each of some owners was the first to hand in, by position in owners.
func Unique(all []Work, owners []uint32) []int {
	counts := make([]int, len(owners))
	for i, repeated := range Repeats(all) {
		if k := slices.Index(owners, all[i].Owner); k >= 0 && !repeated && !all[i].None {
			counts[k]++
		}
	}
	return counts
}
