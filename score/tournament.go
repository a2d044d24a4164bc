package score

import (
	"cmp"
	"math"
)

// Lead is the advantage of who was there earlier: its losses count less by a part that falls from From to To in a straight
// line over a number of blocks, and stays there. At first a newcomer has to be better by From, so that a copy with a little
// noise gains nothing; later by To, so that a small but real improvement wins. Mechanisms of this kind use 0.005 to 0.0001
// over two to ten days.
type Lead struct {
	From, To float64 // parts of a loss, in [0, 1)
	Over     uint64  // blocks
}

// At returns the advantage of one who has led for a number of blocks.
func (l Lead) At(age uint64) float64 {
	if age >= l.Over {
		return l.To
	}
	return l.From + (l.To-l.From)*float64(age)/float64(l.Over)
}

// Contender is a model in a tournament.
type Contender struct {
	Since  uint64    // height at which it committed itself
	Losses []float64 // on each batch; all contenders have the same batches. Not a number, or missing, is the worst loss
}

// Tournament has every pair of contenders compete on every batch, at a height, and returns the part of its games that each
// has won: lower loss wins, those of the earlier one count less by the lead. Two that were there at the same height and
// lose the same share the game. A single contender has won all.
func Tournament(all []Contender, height uint64, lead Lead) []float64 {
	won, games := make([]float64, len(all)), 0
	for i := range all {
		games = max(games, len(all[i].Losses))
	}
	for i := range all {
		for j := range i {
			for b := range games {
				switch compare(all[i], all[j], b, height, lead) {
				case -1:
					won[i]++
				case 1:
					won[j]++
				default:
					won[i] += 0.5
					won[j] += 0.5
				}
			}
		}
	}
	each := float64(games * (len(all) - 1))
	for i := range won {
		if won[i] /= max(each, 1); len(all) == 1 {
			won[i] = 1
		}
	}
	return won
}

// compare says who wins a batch: -1 for a, 1 for b, 0 for neither.
func compare(a, b Contender, batch int, height uint64, lead Lead) int {
	x, y := loss(a, batch), loss(b, batch)
	switch {
	case a.Since < b.Since:
		x *= 1 - lead.At(height-min(a.Since, height))
	case b.Since < a.Since:
		y *= 1 - lead.At(height-min(b.Since, height))
	}
	if c := cmp.Compare(x, y); c != 0 {
		return c
	}
	return cmp.Compare(a.Since, b.Since) // of equals the earlier one
}

func loss(c Contender, batch int) float64 {
	if batch >= len(c.Losses) || math.IsNaN(c.Losses[batch]) || c.Losses[batch] < 0 {
		return math.Inf(1)
	}
	return c.Losses[batch]
}
