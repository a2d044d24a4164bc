package cases

import (
	"cmp"
	"slices"
)

// Votes for one server of two.
var (
	first  = Vote{1, 0}
	second = Vote{0, 1}
)

// usual is the stake of most cases: one validator has the majority by far.
var usual = [validators]uint64{80, 10, 10}

// All returns the cases of the catalogue in order.
func All() []Case {
	all := slices.Concat(leaders(), others(), stable(), noisy())
	slices.SortFunc(all, func(a, b Case) int { return cmp.Compare(a.Number, b.Number) })
	return all
}

// moves returns the phases of the usual stake in which everybody starts with the same vote and the moves follow, each
// from its epoch on.
func moves(start Vote, steps ...Phase) []Phase {
	phases := append([]Phase{{From: 0, Votes: [validators]Vote{start, start, start}}}, steps...)
	for i := range phases {
		phases[i].Stake = usual
	}
	return phases
}

// at is a phase with the votes of A, B and C.
func at(epoch int, a, b, c Vote) Phase { return Phase{From: epoch, Votes: [validators]Vote{a, b, c}} }

// leaders are the cases in which somebody moves to another server before the others.
func leaders() []Case {
	return []Case{
		{
			1, "kappa moves first", "laggards lose: consensus jumps with the majority",
			[validators]string{"big", "small, lazy", "small, lazier"},
			2, moves(first, at(1, second, first, first), at(2, second, second, first), at(3, second, second, second)),
		},
		{
			2, "kappa moves second", "early discovery pays once the majority follows, unless bonds are clipped",
			[validators]string{"big", "small, eager", "small, lazy"},
			2, moves(first, at(1, first, second, first), at(2, second, second, first), at(3, second, second, second)),
		},
		{
			3, "kappa moves third", "being last costs even the majority, unless bonds are clipped",
			[validators]string{"big", "small, eager", "small, lazy"},
			2, moves(first, at(1, first, second, first), at(2, first, second, second), at(3, second, second, second)),
		},
		{
			4, "all validators switch", "dividends follow stake",
			[validators]string{"big", "small", "small 2"},
			2, moves(first, at(1, second, second, second)),
		},
		{
			5, "kappa moves second, then third", "repeated early discovery; old bonds on an abandoned server",
			[validators]string{"big", "small, eager twice", "small, eager then lazy"},
			2, moves(first, at(1, first, second, second), at(2, second, second, second),
				at(21, second, first, second), at(22, second, first, first), at(23, first, first, first)),
		},
		{
			6, "kappa moves second, then all validators switch", "bonds left on a server pay on return",
			[validators]string{"big", "small, eager", "small, lazy"},
			2, moves(first, at(1, first, second, first), at(2, second, second, first), at(3, second, second, second),
				at(21, first, first, first)),
		},
		{
			7, "big vali moves late, then all but one small vali moves late", "who leads twice against who leads once",
			[validators]string{"big", "small, eager then lazy", "small, eager twice"},
			2, moves(first, at(1, first, second, second), at(2, second, second, second),
				at(21, second, second, first), at(22, first, first, first)),
		},
		{
			8, "big vali moves late, then late", "a copier with the majority, one epoch late",
			[validators]string{"big, dishonest, lazy", "small, eager twice", "small, eager twice"},
			2, moves(first, at(1, first, second, second), at(2, second, second, second),
				at(21, second, first, first), at(22, first, first, first)),
		},
		{
			10, "kappa delayed", "an early adopter holds on for nine epochs",
			[validators]string{"big, delayed", "small, eager", "small, lazy"},
			2, moves(first, at(1, first, second, first), at(10, second, second, first), at(11, second, second, second)),
		},
	}
}
