package score

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"slices"
)

// Positions draws count of n positions at which an answer is checked; the last one is always among them, since who cuts a
// model short is found at the end. They follow from the seed, in ascending order.
func Positions(seed [32]byte, n, count int) []int {
	if n <= 0 || count <= 0 {
		return nil
	}
	r := rand.New(rand.NewPCG(binary.LittleEndian.Uint64(seed[:]), binary.LittleEndian.Uint64(seed[8:]))) // #nosec G404 -- from a seed that nobody knew
	out := r.Perm(n - 1)[:min(count, n)-1]
	out = append(out, n-1)
	slices.Sort(out)
	return out
}

// maxDeviation bounds what a single position may add, so that one outlier condemns nobody.
const maxDeviation = 5

// Deviation compares the log-probabilities that a miner claims for the tokens of its answer with those that a judge reckons
// for them, at some positions, and returns the mean of the differences. What is missing or no number is as far off as can be.
func Deviation(claimed, reckoned []float64, positions []int) float64 {
	if len(positions) == 0 {
		return 0
	}
	sum := 0.0
	for _, i := range positions {
		d := float64(maxDeviation)
		if i < len(claimed) && i < len(reckoned) {
			if off := math.Abs(claimed[i] - reckoned[i]); !math.IsNaN(off) {
				d = min(off, maxDeviation)
			}
		}
		sum += d
	}
	return sum / float64(len(positions))
}

// Swapped says whether the deviations of several requests are those of another model: more than half of them are above what
// honest machines differ by. The same model on other hardware differs by some thousandths.
func Swapped(deviations []float64, tolerance float64) bool {
	above := 0
	for _, d := range deviations {
		if d > tolerance {
			above++
		}
	}
	return 2*above > len(deviations)
}

// PenaltyFactor returns the loss, in multiples of what a cheat gains by one request, that makes cheating not pay when a part
// check of requests is checked and a cheat is found with probability found in a check: g·(1−pq)/pq, after Proof of Sampling
// (arXiv:2405.00295).
func PenaltyFactor(check, found float64) float64 {
	return (1 - check*found) / (check * found)
}
