package simulate

import (
	"math/rand/v2"
	"slices"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/yuma"
)

// View is what a validator sees when it judges.
type View struct {
	Epoch   uint64
	Random  *rand.Rand
	Quality []float64 // of the miners, as honest work would find it out but for noise

	first, self int
	in          *yuma.Input
}

// Strategy returns a score for every miner.
type Strategy func(View) []float64

// Honest gives the weight that a validator gives to a miner of this quality, with noise of this relative standard
// deviation.
func Honest(noise float64) Strategy {
	return func(v View) []float64 {
		scores := make([]float64, len(v.Quality))
		for j, q := range v.Quality {
			scores[j] = max(0, task.Weight(q)*(1+noise*v.Random.NormFloat64()))
		}
		return scores
	}
}

// Copy gives every miner the median, by stake, of the weights of the others that it can see.
func Copy() Strategy {
	return func(v View) []float64 {
		type vote struct{ weight, stake float64 }
		votes, all := make([][]vote, len(v.Quality)), 0.0
		for i, row := range v.in.Weights[:v.first] {
			if i == v.self || row.Len() == 0 {
				continue
			}
			var sum float64
			for _, e := range row.Entries() {
				sum += float64(e.Value)
			}
			all += float64(v.in.Stake[i])
			for _, e := range row.Entries() {
				if j := int(e.UID) - v.first; j >= 0 && j < len(votes) {
					votes[j] = append(votes[j], vote{float64(e.Value) / sum, float64(v.in.Stake[i])})
				}
			}
		}
		scores := make([]float64, len(v.Quality))
		for j, c := range votes {
			slices.SortFunc(c, func(a, b vote) int {
				if a.weight > b.weight {
					return -1
				}
				return 1
			})
			support := 0.0
			for _, x := range c {
				if support += x.stake; 2*support >= all {
					scores[j] = x.weight
					break
				}
			}
		}
		return scores
	}
}

// Uniform scores all miners alike, without looking.
func Uniform() Strategy {
	return func(v View) []float64 {
		scores := make([]float64, len(v.Quality))
		for j := range scores {
			scores[j] = 1
		}
		return scores
	}
}
