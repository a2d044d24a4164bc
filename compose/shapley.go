package compose

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
)

// Coalition is a set of players: bit i says whether player i is in it.
type Coalition uint64

// Has reports whether a player is in the coalition.
func (c Coalition) Has(i int) bool { return c>>i&1 == 1 }

// Value says what a coalition achieves, in any unit. It is a pure function.
type Value func(Coalition) float64

// MaxExact is up to how many players Shapley is exact: it asks for 2^n values.
const MaxExact = 12

// Shapley returns what each of n players is worth: the mean of what it adds over all orders in which they may come
// (Shapley, "A value for n-person games", 1953),
//
//	φ_i = Σ over S without i of |S|! (n-|S|-1)!/n! (v(S+i) - v(S))
//
// It is the only division that pays out v(all) - v(none), pays equals alike, pays nothing to who adds nothing, and adds up
// over games. It panics for more than MaxExact players.
func Shapley(n int, v Value) []float64 {
	if n < 0 || n > MaxExact {
		panic(fmt.Sprintf("compose: %d players, the exact value is for at most %d", n, MaxExact))
	}
	values := make([]float64, 1<<n)
	for c := range values {
		values[c] = v(Coalition(c)) // #nosec G115 -- at most 4096
	}
	// weight[s] = s! (n-s-1)!/n!, which is 1/(n C(n-1, s))
	weight := make([]float64, n)
	choose := 1.
	for s := range weight {
		weight[s] = 1 / (float64(n) * choose)
		choose *= float64(n-1-s) / float64(s+1)
	}
	worth := make([]float64, n)
	for c := range values {
		for i := range worth {
			if c>>i&1 == 0 {
				worth[i] += weight[bits.OnesCount(uint(c))] * (values[c|1<<i] - values[c])
			}
		}
	}
	return worth
}

// ShapleySampled returns the mean of what each of n ≤ 64 players adds over some random orders, each taken forward and
// backward. Every order pays out v(all) - v(none), and so does the mean. The same seed gives the same orders. How far it
// may be off says ShapleyBound.
func ShapleySampled(n, orders int, seed [32]byte, v Value) []float64 {
	rng := rand.New(rand.NewChaCha8(seed)) // #nosec G404 -- drawn from a seed on purpose, so that all draw alike
	worth := make([]float64, n)
	known := map[Coalition]float64{}
	value := func(c Coalition) float64 {
		x, ok := known[c]
		if !ok {
			x = v(c)
			known[c] = x
		}
		return x
	}
	none := value(0)
	for range orders {
		order := rng.Perm(n)
		for _, backward := range []bool{false, true} {
			c, before := Coalition(0), none
			for k := range order {
				i := order[k]
				if backward {
					i = order[n-1-k]
				}
				c |= 1 << i
				after := value(c)
				worth[i] += after - before
				before = after
			}
		}
	}
	for i := range worth {
		worth[i] /= 2 * float64(orders)
	}
	return worth
}

// ShapleyBound is how far any of n sampled values may be off, except with probability delta, when what a player adds to a
// coalition lies in an interval of length spread: Hoeffding's inequality for means of pairs of orders, which are
// independent of each other, and the union over players,
//
//	ε = spread √(ln(2n/δ) / 2m)
func ShapleyBound(n, orders int, spread, delta float64) float64 {
	return spread * math.Sqrt(math.Log(2*float64(n)/delta)/(2*float64(orders)))
}

// Without returns what a coalition of all loses when one leaves: the contribution by leaving one out. It is here to be
// compared with: it pays nothing to somebody who was copied.
func Without(n int, v Value) []float64 {
	all := Coalition(1)<<n - 1
	whole, worth := v(all), make([]float64, n)
	for i := range worth {
		worth[i] = whole - v(all&^(1<<i))
	}
	return worth
}
