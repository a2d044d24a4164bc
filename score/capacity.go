package score

import (
	"math"
	"slices"
)

// Load is one round of a test of capacity: how long each of some miners took until it had answered all of a burst of
// questions, while nobody else was asked, and while all were asked at the same moment. Each question is another one, so that
// no answer serves twice; sixteen in a burst are enough. In seconds, or any other unit; not a number when an answer is missing.
type Load struct{ Alone, Together []float64 }

// Slowdown returns for each miner by what factor it is slower when all are asked at once, as the median over rounds. One
// that has a machine of its own stays near 1; k that hand their questions on to the same one share it, and come to about
// k. A machine that serves many at once without becoming slower is not found out in this way: it is worth what all
// of its doors are worth.
func Slowdown(rounds []Load) []float64 {
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
		if len(factors) > 0 {
			slices.Sort(factors)
			out[i] = factors[len(factors)/2]
		}
	}
	return out
}

// Capacity returns what each miner is worth by the work that it does while all do: the bursts in a unit of time,
// relative to the fastest, as the mean over rounds. Those that share a machine share its worth, so that a second door to the
// same machine earns nothing.
func Capacity(rounds []Load) []float64 {
	if len(rounds) == 0 {
		return nil
	}
	out := make([]float64, len(rounds[0].Together))
	for i := range out {
		for _, r := range rounds {
			if t := r.Together[i]; t > 0 && !math.IsInf(t, 0) {
				out[i] += 1 / t
			}
		}
	}
	if best := slices.Max(append([]float64{0}, out...)); best > 0 {
		for i := range out {
			out[i] /= best
		}
	}
	return out
}
