package retention

import (
	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/yuma"
)

// Rules are the settings of the consensus under which the groups play.
type Rules struct {
	Version yuma.Version
	Kappa   uint16  // κ in parts of 65535, the majority of stake
	Beta    float64 // β, the part of clipping that applies to bonds
	Xi      float64 // ξ, the part of the emission that validators get
	Average uint64  // part of its old bonds a validator keeps, in millionths
}

// Default returns the settings of a new subnet under the version that follows the published formulas.
func Default() Rules {
	return Rules{Version: yuma.Yuma2, Kappa: 32767, Beta: 1, Xi: 0.5, Average: 900_000}
}

// params returns the rules as parameters of an epoch.
func (r Rules) params(m *Market) yuma.Params {
	return yuma.Params{
		Version: r.Version, Kappa: r.Kappa, BondsPenalty: uint16(r.Beta * 65535), BondsMovingAverage: r.Average,
		MaxAllowedValidators: uint16(m.Validators), ActivityCutoff: 5000, Tempo: 360,
	}
}

// Game is a market under rules, with what the epochs so far left behind.
type Game struct {
	market *Market
	rules  Rules
	engine *yuma.Engine
	in     yuma.Input
	rows   [2]map[float64][]yuma.Row // by group and by the weight for its own miners
}

// Play starts a game: no bonds, everybody has a permit.
func (m *Market) Play(rules Rules) *Game {
	n := m.Neurons
	g := &Game{market: m, rules: rules, engine: new(yuma.Engine), rows: [2]map[float64][]yuma.Row{{}, {}}, in: yuma.Input{
		Params: rules.params(m), Block: 1000, Emission: supply / 1000,
		Stake: append([]uint64(nil), m.stake...), Permits: make([]bool, n), LastUpdate: make([]uint64, n),
		RegisteredAt: make([]uint64, n), Weights: make([]yuma.Row, n), Bonds: make([]yuma.Row, n),
	}}
	for i := range n {
		g.in.Permits[i], g.in.LastUpdate[i], g.in.RegisteredAt[i] = i < m.Validators, 990, 1
	}
	return g
}

// Epoch runs one epoch in which each group gives its own miners a part of its weights, and returns the honest group's
// part of the emission, E_H. It changes nothing in the game.
func (g *Game) Epoch(wh, wc float64) (float64, error) {
	r, err := g.run(wh, wc)
	if err != nil {
		return 0, err
	}
	return g.retained(r), nil
}

// run runs an epoch.
func (g *Game) run(wh, wc float64) (*yuma.Result, error) {
	g.vote(honest, wh)
	g.vote(cabal, wc)
	return g.engine.Run(&g.in)
}

// vote sets the weights of a group, and keeps them for the next time.
func (g *Game) vote(side group, own float64) {
	from, to := g.market.validators(side)
	rows, ok := g.rows[side][own]
	if !ok {
		rows = g.market.rows(side, own)
		g.rows[side][own] = rows
	}
	copy(g.in.Weights[from:to], rows)
}

// retained returns E_H of a result: ξ of the honest share of dividends and 1−ξ of that of incentive.
func (g *Game) retained(r *yuma.Result) float64 {
	dividends, incentive := share(r.ValidatorShare, g.market), share(r.ServerShare, g.market)
	return g.rules.Xi*dividends + (1-g.rules.Xi)*incentive
}

// share returns the honest group's part of what all neurons get, 0 when they get nothing.
func share(xs []fixed.I32F32, m *Market) float64 {
	var honestSum, sum int64
	for uid, x := range xs {
		sum += int64(x)
		if m.isHonest(uid) {
			honestSum += int64(x)
		}
	}
	if sum == 0 {
		return 0
	}
	return float64(honestSum) / float64(sum)
}

// isHonest says whether a uid belongs to the honest group.
func (m *Market) isHonest(uid int) bool {
	_, validators := m.validators(honest)
	from, to := m.miners(honest)
	return uid < validators || from <= uid && uid < to
}
