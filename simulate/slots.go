package simulate

import (
	"math"

	"github.com/tianwang-net/tianwang/yuma"
)

// price is what a slot cost when somebody last paid for one.
type price struct {
	value, at uint64
}

// arrive lets newcomers register in the middle of the epoch, one after the other, while the price suits them. They come
// after the warmup: before, nobody has been judged, and those who are there would have to go by their age.
func (m *market) arrive(epoch uint64) {
	height := m.in.Block - uint64(m.Rules.Tempo)/2
	for g := range m.came {
		m.came[g] = 0
	}
	if epoch < uint64(m.Warmup) { // #nosec G115 -- not negative
		return
	}
	given := 0
	for g, w := range m.Miners {
		for range poisson(w.Arrive, m.world.Float64) {
			quality := w.draw(m.world)
			now := m.Rules.Entry.At(m.price.value, height-m.price.at)
			if given == m.Rules.Entries || now > w.MaxPrice {
				continue
			}
			given++
			m.price = price{m.Rules.Entry.Next(now), height}
			group := len(m.Validators) + g
			m.came[group]++
			m.burned[group] += now
			m.supply -= min(now, m.supply)
			n := m.born1(group)
			n.quality = quality
			m.settle(m.slot(), n, height)
		}
	}
}

// slot returns a free uid, or that of the neuron that has to go.
func (m *market) slot() int {
	if len(m.neurons) < m.Rules.Slots {
		return len(m.neurons)
	}
	return yuma.Lowest(m.in.RegisteredAt, m.pruning, m.Rules.Immunity, m.in.Block)
}

// settle gives a uid to a neuron; nothing of its predecessor is left there.
func (m *market) settle(uid int, n *neuron, height uint64) {
	if uid == len(m.neurons) {
		m.neurons = append(m.neurons, nil)
		m.in.Stake, m.in.Permits = append(m.in.Stake, 0), append(m.in.Permits, false)
		m.in.LastUpdate, m.in.WeightsAt = append(m.in.LastUpdate, 0), append(m.in.WeightsAt, 0)
		m.in.RegisteredAt = append(m.in.RegisteredAt, 0)
		m.in.Weights, m.in.Bonds = append(m.in.Weights, nil), append(m.in.Bonds, nil)
		m.pruning = append(m.pruning, 0)
	} else {
		m.gone[m.neurons[uid].group]++
	}
	m.neurons[uid] = n
	m.in.Permits[uid], m.in.Weights[uid], m.in.Bonds[uid], m.pruning[uid] = false, nil, nil, 0
	m.in.LastUpdate[uid], m.in.WeightsAt[uid], m.in.RegisteredAt[uid] = height, height, height
}

// poisson returns how many of many rare things happen when mean of them are expected (Knuth's multiplication of uniform
// numbers).
func poisson(mean float64, uniform func() float64) (n int) {
	if mean <= 0 {
		return 0
	}
	for p, limit := uniform(), math.Exp(-mean); p > limit; p *= uniform() {
		n++
	}
	return n
}
