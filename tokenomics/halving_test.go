package tokenomics

import "testing"

const tao = RaoPerTAO

func TestEra_Table(t *testing.T) {
	t.Parallel()
	// Supplies and rewards printed by the reference chain's halving tests.
	for _, c := range []struct{ supply, reward uint64 }{
		{0, 1_000_000_000},
		{10_500_000*tao - 1, 1_000_000_000},
		{10_500_000 * tao, 500_000_000},
		{15_749_999 * tao, 500_000_000},
		{15_800_000 * tao, 250_000_000},
		{18_400_000 * tao, 125_000_000},
		{19_700_000 * tao, 62_500_000},
		{20_400_000 * tao, 31_250_000},
		{20_700_000 * tao, 15_625_000},
		{20_900_000 * tao, 7_812_500},
		{20_917_970 * tao, 3_906_250},
		{20_958_985 * tao, 1_953_125},
		{20_979_493 * tao, 976_562},
		{20_994_874 * tao, 244_140},
		{20_997_437 * tao, 122_070},
		{20_998_719 * tao, 61_035},
		{20_999_360 * tao, 30_517},
		{20_999_680 * tao, 15_258},
		{20_999_840 * tao, 7_629},
		{20_999_990 * tao, 476},
		{20_999_999 * tao, 59},
		{Cap - 19_557_774, 0},
		{Cap, 0},
		{^uint64(0), 0},
	} {
		if _, got := Reward(c.supply, 0); got != c.reward {
			t.Errorf("reward at %d rao: got %d, want %d", c.supply, got, c.reward)
		}
	}
}

// TestReward_Boundaries walks every halving exactly: whole runs of equal rewards are skipped in one step, and each
// boundary is looked at from two blocks before to two blocks after.
func TestReward_Boundaries(t *testing.T) {
	t.Parallel()
	// Block at which era k ends, from the exact integer schedule.
	ends := map[uint32]uint64{
		0: 10_500_000, 1: 21_000_000, 2: 31_500_000, 3: 42_000_000, 4: 52_500_000, 5: 63_000_000, 6: 73_500_000,
		7: 84_000_000, 8: 94_500_000, 9: 105_000_000, 10: 115_500_006, 12: 136_500_037, 15: 168_000_287,
		20: 220_512_639, 25: 273_466_138, 29: 328_414_167,
	}
	var supply, block uint64
	for era := range uint32(LastEra) {
		reward := uint64(FirstReward) >> era
		blocks := (Cap - Cap>>(era+1) - supply + reward - 1) / reward
		if era == LastEra-1 {
			blocks = 0
			for s := supply; Era(s) == era; s += reward {
				blocks++
			}
		}
		for d := int64(-2); d <= 1; d++ {
			wantEra, wantReward := era, reward
			if d >= 0 {
				wantEra, wantReward = era+1, FirstReward>>(era+1)
			}
			at := supply + blocks*reward
			if d < 0 {
				at -= uint64(-d) * reward
			} else {
				at += uint64(d) * (FirstReward >> (era + 1))
			}
			if gotEra, got := Reward(at, 0); gotEra != wantEra || got != wantReward {
				t.Fatalf("era %d, boundary %+d: got era %d reward %d, want %d %d", era, d, gotEra, got, wantEra, wantReward)
			}
		}
		supply += blocks * reward
		block += blocks
		if want, ok := ends[era]; ok && block != want {
			t.Errorf("era %d ends at block %d, want %d", era, block, want)
		}
	}
	if want := uint64(20_999_999_980_442_226); supply != want {
		t.Errorf("final supply %d, want %d", supply, want)
	}
}

func TestReward_EraNeverFalls(t *testing.T) {
	t.Parallel()
	era, reward := Reward(10_500_000*tao-1, 1)
	if era != 1 || reward != FirstReward/2 {
		t.Errorf("after burning below the boundary: era %d reward %d, want 1 and half", era, reward)
	}
}

func TestReward_NeverAboveCap(t *testing.T) {
	t.Parallel()
	for _, below := range []uint64{0, 1, 2, 100} {
		if _, r := Reward(Cap-below, 0); r > below {
			t.Errorf("%d rao below the cap a block mints %d", below, r)
		}
	}
}

func TestNextHalving(t *testing.T) {
	t.Parallel()
	for era := uint32(0); era+1 < LastEra; era++ {
		s := NextHalving(era)
		if Era(s) != era+1 || Era(s-1) != era {
			t.Errorf("era %d: %d is not the first supply of the next era", era, s)
		}
	}
	if NextHalving(LastEra-1) != 0 {
		t.Error("there is a halving after the last era")
	}
}
