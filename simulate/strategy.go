package simulate

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"github.com/tianwang-net/tianwang/task"
)

// View is what a validator sees when it judges. Slices have one element for each uid and must not be changed.
type View struct {
	Epoch  uint64
	Self   int // its uid
	Random *rand.Rand

	m *market
}

func (m *market) view(epoch uint64, uid int) View { return View{epoch, uid, m.neurons[uid].random, m} }

// Quality returns what the miners are worth now, as honest work would find out but for noise; 0 for validators.
func (v View) Quality() []float64 { return v.Past(0) }

// Past returns what the holders of the uids were worth some epochs ago, or at the start.
func (v View) Past(epochs int) []float64 {
	past := v.m.past[max(len(v.m.past)-1-epochs, 0)]
	return append(slices.Clone(past), make([]float64, len(v.m.neurons)-len(past))...)
}

// Is says whether a uid belongs to a group.
func (v View) Is(uid int, group string) bool { return v.m.group(v.m.neurons[uid]) == group }

// Size returns the number of uids.
func (v View) Size() int { return len(v.m.neurons) }

// Miner says whether a uid belongs to a miner.
func (v View) Miner(uid int) bool { return !v.m.neurons[uid].judge }

// Mine returns the row that counts for the validator itself now, as parts of 1.
func (v View) Mine() []float64 { return proportions(v.m.in.Weights[v.Self], v.Size()) }

// median returns, for each uid, the weight that half of the stake of the other validators with a visible row gives it at
// least.
func (v View) median() []float64 {
	type vote struct {
		weight float64
		stake  uint64
	}
	votes, all := make([][]vote, v.Size()), uint64(0)
	for i, row := range v.m.in.Weights {
		if i == v.Self || row.Len() == 0 {
			continue
		}
		stake := v.m.neurons[i].pool.Stake
		all += stake
		for j, w := range proportions(row, v.Size()) {
			if w > 0 {
				votes[j] = append(votes[j], vote{w, stake})
			}
		}
	}
	median := make([]float64, v.Size())
	for j, c := range votes {
		slices.SortStableFunc(c, func(a, b vote) int { return cmp.Compare(b.weight, a.weight) })
		support := uint64(0)
		for _, x := range c {
			if support += x.stake; support >= all-all/2 {
				median[j] = x.weight
				break
			}
		}
	}
	return median
}

// Strategy returns a score for every uid, or nil to say nothing in this epoch.
type Strategy func(View) []float64

// Honest gives the weight that a validator gives to a miner of this quality, with noise of this relative standard
// deviation.
func Honest(noise float64) Strategy { return Late(noise, 0) }

// Late is [Honest] about how the miners were some epochs ago.
func Late(noise float64, epochs int) Strategy {
	return func(v View) []float64 {
		scores := v.Past(epochs)
		for j, q := range scores {
			if v.Miner(j) {
				scores[j] = max(0, task.Weight(q)*(1+noise*v.Random.NormFloat64()))
			}
		}
		return scores
	}
}

// Copy gives every miner the median, by stake, of the weights of the others that it can see.
func Copy() Strategy { return func(v View) []float64 { return v.median() } }

// Uniform scores all miners alike, without looking.
func Uniform() Strategy {
	return eachMiner(func(View) float64 { return 1 })
}

// Random scores miners by chance.
func Random() Strategy {
	return eachMiner(func(v View) float64 { return v.Random.Float64() })
}

func eachMiner(score func(View) float64) Strategy {
	return func(v View) []float64 {
		scores := make([]float64, v.Size())
		for j := range scores {
			if v.Miner(j) {
				scores[j] = score(v)
			}
		}
		return scores
	}
}

// Stale judges like another strategy once in so many epochs, and repeats itself in between.
func Stale(judge Strategy, every uint64) Strategy {
	return func(v View) []float64 {
		if v.Epoch%every == 0 {
			return judge(v)
		}
		return v.Mine()
	}
}

// Silent judges like another strategy until an epoch, and then says nothing any more.
func Silent(judge Strategy, from uint64) Strategy {
	return func(v View) []float64 {
		if v.Epoch >= from {
			return nil
		}
		return judge(v)
	}
}

// Favour judges like another strategy, but gives the miners of one group this part of all weight, by their scores, or each
// the same if they have none.
func Favour(judge Strategy, group string, part float64) Strategy {
	return func(v View) []float64 {
		scores := judge(v)
		var friends, others, count float64
		for j, s := range scores {
			if v.Is(j, group) {
				friends, count = friends+s, count+1
			} else {
				others += s
			}
		}
		for j, s := range scores {
			switch {
			case !v.Is(j, group) && others > 0:
				scores[j] = s / others * (1 - part)
			case !v.Is(j, group):
			case friends > 0:
				scores[j] = s / friends * part
			default:
				scores[j] = part / count
			}
		}
		return scores
	}
}

// Scale judges like another strategy, but multiplies the scores of one group: a bribe raises them, a grudge lowers them.
func Scale(judge Strategy, group string, factor float64) Strategy {
	return func(v View) []float64 {
		scores := judge(v)
		for j := range scores {
			if v.Is(j, group) {
				scores[j] *= factor
			}
		}
		return scores
	}
}
