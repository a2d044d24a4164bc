package retention

import "sort"

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

// Threshold returns the least W_H of the grid at which the honest group of a market retains its share whatever the cabal
// does, and false when there is none.
//
// It halves the interval, which finds the threshold if the group that retains its share with some W_H does so with all
// greater ones. That holds in the formulas without noise: a weight moved from the cabal's miners to the honest group's
// raises what a majority gives these. With noise the longest scan, [Game.Scan], confirms it: the tests compare the two.
// At a W_H that fails, one W_C that shows it is enough, so the one that showed it last is tried first.
func (m *Market) Threshold(rules Rules) (wh float64, ok bool, err error) {
	g, last := m.Play(rules), 0
	k := sort.Search(honestSteps+1, func(k int) bool {
		var kept bool
		if err == nil {
			kept, err = g.retains(float64(k)/honestSteps, &last)
		}
		return kept
	})
	if err != nil || k > honestSteps {
		return 1, false, err
	}
	return float64(k) / honestSteps, true, nil
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
