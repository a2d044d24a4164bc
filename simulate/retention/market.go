package retention

import (
	"math/rand/v2"
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/yuma"
)

// Size is the size of a market.
type Size struct {
	Neurons    int // of both groups
	Validators int // of these, the first by uid
}

// Full is the size of the published measurements; Small is one whose long runs take seconds.
var (
	Full  = Size{Neurons: 512, Validators: 64}
	Small = Size{Neurons: 128, Validators: 16}
)

// supply is the stake of all validators in rao before anything is earned.
const supply = 1_000_000 * 1_000_000_000

// stakeDeviation is the deviation of a validator's stake, in means.
const stakeDeviation = 0.3

// group is one side of the game.
type group int

const (
	honest group = iota
	cabal
)

// other returns the other side.
func (g group) other() group { return 1 - g }

// Market is one draw of two groups: who has which stake, and how each validator sees each miner. Validators and miners
// are divided between the groups in proportion to stake.
type Market struct {
	Size
	Honest float64 // S_H, the stake of the honest group, of all
	Sigma  float64 // deviation with which validators see miners, in means

	stake []uint64 // rao, by validator
	// noise, by validator, has the parts of its weight for a group that the group's miners get. They sum to 1 for each
	// group.
	noise [][]float64
}

// Draw returns the market of a seed. Stakes are drawn from N(1, 0.3²), weights from N(1, σ²), both cut at 0, and made
// to sum up to what each group has.
func Draw(size Size, honestStake, sigma float64, seed uint64) *Market {
	m := &Market{Size: size, Honest: honestStake, Sigma: sigma, stake: make([]uint64, size.Neurons)}
	r := rand.New(rand.NewPCG(seed, 0))
	for _, g := range []group{honest, cabal} {
		from, to := m.validators(g)
		shares := make([]uint64, to-from)
		for i := range shares {
			shares[i] = uint64(max(1+stakeDeviation*r.NormFloat64(), 0) * (1 << 32))
		}
		copy(m.stake[from:to], fixed.Apportion(m.stakeOf(g), shares))
	}
	for range size.Validators {
		row := make([]float64, size.Neurons)
		for _, g := range []group{honest, cabal} {
			from, to := m.miners(g)
			fill(row[from:to], r, sigma)
		}
		m.noise = append(m.noise, row)
	}
	return m
}

// fill draws numbers from N(1, σ²), cut at 0, and divides them by their sum.
func fill(xs []float64, r *rand.Rand, sigma float64) {
	var sum float64
	for j := range xs {
		xs[j] = max(1+sigma*r.NormFloat64(), 0)
		sum += xs[j]
	}
	for j := range xs {
		xs[j] /= sum
	}
}

// stakeOf returns the stake of a group at the start.
func (m *Market) stakeOf(g group) uint64 {
	h := uint64(m.Honest*supply + 0.5)
	if g == cabal {
		return supply - h
	}
	return h
}

// validators returns the uids of a group's validators: from the first to the one before to.
func (m *Market) validators(g group) (from, to int) {
	part := int(m.Honest * float64(m.Validators))
	if g == honest {
		return 0, part
	}
	return part, m.Validators
}

// miners returns the uids of a group's miners.
func (m *Market) miners(g group) (from, to int) {
	part := m.Validators + int(m.Honest*float64(m.Neurons-m.Validators))
	if g == honest {
		return m.Validators, part
	}
	return part, m.Neurons
}

// rows returns the weights of a group's validators when own of them go to the group's miners. In each row the largest
// weight is 65535.
func (m *Market) rows(g group, own float64) []yuma.Row {
	first, last := m.validators(g)
	rows := make([]yuma.Row, 0, last-first)
	parts := map[group]float64{g: own, g.other(): 1 - own}
	entries := make([]yuma.Entry, 0, m.Neurons)
	for _, noise := range m.noise[first:last] {
		top := 0.0
		for _, side := range []group{honest, cabal} {
			from, to := m.miners(side)
			top = max(top, slices.Max(noise[from:to])*parts[side])
		}
		entries = entries[:0]
		for _, side := range []group{honest, cabal} {
			from, to := m.miners(side)
			for j := from; j < to; j++ {
				if w := uint16(noise[j]*parts[side]/top*65535 + 0.5); w > 0 {
					entries = append(entries, yuma.Entry{UID: uint16(j), Value: w})
				}
			}
		}
		rows = append(rows, yuma.Pack(entries...))
	}
	return rows
}
