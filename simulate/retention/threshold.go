package retention

import (
	"math"
	"sort"
)

// Steps of the grids on which the groups choose their weights.
const (
	honestSteps = 100 // of W_H
	cabalSteps  = 50  // of W_C
)

// Worst returns, for a W_H, the W_C of the grid with the least E_H, and that E_H.
func (g *Game) Worst(wh float64) (wc, retained float64, err error) {
	retained = 2
	for k := range cabalSteps + 1 {
		w := float64(k) / cabalSteps
		e, err := g.Epoch(wh, w)
		if err != nil {
			return 0, 0, err
		}
		if e < retained {
			wc, retained = w, e
		}
	}
	return wc, retained, nil
}

// Unprotected is the threshold of a group that no W_H protects.
var Unprotected = math.Inf(1)

// Threshold returns the least W_H of the grid at which the honest group of a market retains its share whatever the cabal
// does, or [Unprotected].
//
// It halves the interval. That finds the threshold when a group that retains its share with some W_H also does with all
// greater ones, as it must without noise: a weight that moves to the honest group's miners raises what a majority gives
// them, and lowers nothing that is paid to the group. With noise it is measured: the tests compare the result with
// [Game.Scan], which tries every W_H. At a W_H that fails, one W_C that shows it is enough, so the one that showed it
// last is tried first; a W_H that holds has been tried against the whole grid of W_C.
func (m *Market) Threshold(rules Rules) (float64, error) {
	g, last := m.Play(rules), 0
	var err error
	k := sort.Search(honestSteps+1, func(k int) bool {
		var kept bool
		if err == nil {
			kept, err = g.retains(float64(k)/honestSteps, &last)
		}
		return kept
	})
	if err != nil || k > honestSteps {
		return Unprotected, err
	}
	return float64(k) / honestSteps, nil
}

// retains says whether E_H ≥ S_H for every W_C of the grid, the last that refuted it first.
func (g *Game) retains(wh float64, last *int) (bool, error) {
	for k := range cabalSteps + 1 {
		k = (*last + k) % (cabalSteps + 1)
		e, err := g.Epoch(wh, float64(k)/cabalSteps)
		if err != nil {
			return false, err
		}
		if e < g.market.Honest {
			*last = k
			return false, nil
		}
	}
	return true, nil
}

// Scan returns, for every W_H of the grid, whether the honest group retains its share.
func (g *Game) Scan() ([]bool, error) {
	kept, last := make([]bool, honestSteps+1), 0
	for k := range kept {
		var err error
		if kept[k], err = g.retains(float64(k)/honestSteps, &last); err != nil {
			return nil, err
		}
	}
	return kept, nil
}
