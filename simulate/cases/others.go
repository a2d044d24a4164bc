package cases

import "fmt"

// others are the cases about stake, clipping, dust and dissent.
func others() []Case {
	const stay, move = 0, 1
	dust := []Vote{stay: {999, 1}, move: {1, 999}}
	merged := moves(second, at(6, second, second, second))
	merged[1].Stake = [validators]uint64{80, 20, 0}
	half := Vote{1, 1}
	return []Case{
		{
			9, "small validators merged in e5", "bonds by stake lag behind stake that moved; bonds of merit do not",
			[validators]string{"big", "small, then twice that", "small, then nothing"},
			2, merged,
		},
		{
			11, "clipping demo", "2 % of stake decide the median between two whales",
			[validators]string{"whale", "whale 2", "small"},
			2, staked(
				[validators]uint64{49, 49, 2},
				at(0, Vote{30, 70}, Vote{60, 40}, Vote{61, 39}), at(20, Vote{30, 70}, Vote{60, 40}, Vote{30, 61}),
			),
		},
		{
			12, "all validators switch, but small validator/s support alt miner with minimal weight",
			"a dust vote must not own the bonds of an abandoned server",
			[validators]string{"big", "small, dishonest", "small"},
			2, staked(
				usual,
				at(0, first, dust[stay], first), at(1, second, dust[move], second), at(21, first, dust[stay], first),
			),
		},
		{
			13, "Big vali supports server 2, small validator/s support server 1", "persistent dissent is clipped and costs",
			[validators]string{"big", "small, splits", "small, splits later"},
			2, staked(usual, at(0, second, half, second), at(21, second, half, half)),
		},
		{
			14, "All validators support Server 1, one of them switches to Server 2 for one epoch", "how long one wrong epoch costs",
			[validators]string{"loyal", "loyal 2", "strays once"},
			2, staked(
				[validators]uint64{33, 33, 34},
				at(0, first, first, first), at(20, first, first, second), at(21, first, first, first),
			),
		},
	}
}

// staked returns the phases with one stake for all of them.
func staked(stake [validators]uint64, phases ...Phase) []Phase {
	for i := range phases {
		phases[i].Stake = stake
	}
	return phases
}

// stable are case 2 with a third server that everybody gives the same part of its vote, all the time.
func stable() []Case {
	var all []Case
	for i, s := range []struct{ first, stable uint64 }{{3, 1}, {1, 1}, {1, 3}, {1, 9}} {
		stay, move := Vote{s.first, 0, s.stable}, Vote{0, s.first, s.stable}
		all = append(all, Case{
			15 + i, fmt.Sprintf("big vali moves second, stable miner gets %v", float64(s.stable)/float64(s.first+s.stable)),
			"a stable server damps what leaders gain and laggards lose",
			[validators]string{"big", "small, eager", "small, lazy"},
			3, moves(stay, at(1, stay, move, stay), at(2, move, move, stay), at(3, move, move, move)),
		})
	}
	return all
}
