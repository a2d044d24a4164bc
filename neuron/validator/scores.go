package validator

import (
	"math"
	"slices"

	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/score"
	"github.com/tianwang-net/tianwang/weights"
)

// miner is what a validator remembers of a neuron. Hotkey and registration say which holder of the uid it is about.
type miner struct {
	UID          uint32  `json:"uid"`
	Hotkey       string  `json:"hotkey"`
	RegisteredAt uint64  `json:"registered_at"`
	Score        float64 `json:"score"`  // moving average, in [0, 1]
	Rounds       int     `json:"rounds"` // in which it was asked
	Trials       []trial `json:"trials,omitempty"`
}

// learn takes the scores of a round into the moving averages. Those who were not asked keep what they have; whoever has
// taken over a uid starts from nothing.
func learn(known []miner, g *neuron.Metagraph, scores map[uint32]float64, memory float64) []miner {
	var out []miner
	for _, n := range g.Neurons {
		m := miner{UID: n.Uid, Hotkey: n.Hotkey, RegisteredAt: n.RegisteredAt}
		if i := slices.IndexFunc(known, m.same); i >= 0 {
			m = known[i]
		}
		if s, asked := scores[n.Uid]; asked {
			next := score.Memory{Score: m.Score, Rounds: m.Rounds}.Learn(s, memory)
			m.Score, m.Rounds = next.Score, next.Rounds
		}
		out = append(out, m)
	}
	return out
}

func (m miner) same(o miner) bool {
	return m.UID == o.UID && m.Hotkey == o.Hotkey && m.RegisteredAt == o.RegisteredAt
}

// average returns the score of every uid of the subnet, 0 for those that are not known or have changed hands.
func average(known []miner, g *neuron.Metagraph) []float64 {
	scores := make([]float64, len(g.Neurons))
	for i, n := range g.Neurons {
		m := miner{UID: n.Uid, Hotkey: n.Hotkey, RegisteredAt: n.RegisteredAt}
		if k := slices.IndexFunc(known, m.same); k >= 0 {
			scores[i] = known[k].Score
		}
	}
	return scores
}

// withTraffic lets count what real requests say of miners, by hotkey.
func withTraffic(scores []float64, g *neuron.Metagraph, traffic map[string]score.Tally) []float64 {
	for i := range g.Neurons {
		scores[i] = score.WithTraffic(scores[i], traffic[g.Neurons[i].Hotkey], trafficShare)
	}
	return scores
}

// sharpen raises scores to a power, so that a small lead is worth a larger share.
func sharpen(scores []float64, power float64) []float64 {
	out := make([]float64, len(scores))
	for i, s := range scores {
		out[i] = math.Pow(s, power)
	}
	return out
}

// row turns weights of any scale into the row that the subnet's rules admit. It returns weights.ErrNothing when none is
// above zero.
func row(values []float64, g *neuron.Metagraph) (weights.Row, error) {
	h := g.Clock.Hyperparams
	top := slices.Max(append([]float64{0}, values...))
	units := make([]uint64, len(values))
	for i, v := range values {
		if top > 0 && v > 0 {
			units[i] = uint64(v / top * (1 << 40))
		}
	}
	return weights.FromScores(units, weights.Limits{
		MinEntries: int(h.MinAllowedWeights), MaxShare: uint16(h.MaxWeightLimit), Neurons: len(g.Neurons), // #nosec G115 -- at most 65535
	})
}
