package tokenomics

import "testing"

// TestSchedule follows the schedule block by block where that is quick, and holds it against the reward everywhere.
func TestSchedule(t *testing.T) {
	t.Parallel()
	all := Schedule(0, 0, 0)
	if len(all) != LastEra {
		t.Fatalf("%d eras, want %d", len(all), LastEra)
	}
	// 10.5 M TAO at one a block, then 5.25 M at half a TAO, and so on: every era has 10.5 M blocks.
	for e, want := range []uint64{0, 10_500_001, 21_000_001, 31_500_001, 42_000_001} {
		if all[e].Height != want {
			t.Errorf("era %d begins at block %d, want %d", e, all[e].Height, want)
		}
	}
	for e, start := range all {
		if era, reward := Reward(start.Supply, 0); era != start.Era || reward != start.Reward || int(era) != e {
			t.Errorf("era %d: %+v, the rule says era %d and %d rao", e, start, era, reward)
		}
		if e > 0 && start.Height <= all[e-1].Height {
			t.Errorf("era %d begins at block %d, the one before at block %d", e, start.Height, all[e-1].Height)
		}
	}
}

func TestSchedule_BlockByBlock(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		supply uint64
		era    uint32
	}{
		{Cap/2 - 3*FirstReward, 0},     // three whole rewards are missing
		{Cap/2 - 3*FirstReward + 1, 0}, // the last of them goes beyond
		{Cap/2 - 3*FirstReward - 1, 0},
		{Cap/2 - 2*FirstReward, 1}, // the era has begun, and something was burned: it stays
		{Cap - Cap>>20, 20},
		{Cap - Cap>>20 - 5, 19},
	} {
		all := Schedule(100, c.supply, c.era)
		want := all[c.era+1].Height
		if c.era == 1 || c.era == 20 {
			if want <= 100 || all[c.era].Height != 0 {
				t.Errorf("%+v: the running era begins at block %d, the next at block %d", c, all[c.era].Height, want)
			}
			continue
		}
		supply := c.supply
		for height := uint64(101); ; height++ {
			era, reward := Reward(supply, c.era)
			if era > c.era {
				if height != want {
					t.Errorf("%+v: era %d begins at block %d, the schedule says %d", c, era, height, want)
				}
				break
			}
			supply += reward
		}
	}
}
