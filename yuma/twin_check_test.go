package yuma_test

import (
	"fmt"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/yuma"
)

// tolerance is how far an epoch may be from its exact twin: 1024 units of 2⁻³², or 2.4·10⁻⁷. Every product and quotient
// errs by less than one unit, a sum of at most 8 uids by less than 8, and what is then divided by a sum of at least 1/64
// by 64 times as much. Sums that are smaller, but not 0, are not compared, because dividing by them says more about
// rounding than about the rules.
var (
	tolerance = ratio(1024, 1<<32)
	leastSum  = ratio(1, 64)
)

// tiny says whether a sum is too small to divide by.
func tiny(sum *big.Rat) bool { return sum.Sign() > 0 && sum.Cmp(leastSum) < 0 }

// clearSubnet returns a random subnet whose exact epoch has no comparison that rounding may turn, with that epoch.
func clearSubnet(r *rand.Rand, v variant) (*yuma.Input, *twin) {
	for {
		in := subnet(r, v, 2+r.IntN(7))
		if t := twinOf(in); !t.unclear {
			return in, t
		}
	}
}

func TestRun_AgreesWithExactRationals(t *testing.T) {
	t.Parallel()
	each(t, 150, func(t *testing.T, r *rand.Rand, v variant) {
		in, exact := clearSubnet(r, v)
		got := map[string][]fixed.I32F32{}
		result := traced(t, in, func(name string, value any) {
			if xs, ok := value.([]fixed.I32F32); ok {
				got[name] = xs
			}
		})
		got["server"], got["validator"] = result.ServerShare, result.ValidatorShare
		for name, want := range map[string][]*big.Rat{
			"stake": exact.S, "active_stake": exact.A, "consensus": exact.C, "incentive": exact.I, "trust": exact.T,
			"validator_trust": exact.VT, "dividends": exact.D, "server": exact.server, "validator": exact.valid,
		} {
			for i, x := range got[name] {
				if name == "trust" && tiny(dot(exact.A, column(exact.W, i))) {
					continue
				}
				d := minus(new(big.Rat).SetFrac64(int64(x), 1<<32), want[i])
				if d.Abs(d).Cmp(tolerance) > 0 {
					t.Errorf("%s[%d]: %d/2³², exactly %s", name, i, x, want[i].FloatString(12))
				}
			}
		}
		for name, pair := range map[string]struct {
			got  []uint16
			want []*big.Rat
		}{
			"consensus": {result.Consensus, exact.C}, "incentive": {result.Incentive, exact.I},
			"dividends": {result.Dividends, exact.D}, "validator trust": {result.ValidatorTrust, exact.VT},
		} {
			for i, x := range pair.got {
				checkProportion(t, fmt.Sprintf("stored %s[%d]", name, i), x, pair.want[i])
			}
		}
		checkBonds(t, exact, result)
	})
}

// traced computes an epoch and shows its working.
func traced(t *testing.T, in *yuma.Input, see yuma.Trace) *yuma.Result {
	t.Helper()
	e := engines.Get().(*yuma.Engine)
	defer engines.Put(e)
	e.Trace = see
	defer func() { e.Trace = nil }()
	r, err := e.Run(in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// checkProportion wants floor(x·65535), but for what rounding before may have done.
func checkProportion(t *testing.T, name string, got uint16, x *big.Rat) {
	t.Helper()
	floor := func(x *big.Rat) int64 {
		x = times(x, whole(65535))
		return new(big.Int).Div(x.Num(), x.Denom()).Int64()
	}
	if lo, hi := floor(minus(x, tolerance)), floor(plus(x, tolerance)); int64(got) < lo || int64(got) > hi {
		t.Errorf("%s: %d, exactly %s·65535", name, got, x.FloatString(12))
	}
}

// checkBonds compares the bonds of those who keep a permit.
func checkBonds(t *testing.T, exact *twin, r *yuma.Result) {
	t.Helper()
	for j := range exact.n {
		byStake := exact.in.Version == yuma.Yuma1 || exact.in.Version == yuma.Yuma2
		if byStake && tiny(dot(exact.A, column(exact.pull, j))) {
			continue
		}
		for i := range exact.n {
			if !r.Permits[i] {
				continue
			}
			var got uint16
			for _, e := range r.Bonds[i].Entries() {
				if int(e.UID) == j {
					got = e.Value
				}
			}
			checkProportion(t, fmt.Sprintf("bond[%d][%d]", i, j), got, exact.store[i][j])
		}
	}
}
