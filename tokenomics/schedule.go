package tokenomics

// EraStart says where an era begins.
type EraStart struct {
	Era    uint32
	Reward uint64 // rao that a block of it mints
	Supply uint64 // with which it begins
	Height uint64 // at which it begins at the earliest; 0 for the running era and those before it
}

// Schedule returns all eras in which a block mints anything, given the supply after a height and the era of the next
// block. The heights are those at which the eras begin if from now on every block mints its whole reward and nothing is
// burned: what really happens is never earlier.
func Schedule(height, supply uint64, era uint32) []EraStart {
	var all []EraStart
	next := height + 1 // the first height that is not accounted for
	for e := range LastEra {
		start := EraStart{Era: uint32(e), Reward: FirstReward >> e} // #nosec G115 -- at most LastEra
		if e > 0 {
			start.Supply = NextHalving(start.Era - 1)
		}
		if start.Era > era {
			last := all[e-1].Reward
			if start.Supply > supply {
				blocks := (start.Supply - supply + last - 1) / last
				next, supply = next+blocks, supply+blocks*last
			}
			start.Height = next
		}
		all = append(all, start)
	}
	return all
}
