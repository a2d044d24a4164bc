package score

import (
	"math"
	"slices"
)

// Load is one round of a test of capacity: how long each of some miners took until it had answered all of a burst of
// questions, while nobody else was asked, and while all were asked at the same moment. Each question is another one, so that
// no answer serves twice; sixteen in a burst are enough. In seconds, or any other unit; infinite when an answer was missing,
// not a number for who was not asked.
type Load struct{ Alone, Together []float64 }

// Slowdown returns for each miner by what factor it is slower when all are asked at once, as the median over the rounds that
// it answered; not a number if there are fewer than enough. One that has a machine of its own stays near 1; k that hand
// their questions on to the same one share it, and come to about k. A machine that serves many at once without becoming
// slower is not found out in this way: it is worth what all of its doors are worth.
func Slowdown(rounds []Load, enough int) []float64 {
	if len(rounds) == 0 {
		return nil
	}
	out := make([]float64, len(rounds[0].Alone))
	for i := range out {
		var factors []float64
		for _, r := range rounds {
			if f := r.Together[i] / r.Alone[i]; f > 0 && !math.IsInf(f, 0) {
				factors = append(factors, f)
			}
		}
		out[i] = math.NaN()
		if len(factors) >= max(enough, 1) {
			slices.Sort(factors)
			out[i] = factors[len(factors)/2]
		}
	}
	return out
}

// sharedFactor is how much more than others a miner becomes slower that shares a machine with another one.
const sharedFactor = 2

// Shared returns the positions of miners that seem to share a machine with others: with all asked at once they become more
// than twice as slow as is usual, which is what the quarter does that becomes least slow. So a validator whose own line is
// narrow, or a network that is all on one machine, accuses nobody.
func Shared(rounds []Load, enough int) []int {
	slow := Slowdown(rounds, enough)
	var known []float64
	for _, f := range slow {
		if !math.IsNaN(f) {
			known = append(known, f)
		}
	}
	if len(known) == 0 {
		return nil
	}
	slices.Sort(known)
	usual := max(1, known[len(known)/4])
	var out []int
	for i, f := range slow {
		if f > sharedFactor*usual {
			out = append(out, i)
		}
	}
	return out
}

// Capacity returns what each miner is worth by the work that it does while all do: the bursts in a unit of time,
// relative to the fastest, as the mean over the rounds in which it was asked. Those that share a machine share its worth, so
// that a second door to the same machine earns nothing. A miner that was never asked is worth 0.
func Capacity(rounds []Load) []float64 {
	if len(rounds) == 0 {
		return nil
	}
	out := make([]float64, len(rounds[0].Together))
	for i := range out {
		asked := 0
		for _, r := range rounds {
			if t := r.Together[i]; !math.IsNaN(t) {
				asked++
				if t > 0 {
					out[i] += 1 / t
				}
			}
		}
		out[i] /= float64(max(asked, 1))
	}
	if best := slices.Max(append([]float64{0}, out...)); best > 0 {
		for i := range out {
			out[i] /= best
		}
	}
	return out
}
