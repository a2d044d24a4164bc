package chat

import (
	"slices"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/metric"
)

// quorum is the least number of different answers that say anything about each other.
const quorum = 3

// usual is the F1 between two unrelated answers in English: what they share is "the" and "a".
const usual = 0.2

// agreement scores answers to a question that has no right one: by the median of their likeness (F1 over words) to all
// different answers of the others. Equal answers count as one, so that a crowd of copies does not outvote anybody; with
// fewer than three different answers nobody agrees with anybody and all score 0. It takes half of the different answers
// to lift a wrong one.
func agreement(answers []task.Answer) []float64 {
	scores := make([]float64, len(answers))
	var different [][]string
	index := make([]int, len(answers))
	for i, a := range answers {
		index[i] = -1
		text, err := task.Reply(a)
		if err != nil {
			continue
		}
		said := words(text[:min(len(text), maxOpen)])
		if len(said) == 0 {
			continue
		}
		k := slices.IndexFunc(different, func(d []string) bool { return slices.Equal(d, said) })
		if k < 0 {
			k = len(different)
			different = append(different, said)
		}
		index[i] = k
	}
	if len(different) < quorum {
		return scores
	}
	liked := make([]float64, len(different))
	for i, a := range different {
		var likeness []float64
		for k, b := range different {
			if k != i {
				likeness = append(likeness, metric.WordF1(a, b))
			}
		}
		slices.Sort(likeness)
		median := likeness[(len(likeness)-1)/2] // the lower one: half of all must agree
		liked[i] = max(0, (median-usual)/(1-usual))
	}
	for i, k := range index {
		if k >= 0 {
			scores[i] = liked[k]
		}
	}
	return scores
}
