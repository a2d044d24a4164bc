// Package simulate plays validators and miners against each other on the chain's own rules, without a network.
//
// Its law: rules are those of packages yuma, weights and schedule, in integers; floats occur only in what agents see and
// want. The same [Economy] gives the same [Outcome] in every run.
package simulate

import (
	"math/rand/v2"

	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/yuma"
)

// Economy is a subnet with its people. Stakes stay as they are, and nobody leaves.
type Economy struct {
	Rules  yuma.Params
	Epochs int
	Warmup int    // epochs at the start that are not counted
	Seed   uint64 // of all that is random
	// RevealPeriod is the number of epochs between commitment and reveal; 0 is weights that everybody sees at once.
	RevealPeriod uint64
	Miners       int
	// Churn is the chance that a miner is as good as another one would be from this epoch on.
	Churn      float64
	Validators []Validator
}

// Validator is somebody with stake, in rao, who judges.
type Validator struct {
	Stake uint64
	Judge Strategy
}

// Outcome is what the counted epochs gave.
type Outcome struct {
	// Yield is, per validator, the part of all dividends divided by the part of all stake; it is 1 for one who earns as
	// the average rao of stake does.
	Yield []float64
}

// promise is a row that is to be revealed.
type promise struct {
	epoch, height uint64
	row           yuma.Row
}

// market is the state of a running economy. Validators have the first uids, miners those after them.
type market struct {
	economy  Economy
	in       yuma.Input
	engine   yuma.Engine
	quality  []float64
	promises [][]promise
}

// Run plays all epochs.
func (e Economy) Run() (Outcome, error) {
	m := e.open()
	n := len(e.Validators)
	random := make([]*rand.Rand, n+1)
	for i := range random {
		random[i] = rand.New(rand.NewPCG(e.Seed, uint64(i))) // #nosec G404 -- a simulation
	}
	out := Outcome{Yield: make([]float64, n)}
	for epoch := range uint64(e.Epochs) { // #nosec G115 -- a count
		m.in.Block = (epoch + 1) * uint64(e.Rules.Tempo)
		m.churn(random[n])
		if err := m.judge(epoch, random[:n]); err != nil {
			return out, err
		}
		result, err := m.engine.Run(&m.in)
		if err != nil {
			return out, err
		}
		m.in.Permits, m.in.Bonds, m.in.LastEpoch = result.Permits, result.Bonds, m.in.Block
		if int(epoch) >= e.Warmup { // #nosec G115 -- a count
			m.count(result, &out)
		}
	}
	return out, nil
}

// open returns the state before the first epoch.
func (e Economy) open() *market {
	size := len(e.Validators) + e.Miners
	m := &market{economy: e, quality: make([]float64, e.Miners), promises: make([][]promise, len(e.Validators))}
	m.in = yuma.Input{
		Params: e.Rules, Stake: make([]uint64, size), Permits: make([]bool, size), LastUpdate: make([]uint64, size),
		RegisteredAt: make([]uint64, size), WeightsAt: make([]uint64, size), Weights: make([]yuma.Row, size),
		Bonds: make([]yuma.Row, size),
	}
	for i, v := range e.Validators {
		m.in.Stake[i] = v.Stake
	}
	return m
}

// churn draws the quality of miners anew: of all in the beginning, then of some.
func (m *market) churn(random *rand.Rand) {
	for j, q := range m.quality {
		change, fresh := random.Float64(), 0.1+0.9*random.Float64()
		if q == 0 || change < m.economy.Churn {
			m.quality[j] = fresh
		}
	}
}

// judge reveals what is due, and lets all validators judge in their order: the later ones see the rows of the earlier ones,
// unless these are secret.
func (m *market) judge(epoch uint64, random []*rand.Rand) error {
	for i := range m.promises {
		for _, p := range m.promises[i] {
			if schedule.RevealWindow(p.epoch, epoch) == schedule.Open {
				m.in.Weights[i], m.in.LastUpdate[i], m.in.WeightsAt[i] = p.row, m.in.Block, p.height
			}
		}
		m.promises[i] = m.pending(i, epoch)
	}
	for i, v := range m.economy.Validators {
		view := View{Epoch: epoch, Random: random[i], Quality: m.quality, first: len(m.economy.Validators), in: &m.in, self: i}
		row, err := m.row(v.Judge(view))
		if err != nil {
			return err
		}
		if m.economy.RevealPeriod == 0 {
			m.in.Weights[i], m.in.LastUpdate[i], m.in.WeightsAt[i] = row, m.in.Block, m.in.Block
			continue
		}
		m.promises[i] = append(m.promises[i], promise{epoch + m.economy.RevealPeriod, m.in.Block, row})
	}
	return nil
}

// pending returns the promises of a validator that are still to be kept after an epoch.
func (m *market) pending(i int, epoch uint64) (left []promise) {
	for _, p := range m.promises[i] {
		if schedule.RevealWindow(p.epoch, epoch) == schedule.TooEarly {
			left = append(left, p)
		}
	}
	return left
}

// row puts scores of miners into the form that the chain stores; nobody above zero is no row.
func (m *market) row(scores []float64) (yuma.Row, error) {
	units := make([]uint64, len(m.in.Stake))
	any := false
	for j, s := range scores {
		units[len(m.economy.Validators)+j] = uint64(max(s, 0) * (1 << 32))
		any = any || s > 0
	}
	if !any {
		return nil, nil
	}
	row, err := weights.FromScores(units, weights.Limits{MaxShare: weights.Max, Neurons: len(units)})
	return row.Pack(), err
}

// count adds an epoch to the outcome.
func (m *market) count(r *yuma.Result, out *Outcome) {
	var stake, dividends float64
	for i, v := range m.economy.Validators {
		stake += float64(v.Stake)
		dividends += float64(r.ValidatorShare[i])
	}
	for i, v := range m.economy.Validators {
		if part := dividends * float64(v.Stake); part > 0 {
			out.Yield[i] += float64(r.ValidatorShare[i]) * stake / part / float64(m.economy.Epochs-m.economy.Warmup)
		}
	}
}
