package score

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func random(t *testing.T) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

func TestSeed_NotBeforeTheCommitment(t *testing.T) {
	t.Parallel()
	hash := []byte("hash of a block")
	for _, at := range []uint64{0, 7, 8} {
		if _, err := Seed(nil, 8, hash, at, nil); !errors.Is(err, ErrTooEarly) {
			t.Errorf("block %d, committed at 8: %v", at, err)
		}
	}
	if _, err := Seed(nil, 8, nil, 9, nil); err == nil {
		t.Error("a seed of no block")
	}
	seen := map[[32]byte]string{}
	for name, args := range map[string][3][]byte{
		"plain": {nil, hash, nil}, "secret": {nil, hash, []byte("s")}, "commitment": {[]byte("s"), hash, nil},
		"other block": {nil, []byte("other"), nil}, "moved": {append([]byte{}, hash[:1]...), hash[1:], nil},
	} {
		s, err := Seed(args[0], 8, args[1], 9, args[2])
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := seen[s]; ok {
			t.Errorf("%s and %s have the same seed", name, other)
		}
		seen[s] = name
	}
	a, _ := Seed(nil, 8, hash, 9, nil)
	b, _ := Seed(nil, 8, hash, 10, nil)
	if again, _ := Seed(nil, 3, hash, 9, nil); a == b || a != again {
		t.Error("a seed follows from block and height alone, and from nothing else")
	}
}

// TestReferenceSeed_FollowsEveryAnswer changes single bits of single answers.
func TestReferenceSeed_FollowsEveryAnswer(t *testing.T) {
	t.Parallel()
	r := random(t)
	var seed [32]byte
	answers := make([][]byte, 16)
	for i := range answers {
		answers[i] = make([]byte, 1+r.IntN(40))
		for j := range answers[i] {
			answers[i][j] = byte(r.Uint32())
		}
	}
	first := ReferenceSeed(seed, answers...)
	if first != ReferenceSeed(seed, answers...) {
		t.Fatal("the same answers give another seed")
	}
	for i := range answers {
		k := r.IntN(len(answers[i]))
		answers[i][k] ^= 1 << r.IntN(8)
		if ReferenceSeed(seed, answers...) == first {
			t.Errorf("answer %d does not count", i)
		}
		first = ReferenceSeed(seed, answers...)
	}
	if ReferenceSeed(seed, []byte("ab"), []byte("c")) == ReferenceSeed(seed, []byte("a"), []byte("bc")) {
		t.Error("where one answer ends does not count")
	}
}

// TestMemory_UnaskedLoseNothing has some asked and others not, at random.
func TestMemory_UnaskedLoseNothing(t *testing.T) {
	t.Parallel()
	r := random(t)
	for range 1000 {
		keep, truth := 0.5+r.Float64()*0.49, r.Float64()
		var m Memory
		for range 200 {
			before := m
			if r.IntN(4) != 0 {
				continue // not asked: nothing is called, nothing changes
			}
			m = m.Learn(truth, keep)
			if m.Rounds != before.Rounds+1 || math.Abs(m.Score-truth) > math.Abs(before.Score-truth)+1e-12 && before.Rounds > 0 {
				t.Fatalf("%+v became %+v with score %v", before, m, truth)
			}
		}
		if m.Rounds > 0 && math.Abs(m.Score-truth) > 1e-9 {
			t.Fatalf("always %v, remembered %v", truth, m.Score)
		}
	}
	for _, bad := range []float64{math.NaN(), math.Inf(1), -3, 7} {
		if m := (Memory{0.5, 3}).Learn(bad, 0.8); m.Score < 0 || m.Score > 1 || math.IsNaN(m.Score) {
			t.Errorf("%v made it %v", bad, m.Score)
		}
	}
}

func TestWilson(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		good, all uint64
		want      float64 // from the formula, by hand
	}{
		{0, 0, 0}, {0, 10, 0}, {1, 1, 0.2065}, {10, 10, 0.7225}, {100, 100, 0.9630}, {81, 263, 0.2553}, {15, 148, 0.0624}, {3, 2, 0},
	} {
		if got := Wilson(Tally{c.good, c.all}, 1.96); math.Abs(got-c.want) > 5e-4 {
			t.Errorf("%d of %d: %.4f, want %.4f", c.good, c.all, got, c.want)
		}
	}
	r := random(t)
	for range 10_000 {
		all := 1 + r.Uint64N(1000)
		good := r.Uint64N(all + 1)
		low := Wilson(Tally{good, all}, 1.96)
		if rate := float64(good) / float64(all); low > rate || low < 0 {
			t.Fatalf("%d of %d: bound %v above the rate", good, all, low)
		}
		if more := Wilson(Tally{2 * good, 2 * all}, 1.96); good > 0 && more <= low {
			t.Fatalf("%d of %d: twice the trials lower the bound: %v, %v", good, all, low, more)
		}
		if good < all && Wilson(Tally{good + 1, all}, 1.96) <= low {
			t.Fatalf("%d of %d: one more success does not raise the bound", good, all)
		}
	}
}

// TestWithTraffic wants a miner that serves people worse than its judges to be worth less, and never more than its tests say.
func TestWithTraffic(t *testing.T) {
	t.Parallel()
	r := random(t)
	for range 10_000 {
		tests, share, all := r.Float64(), r.Float64(), r.Uint64N(10_000)
		good := r.Uint64N(all + 1)
		got := WithTraffic(tests, Tally{good, all}, share)
		if got < 0 || got > tests+1e-12 {
			t.Fatalf("tests %v, traffic %d of %d: %v", tests, good, all, got)
		}
		if worse := WithTraffic(tests, Tally{good / 2, all}, share); worse > got+1e-12 {
			t.Fatalf("half the successes are worth more: %v, %v", got, worse)
		}
	}
	if WithTraffic(0.8, Tally{}, 0.5) != 0.8 {
		t.Error("without real requests the tests count alone")
	}
	honest, twoFaced := WithTraffic(0.9, Tally{980, 1000}, 0.5), WithTraffic(0.9, Tally{300, 1000}, 0.5)
	if honest < 0.85 || twoFaced > 0.65 {
		t.Errorf("honest %v, good for its judges alone %v", honest, twoFaced)
	}
}

func TestRepeats(t *testing.T) {
	t.Parallel()
	p := func(b byte) [32]byte { return [32]byte{b} }
	all := []Work{
		{p(1), 20, 0, false}, // a copy of uid 1's
		{p(1), 10, 1, false},
		{p(2), 10, 2, false},
		{p(2), 10, 3, false}, // as long there as uid 2: the lower uid
		{p(3), 5, 4, true},   // nothing handed in
		{p(3), 9, 5, false},
	}
	if got, want := Repeats(all), []bool{true, false, false, true, false, false}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got, want := Unique(all, []uint32{0, 1, 2, 3, 4, 5}), []int{0, 1, 1, 0, 0, 1}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// TestRepeats_OrderDoesNotMatter shuffles: every print is paid once, to the same owner.
func TestRepeats_OrderDoesNotMatter(t *testing.T) {
	t.Parallel()
	r := random(t)
	for range 500 {
		all := make([]Work, 1+r.IntN(30))
		for i := range all {
			all[i] = Work{[32]byte{byte(r.IntN(6))}, r.Uint64N(4), uint32(i), r.IntN(5) == 0}
		}
		first := map[[32]byte]uint32{}
		for i, repeated := range Repeats(all) {
			if repeated || all[i].None {
				continue
			}
			if _, twice := first[all[i].Print]; twice {
				t.Fatalf("paid twice: %+v", all)
			}
			first[all[i].Print] = all[i].Owner
		}
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for i, repeated := range Repeats(all) {
			if owner := first[all[i].Print]; !all[i].None && repeated == (owner == all[i].Owner) {
				t.Fatalf("another order pays another owner: %+v", all)
			}
		}
	}
}

var lead = Lead{From: 0.005, To: 0.0001, Over: 1000}

func TestLead(t *testing.T) {
	t.Parallel()
	for age, want := range map[uint64]float64{0: 0.005, 500: 0.00255, 1000: 0.0001, 1 << 60: 0.0001} {
		if got := lead.At(age); math.Abs(got-want) > 1e-12 {
			t.Errorf("after %d blocks: %v, want %v", age, got, want)
		}
	}
	if (Lead{}).At(0) != 0 {
		t.Error("no lead is none")
	}
}

// noisy returns the losses of a model of a quality, each a little off.
func noisy(r *rand.Rand, quality, noise float64, batches int) []float64 {
	out := make([]float64, batches)
	for i := range out {
		out[i] = quality * (1 + noise*(2*r.Float64()-1))
	}
	return out
}

// TestTournament_Copies (threats A20): a copy with noise wins next to nothing against its original, whenever it comes.
func TestTournament_Copies(t *testing.T) {
	t.Parallel()
	r := random(t)
	for range 200 {
		original := noisy(r, 2.5, 0.1, 64)
		copied := slices.Clone(original)
		for i := range copied {
			copied[i] *= 1 + 0.004*(2*r.Float64()-1)
		}
		won := Tournament([]Contender{{200, copied}, {100, original}}, 210, lead)
		if won[0] > 0.05 || won[1] < 0.95 {
			t.Fatalf("the copy won %v, its original %v", won[0], won[1])
		}
		exact := Tournament([]Contender{{5000, original}, {100, original}}, 1<<40, Lead{})
		if exact[0] != 0 || exact[1] != 1 {
			t.Fatalf("an exact copy without any lead: %v", exact)
		}
	}
}

// TestTournament_ImprovementWins: a real improvement, too small for the lead of a young champion, beats an old one.
func TestTournament_ImprovementWins(t *testing.T) {
	t.Parallel()
	r := random(t)
	old := noisy(r, 2.5, 0.1, 64)
	better := slices.Clone(old)
	for i := range better {
		better[i] *= 0.998
	}
	if won := Tournament([]Contender{{100, old}, {110, better}}, 120, lead); won[1] != 0 {
		t.Errorf("early on a fifth of a percent won %v of the games", won[1])
	}
	if won := Tournament([]Contender{{100, old}, {110, better}}, 2000, lead); won[1] != 1 {
		t.Errorf("later a fifth of a percent won %v of the games", won[1])
	}
}

// TestTournament_Sums: what is won adds up, whoever they are and in whatever order, and nobody wins by a loss that is none.
func TestTournament_Sums(t *testing.T) {
	t.Parallel()
	r := random(t)
	for range 300 {
		all := make([]Contender, 1+r.IntN(8))
		for i := range all {
			all[i] = Contender{r.Uint64N(5), noisy(r, 1+r.Float64(), 0.3, 10)}
		}
		if len(all) > 1 {
			all[0].Losses = []float64{math.NaN(), -1}
		}
		won := Tournament(all, 10, lead)
		sum := 0.0
		for i, w := range won {
			if w < 0 || w > 1 || i == 0 && len(all) > 1 && w > 0 {
				t.Fatalf("%d won %v", i, w)
			}
			sum += w
		}
		if want := max(float64(len(all))/2, 1); math.Abs(sum-want) > 1e-9 {
			t.Fatalf("%d contenders won %v together, want %v", len(all), sum, want)
		}
		slices.Reverse(all)
		again := Tournament(all, 10, lead)
		if slices.Reverse(again); !slices.EqualFunc(won, again, func(a, b float64) bool { return math.Abs(a-b) < 1e-12 }) {
			t.Fatalf("order matters: %v, %v", won, again)
		}
	}
}
