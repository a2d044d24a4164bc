package retention

import (
	"fmt"

	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/yuma"
)

// Growth is the emission of an epoch as a part of all stake: 1/Growth, half a percent.
const Growth = 200

// Compounding is what a long game came to.
type Compounding struct {
	Choice float64   // W_C
	Cabal  []float64 // the cabal's share of all stake, before the first epoch and after each
}

// Final returns the cabal's share of stake at the end.
func (c Compounding) Final() float64 { return c.Cabal[len(c.Cabal)-1] }

// Compound plays a game of many epochs in which everything earned becomes stake: dividends of the validator that earned
// them, incentive of the validators of the miner's group by their stake. The stake grows by 1/Growth an epoch, in rao
// and without dust. The honest group gives its miners 1−utility of its weights, what they are worth; the cabal gives its
// own miners wc of its weights.
func (m *Market) Compound(rules Rules, utility, wc float64, epochs int) (Compounding, error) {
	g := m.Play(rules)
	c := Compounding{Choice: wc, Cabal: []float64{g.cabalStake()}}
	for epoch := range epochs {
		r, err := g.run(1-utility, wc)
		if err != nil {
			return c, fmt.Errorf("epoch %d: %w", epoch, err)
		}
		g.pay(r)
		c.Cabal = append(c.Cabal, g.cabalStake())
	}
	return c, nil
}

// Best plays the game with every W_C of a grid in steps of a tenth, and with those half a step beside the best, and
// returns the one that leaves the cabal with most. The share at the end is smooth in W_C around its top, where half a step
// moves it by less than 0.01, so a finer grid would not find a better choice that matters; a cabal that is about to win
// plays 1, an end of the grid.
func (m *Market) Best(rules Rules, utility float64, epochs int) (best Compounding, err error) {
	const steps, halves = 10, 20
	try := func(wc float64) error {
		c, err := m.Compound(rules, utility, wc, epochs)
		if err == nil && (best.Cabal == nil || c.Final() > best.Final()) {
			best = c
		}
		return err
	}
	for k := range steps + 1 {
		if err := try(float64(k) / steps); err != nil {
			return best, err
		}
	}
	for _, wc := range []float64{best.Choice - 1.0/halves, best.Choice + 1.0/halves} {
		if wc > 0 && wc < 1 {
			if err := try(wc); err != nil {
				return best, err
			}
		}
	}
	return best, nil
}

// pay turns what a result pays into stake and keeps its bonds and permits.
func (g *Game) pay(r *yuma.Result) {
	stake := g.in.Stake[:g.market.Validators]
	emission := sum(stake) / Growth
	validators, miners := g.split(emission)
	dividends := fixed.Apportion(validators, raw(r.ValidatorShare))
	incentive := fixed.Apportion(miners, raw(r.ServerShare))
	for _, side := range []group{honest, cabal} {
		from, to := g.market.validators(side)
		first, last := g.market.miners(side)
		for i, extra := range fixed.Apportion(sum(incentive[first:last]), stake[from:to]) {
			stake[from+i] += extra
		}
	}
	for i := range stake {
		stake[i] += dividends[i]
	}
	g.in.Bonds, g.in.Permits = r.Bonds, r.Permits
	g.in.LastEpoch, g.in.Block = g.in.Block, g.in.Block+blocks
	for i := range g.in.LastUpdate {
		g.in.LastUpdate[i] = g.in.Block - 1
	}
}

// blocks is the number of blocks between epochs.
const blocks = 360

// split divides an emission between validators, who get ξ of it, and miners.
func (g *Game) split(emission uint64) (validators, miners uint64) {
	validators = uint64(g.rules.Xi * float64(emission))
	return validators, emission - validators
}

// cabalStake returns the cabal's share of stake.
func (g *Game) cabalStake() float64 {
	from, to := g.market.validators(cabal)
	return float64(sum(g.in.Stake[from:to])) / float64(sum(g.in.Stake))
}

func sum(xs []uint64) (s uint64) {
	for _, x := range xs {
		s += x
	}
	return s
}

// raw returns shares as weights for apportioning.
func raw(shares []fixed.I32F32) []uint64 {
	xs := make([]uint64, len(shares))
	for i, s := range shares {
		xs[i] = uint64(s)
	}
	return xs
}
