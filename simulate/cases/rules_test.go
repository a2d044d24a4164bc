package cases_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/simulate/cases"
)

// The variants by what bonds follow: weights as they were set, or clipped ones.
var (
	unclipped = []string{"yuma2-beta0", "yuma3", "yuma3-liquid", "yuma3n", "yuma3n-liquid"}
	clipped   = []string{"yuma1", "yuma2", "yuma3n-beta1"}
	byMerit   = []string{"yuma3", "yuma3-liquid", "yuma3n", "yuma3n-liquid", "yuma3n-beta1"}
	everyone  = slices.Concat(unclipped, clipped)
)

// Validators of a case.
const (
	a = iota
	b
	c
)

func TestRules_AllMoveTogetherPaysByStake(t *testing.T) {
	t.Parallel()
	for _, v := range everyone {
		for i, got := range totals(t, 4, v) {
			if want := [...]float64{32, 4, 4}[i]; math.Abs(got-want) > 0.0025 {
				t.Errorf("%s: validator %d gets %.4f, want %v", v, i, got, want)
			}
		}
	}
}

func TestRules_BehindTheMajorityCosts(t *testing.T) {
	t.Parallel()
	for _, v := range everyone {
		for _, late := range []struct{ number, validator int }{{1, b}, {1, c}, {2, c}, {10, c}, {15, c}, {16, c}, {17, c}, {18, c}} {
			if got := totals(t, late.number, v)[late.validator]; got >= 3.98 {
				t.Errorf("%s: case %d: the laggard %d gets %.3f, want less than its 4", v, late.number, late.validator, got)
			}
		}
		one := totals(t, 1, v)
		if one[b] <= one[c] {
			t.Errorf("%s: one epoch late gets %.3f, two epochs late %.3f", v, one[b], one[c])
		}
	}
}

func TestRules_AheadOfTheMajorityPaysWithoutClippingOnly(t *testing.T) {
	t.Parallel()
	for _, v := range unclipped {
		for _, number := range []int{2, 10, 15, 16} {
			if got := totals(t, number, v)[b]; got < 4.15 {
				t.Errorf("%s: case %d: the explorer gets %.3f, want more than its 4", v, number, got)
			}
		}
		if bondOf(t, v) == 0 {
			t.Errorf("%s: the explorer has no bond while it is ahead", v)
		}
	}
	for _, v := range []string{"yuma1", "yuma2", "yuma3n-beta1"} {
		if got := totals(t, 10, v)[b]; got > 4 {
			t.Errorf("%s: case 10: the explorer gets %.3f, want at most its 4", v, got)
		}
		if got := bondOf(t, v); got != 0 {
			t.Errorf("%s: the explorer has a bond of %d while it is ahead, want none", v, got)
		}
	}
}

// bondOf returns the explorer's bond to the server that only it votes for, after eight epochs ahead in case 10.
func bondOf(t *testing.T, variant string) uint16 {
	t.Helper()
	const server = 4
	for _, e := range run(t, 10, variant).Results[9].Bonds[b].Entries() {
		if e.UID == server {
			return e.Value
		}
	}
	return 0
}

func TestRules_LateWhaleLosesWithoutClippingOnly(t *testing.T) {
	t.Parallel()
	for _, number := range []int{3, 8, 10} {
		for _, v := range unclipped {
			if got := totals(t, number, v)[a]; got > 31.5 {
				t.Errorf("%s: case %d: the copier gets %.3f, want less than its 32", v, number, got)
			}
		}
		for _, v := range clipped {
			if got := totals(t, number, v)[a]; got < 32 {
				t.Errorf("%s: case %d: the copier gets %.3f: clipped bonds do not punish it", v, number, got)
			}
		}
	}
}

func TestRules_BondsOfMeritFollowStakeAtOnce(t *testing.T) {
	t.Parallel()
	for _, v := range byMerit {
		for i, got := range totals(t, 9, v) {
			if want := [...]float64{32, 7.4, 0.6}[i]; math.Abs(got-want) > 0.0015 {
				t.Errorf("%s: validator %d gets %.4f, want %v, its stake over all epochs", v, i, got, want)
			}
		}
	}
	for _, v := range []string{"yuma1", "yuma2", "yuma2-beta0"} {
		if got := totals(t, 9, v)[b]; got > 6.7 {
			t.Errorf("%s: who got the stake gets %.3f: bonds by stake should lag behind", v, got)
		}
	}
}

func TestRules_DustVotesDoNotPay(t *testing.T) {
	t.Parallel()
	for _, v := range everyone {
		got := totals(t, 12, v)[b]
		if v == "yuma2-beta0" {
			if got < 17 {
				t.Errorf("%s: dust gets %.3f: the attack is not seen", v, got)
			}
			continue
		}
		if got > 4.0005 {
			t.Errorf("%s: dust gets %.4f, want at most its 4", v, got)
		}
	}
}

func TestRules_Yuma2WithFullPenaltyIsYuma1(t *testing.T) {
	t.Parallel()
	for _, k := range cases.All() {
		one, two := run(t, k.Number, "yuma1"), run(t, k.Number, "yuma2")
		for epoch := range one.Results {
			if diff := cmp.Diff(one.Results[epoch].Dividends, two.Results[epoch].Dividends); diff != "" {
				t.Errorf("case %d: epoch %d (-yuma1 +yuma2):\n%s", k.Number, epoch, diff)
			}
		}
	}
}

// TestRules_Yuma3NIsYuma3WhereOneServerIsPaid holds since one server's bonds are divided by merit times stake either way;
// where votes are spread the two differ, by less than 0.4 of 40 in the catalogue.
func TestRules_Yuma3NIsYuma3WhereOneServerIsPaid(t *testing.T) {
	t.Parallel()
	differ := 0.0
	for _, k := range cases.All() {
		for _, suffix := range []string{"", "-liquid"} {
			three, ours := totals(t, k.Number, "yuma3"+suffix), totals(t, k.Number, "yuma3n"+suffix)
			for i := range three {
				d := math.Abs(three[i] - ours[i])
				differ = max(differ, d)
				if k.Number <= 10 && d > 0.0005 || d > 0.4 {
					t.Errorf("case %d%s: validator %d gets %.4f and %.4f", k.Number, suffix, i, three[i], ours[i])
				}
			}
		}
	}
	if differ < 0.1 {
		t.Errorf("the versions differ by %.4f at most: they are not told apart", differ)
	}
}
