package compose

import (
	"math"
	"testing"
)

// game returns a game of n players with random values.
func game(n int, seed byte) Value {
	rng := random(seed)
	values := make([]float64, 1<<n)
	for i := range values {
		values[i] = 10 * rng.Float64()
	}
	return func(c Coalition) float64 { return values[c] }
}

func TestShapley_Known(t *testing.T) {
	t.Parallel()
	// The glove game: player 0 has a left glove, 1 and 2 a right one each; a pair is worth 1.
	got := Shapley(3, func(c Coalition) float64 {
		if c.Has(0) && (c.Has(1) || c.Has(2)) {
			return 1
		}
		return 0
	})
	for i, want := range []float64{2. / 3, 1. / 6, 1. / 6} {
		if !near(got[i], want) {
			t.Errorf("player %d: %v, want %v", i, got[i], want)
		}
	}
}

// TestShapley_Axioms holds the value against what defines it.
func TestShapley_Axioms(t *testing.T) {
	t.Parallel()
	for seed := range byte(40) {
		n := 1 + int(seed)%7
		v, u := game(n, seed), game(n, seed+100)
		all := Coalition(1)<<n - 1
		worth := Shapley(n, v)
		if !near(sum(worth), v(all)-v(0)) {
			t.Errorf("efficiency: %v paid of %v", sum(worth), v(all)-v(0))
		}
		other, both := Shapley(n, u), Shapley(n, func(c Coalition) float64 { return v(c) + 3*u(c) })
		for i := range both {
			if !near(both[i], worth[i]+3*other[i]) {
				t.Errorf("additivity: %v, want %v", both[i], worth[i]+3*other[i])
			}
		}
		// Player n adds a constant to every coalition, player n+1 nothing, and players 0 and n+2 are alike.
		wide := Shapley(n+3, func(c Coalition) float64 {
			x := v(c & all &^ 1)
			if c.Has(0) || c.Has(n+2) {
				x = v(c&all&^1|1) + 1
			}
			if c.Has(0) && c.Has(n+2) {
				x += 2
			}
			if c.Has(n) {
				x += 5
			}
			return x
		})
		if !near(wide[n], 5) || math.Abs(wide[n+1]) > 1e-9 || !near(wide[0], wide[n+2]) {
			t.Errorf("dummy %v, null %v, alike %v and %v", wide[n], wide[n+1], wide[0], wide[n+2])
		}
	}
}

// TestShapleySampled_WithinBound wants the sampled value to be efficient to the last bit that matters, the same for the same seed, and
// as near as its bound says, in all of forty games at one chance in a thousand each.
func TestShapleySampled_WithinBound(t *testing.T) {
	t.Parallel()
	for seed := range byte(40) {
		const n, orders = 6, 400
		v := game(n, seed)
		exact := Shapley(n, v)
		got, again := ShapleySampled(n, orders, [32]byte{seed}, v), ShapleySampled(n, orders, [32]byte{seed}, v)
		if !near(sum(got), sum(exact)) {
			t.Errorf("efficiency: %v, want %v", sum(got), sum(exact))
		}
		bound := ShapleyBound(n, orders, 20, 0.001) // what one adds is from -10 to 10
		for i := range got {
			if got[i] != again[i] {
				t.Error("the same seed gave two values")
			}
			if math.Abs(got[i]-exact[i]) > bound {
				t.Errorf("player %d: %v, exactly %v, bound %v", i, got[i], exact[i], bound)
			}
		}
	}
}

// works is a game in which each player shows a work, and a coalition is worth the distinct works in it.
func works(of []int, worth []float64) Value {
	return func(c Coalition) float64 {
		x, seen := 0., map[int]bool{}
		for i, w := range of {
			if c.Has(i) && !seen[w] {
				seen[w] = true
				x += worth[w]
			}
		}
		return x * (1 + 0.1*float64(len(seen))) // works help each other
	}
}

// TestContribution_CopierGetsNothing wants the original to keep all, whatever the number and the order of copiers, and shows that neither
// leaving one out nor the plain Shapley value does that.
func TestContribution_CopierGetsNothing(t *testing.T) {
	t.Parallel()
	alone := Contribution([]uint64{5, 7}, func(i, j int) bool { return i == j }, works([]int{0, 1}, []float64{3, 4}))
	for copiers := 1; copiers <= 6; copiers++ {
		of, since := []int{1}, []uint64{9} // a copier is first in the list
		for k := range copiers - 1 {
			of, since = append(of, 1), append(since, uint64(20+k))
		}
		of, since = append(of, 0, 1), append(since, 5, 7)
		v, same := works(of, []float64{3, 4}), func(i, j int) bool { return of[i] == of[j] }
		worth := Contribution(since, same, v)
		n := len(of)
		for i := range copiers {
			if worth[i] != Apart {
				t.Errorf("copier %d of %d: worth %v", i, copiers, worth[i])
			}
		}
		if worth[n-2] != alone[0] || worth[n-1] != alone[1] {
			t.Errorf("with %d copiers: %v, alone %v", copiers, worth[n-2:], alone)
		}
		shares := Shares(worth)
		if shares[0] != 0 || shares[n-2]+shares[n-1] != Whole {
			t.Errorf("shares %v", shares)
		}
		if left := Without(n, v); left[n-1] != 0 {
			t.Errorf("leaving one out pays the original %v: this test shows that it pays nothing", left[n-1])
		}
		if plain := Shapley(n, v); plain[n-1] > alone[1]/2+1e-9 {
			t.Errorf("the plain value pays the original %v of %v: this test shows that copies take it", plain[n-1], alone[1])
		}
	}
}

// TestContribution_ManyPlayers takes the sampled way.
func TestContribution_ManyPlayers(t *testing.T) {
	t.Parallel()
	n := MaxExact + 4
	since := make([]uint64, n)
	worth := Contribution(since, func(i, j int) bool { return i/2 == j/2 && i < 4 && j < 4 }, func(c Coalition) float64 {
		x := 0.
		for i := range n {
			if c.Has(i) {
				x += float64(i)
			}
		}
		return x
	})
	for i, got := range worth {
		want := float64(i)
		if i == 1 || i == 3 {
			want = Apart
		}
		if got != want && !near(got, want) {
			t.Errorf("player %d: %v, want %v", i, got, want)
		}
	}
}

func TestOriginals_CopyOfACopy(t *testing.T) {
	t.Parallel()
	got := Originals([]uint64{30, 10, 20, 10, 5}, func(i, j int) bool { return i < 4 && j < 4 })
	for i, want := range []int{1, 1, 1, 1, 4} {
		if got[i] != want {
			t.Errorf("%v: player %d is of %d, want %d", got, i, got[i], want)
		}
	}
}

// TestSaved_NullPlayer wants who knows nothing beyond the free model to add next to nothing, and the same given in another
// order to be worth the same.
func TestSaved_NullPlayer(t *testing.T) {
	t.Parallel()
	track := spoken(3, 2000)
	free := make([]float64, len(track.Text))
	own := NewFree()
	given := make([][]float64, len(track.Text))
	for at, b := range track.Text {
		free[at] = own.Predict()[b]
		own.Learn(b)
		given[at] = []float64{track.Given[at][0], track.Given[at][1], free[at]}
	}
	v := Saved(given, free, Alpha)
	if v(0) != 0 {
		t.Errorf("nobody saves %v", v(0))
	}
	worth := Shapley(3, v)
	if worth[0] < 300 || worth[1] < 300 || math.Abs(worth[2]) > 0.02*v(7) {
		t.Errorf("worth %v of %v", worth, v(7))
	}
}

func FuzzShares(f *testing.F) {
	f.Add(1., 2., 3.)
	f.Add(-1., 0., math.Inf(-1))
	f.Add(math.NaN(), math.Inf(1), 1e300)
	f.Add(-58., -36., -70.5)
	f.Fuzz(func(t *testing.T, a, b, c float64) {
		worth := []float64{a, b, c}
		shares := Shares(worth)
		total, in := uint64(0), false
		for i, s := range shares {
			total += s
			finite := !math.IsInf(worth[i], 0) && !math.IsNaN(worth[i])
			in = in || finite
			if s > 0 && !finite {
				t.Errorf("%v: share %d", worth[i], s)
			}
			for j := range shares {
				if worth[i] > worth[j] && finite && s+1 < shares[j] { // what cannot be divided goes to the first of equals
					t.Errorf("%v is worth more than %v and gets less: %v", worth[i], worth[j], shares)
				}
			}
		}
		if in && total != Whole || !in && total != 0 {
			t.Errorf("shares of %v add up to %d", worth, total)
		}
	})
}
