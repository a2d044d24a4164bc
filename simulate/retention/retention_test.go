package retention

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/yuma"
)

// Without these flags a subset runs that would notice a change of the rules.
var (
	full   = flag.Bool("full", false, "measure every place of the map, with three seeds, and of the table of long games (minutes)")
	search = flag.Bool("search", false, "with -full: search the W_C that is best in each long game (an hour)")
)

// seeds returns the draws of a run. What a small run shows is that of the second.
func seeds() []uint64 {
	if *full {
		return []uint64{1, 2, 3}
	}
	return []uint64{2}
}

// threshold returns the median over the seeds.
func threshold(t *testing.T, stake, sigma float64, rules Rules) float64 {
	t.Helper()
	var all []float64
	for _, seed := range seeds() {
		wh, err := Draw(Full, stake, sigma, seed).Threshold(rules)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, wh)
	}
	slices.Sort(all)
	return all[len(all)/2]
}

// TestRetentionMap wants every threshold within 0.02 of the published one, and the order of the settings: judging with
// more noise needs more, clipping bonds and paying validators needs less.
func TestRetentionMap(t *testing.T) {
	t.Parallel()
	before := map[string]float64{}
	for _, p := range Map() {
		if p.Axis == "stake" && !*full && p.Sigma != .4 {
			continue
		}
		got := threshold(t, p.Honest, p.Sigma, p.Rules)
		t.Logf("%s %.2f: S_H %.2f σ %.1f: %.2f, published %.2f, claimed %.2f", p.Axis, p.Value, p.Honest, p.Sigma, got, p.Published, p.Claimed)
		if got != p.Published && !(math.Abs(got-p.Published) < 0.02+1e-9) {
			t.Errorf("%s %.2f: S_H %.2f needs %.2f, published %.2f", p.Axis, p.Value, p.Honest, got, p.Published)
		}
		if last, ok := before[p.Axis]; ok && (p.Axis == "sigma" && got < last || (p.Axis == "beta" || p.Axis == "xi") && got > last) {
			t.Errorf("%s %.2f: needs %.2f, the value before %.2f", p.Axis, p.Value, got, last)
		}
		before[p.Axis] = got
	}
}

// TestRetentionMap_OtherVersions wants that versions with bonds of merit give the same one-epoch thresholds.
func TestRetentionMap_OtherVersions(t *testing.T) {
	t.Parallel()
	for _, v := range []yuma.Version{yuma.Yuma1, yuma.Yuma3, yuma.Yuma3N} {
		rules := Default()
		rules.Version = v
		for beta, want := range map[float64]float64{0: .80, 1: .74} {
			if rules.Beta = beta; v == yuma.Yuma1 && beta == 0 {
				continue // it has no penalty
			}
			if got := threshold(t, .6, .4, rules); math.Abs(got-want) > 0.01+1e-9 {
				t.Errorf("%s β %v: needs %.2f, want %.2f", v, beta, got, want)
			}
		}
	}
}

// TestRetentionGrid wants that above the threshold no W_C at all costs the honest group anything that can be measured.
func TestRetentionGrid(t *testing.T) {
	t.Parallel()
	for stake, needed := range map[float64]float64{.6: .74, .65: .74, .7: .75, .8: .82, .9: .91} {
		steps := []float64{.02, .05, 1}
		if *full {
			steps = []float64{.02, .03, .04, .05, .06, .07, .08, .1, .15, .2, 1}
		}
		for _, seed := range seeds() {
			g := Draw(Full, stake, .4, seed).Play(Default())
			for _, more := range steps {
				wh := min(needed+more, 1)
				if wc, e, err := g.Worst(wh); err != nil || e < stake-1e-4 {
					t.Errorf("S_H %.2f W_H %.2f: a cabal with W_C %.2f leaves %.5f, err %v", stake, wh, wc, e, err)
				}
			}
		}
	}
}

// TestThreshold_IsWhatTheScanFinds wants that halving the interval finds what trying every W_H finds, and that below the
// threshold nothing holds and above it everything.
func TestThreshold_IsWhatTheScanFinds(t *testing.T) {
	t.Parallel()
	size := Small
	if *full {
		size = Full
	}
	for _, p := range []Point{{Honest: .6, Sigma: .4}, {Honest: .51, Sigma: .2}, {Honest: .8, Sigma: 0}} {
		m := Draw(size, p.Honest, p.Sigma, 2)
		want, err := m.Threshold(Default())
		if err != nil {
			t.Fatal(err)
		}
		kept, err := m.Play(Default()).Scan()
		if err != nil {
			t.Fatal(err)
		}
		for k, ok := range kept {
			if wh := float64(k) / honestSteps; ok != (wh >= want) {
				t.Errorf("S_H %.2f σ %.1f: W_H %.2f: retained %v, the threshold is %.2f", p.Honest, p.Sigma, wh, ok, want)
			}
		}
	}
}

// phaseVersions are the versions whose long games are measured; Yuma1 is Yuma2 here.
var phaseVersions = []yuma.Version{yuma.Yuma2, yuma.Yuma3, yuma.Yuma3N}

// TestPhaseTable wants the cabal's share of stake after 1000 epochs near the published one, when it plays the W_C that is
// best for it. That W_C is taken from the table; with -search it is searched for.
func TestPhaseTable(t *testing.T) {
	t.Parallel()
	for _, v := range phaseVersions {
		rules, tolerance := PhaseRules(v)
		for k, p := range Phases() {
			quick := v == yuma.Yuma2 && slices.Contains([]int{1, 2, 10, 14, 15}, k) || v == yuma.Yuma3N && k == 2
			if !*full && !quick {
				continue
			}
			t.Run(fmt.Sprintf("%s/s=%v/u=%v/sigma=%v", v, p.Cabal, p.Utility, p.Sigma), func(t *testing.T) {
				t.Parallel()
				m := Draw(Full, 1-p.Cabal, p.Sigma, 2)
				play := func() (Compounding, error) { return m.Compound(rules, p.Utility, p.Choice, PhaseEpochs) }
				if *search {
					play = func() (Compounding, error) { return m.Best(rules, p.Utility, PhaseEpochs) }
				}
				c, err := play()
				if err != nil {
					t.Fatal(err)
				}
				t.Logf("%s s %.2f u %.1f σ %.1f: ends with %.3f by W_C %.2f, published %.3f", v, p.Cabal, p.Utility, p.Sigma, c.Final(), c.Choice, p.Published)
				if math.Abs(c.Final()-p.Published) > tolerance {
					t.Errorf("ends with %.3f, published %.3f", c.Final(), p.Published)
				}
				if told := toldEnd(t, v, p); !*search && math.Abs(c.Final()-told) > 0.0015 {
					t.Errorf("ends with %.3f, the guide tells %.3f", c.Final(), told)
				}
			})
		}
	}
}

// toldEnd returns what the guide's table of long games says.
func toldEnd(t *testing.T, v yuma.Version, p Phase) (share float64) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(guide, "incentives.md"))
	if err != nil {
		t.Fatal(err)
	}
	start := fmt.Sprintf("| %.0f %% | %.0f %% | %.1f | %.2f |", p.Cabal*100, p.Utility*100, p.Sigma, p.Choice)
	for line := range strings.Lines(string(page)) {
		if rest, ok := strings.CutPrefix(line, start); ok {
			cell := strings.Split(rest, "|")[slices.Index(phaseVersions, v)]
			if _, err := fmt.Sscan(strings.Trim(cell, " *"), &share); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			return share
		}
	}
	t.Fatalf("the guide has no row %q", start)
	return 0
}

// TestGreedy_EndsWithLess wants a cabal that takes the most in each epoch to end with clearly less than one that keeps to
// one weight: its bonds suffer later for what it takes now.
func TestGreedy_EndsWithLess(t *testing.T) {
	t.Parallel()
	for _, p := range Phases()[1:3] {
		m := Draw(Small, 1-p.Cabal, p.Sigma, 1)
		greedy, err := m.Greedy(Default(), p.Utility, PhaseEpochs)
		if err != nil {
			t.Fatal(err)
		}
		steady, err := m.Compound(Default(), p.Utility, p.Choice, PhaseEpochs)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("worth %.1f: greedy %.3f, steady %.3f", p.Utility, greedy.Final(), steady.Final())
		if greedy.Final() > steady.Final()-0.05 {
			t.Errorf("worth %.1f: greedy ends with %.3f, steady with %.3f", p.Utility, greedy.Final(), steady.Final())
		}
	}
}

// TestCompound_NothingIsLost wants that the stake of a long game grows by exactly what is emitted.
func TestCompound_NothingIsLost(t *testing.T) {
	t.Parallel()
	g := Draw(Small, .6, .4, 1).Play(Default())
	want := uint64(supply)
	for range 50 {
		r, err := g.run(.7, .5)
		if err != nil {
			t.Fatal(err)
		}
		g.pay(r)
		want += want / Growth
		if got := sum(g.in.Stake); got != want {
			t.Fatalf("stake of %d rao, want %d", got, want)
		}
	}
}

// TestDraw_IsWhatItSays wants the stakes to be exact and the draws to differ by seed only.
func TestDraw_IsWhatItSays(t *testing.T) {
	t.Parallel()
	a, b, c := Draw(Small, .6, .4, 1), Draw(Small, .6, .4, 1), Draw(Small, .6, .4, 2)
	from, to := a.validators(honest)
	if got, want := sum(a.stake[from:to]), uint64(supply/10*6); got != want {
		t.Errorf("the honest group has %d rao, want %d", got, want)
	}
	if !slices.Equal(a.stake, b.stake) || !slices.Equal(a.noise[3], b.noise[3]) {
		t.Error("one seed drew two markets")
	}
	if slices.Equal(a.stake, c.stake) {
		t.Error("two seeds drew one market")
	}
}
