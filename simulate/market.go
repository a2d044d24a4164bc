package simulate

import (
	"math/rand/v2"

	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/yuma"
)

// neuron is who holds a uid.
type neuron struct {
	group   int // of validators, or of miners after all of these
	judge   bool
	quality float64
	random  *rand.Rand
	pool    tokenomics.Pool
	own     position
	others  position // of all nominators together
	pledges []promise
	earned  uint64 // rao for serving in this epoch
	gained  uint64 // rao for judging in this epoch
}

// market is the state of a running economy.
type market struct {
	Economy
	in       yuma.Input
	engine   yuma.Engine
	result   *yuma.Result
	neurons  []*neuron
	pruning  []uint64
	past     [][]float64 // quality of every uid, the latest epoch last
	world    *rand.Rand  // of everything that is nobody's choice
	supply   uint64
	era      uint32
	price    price
	emission uint64 // of this epoch, in rao
	came     []int  // newcomers of this epoch, by group
	gone     []int  // members of each group that lost their slot, so far
	burned   []uint64
	born     uint64 // neurons so far, for seeds of their own
}

// nominal is split among neurons where nothing is earned, to see who would get what.
const nominal = 1000 * tokenomics.RaoPerTAO

// open returns the state before the first epoch.
func (e Economy) open() *market {
	groups := len(e.Validators) + len(e.Miners)
	m := &market{
		Economy: e, world: rand.New(rand.NewPCG(e.Seed, 0)), supply: e.Money.Supply, // #nosec G404 -- a simulation
		price: price{value: e.Rules.Entry.Low}, came: make([]int, groups), gone: make([]int, groups), burned: make([]uint64, groups),
	}
	m.in.Params = e.Rules.Params
	for g, v := range e.Validators {
		for range v.Count {
			n := m.born1(g)
			n.judge = true
			n.own.deposit(&n.pool, v.Stake)
			n.others.deposit(&n.pool, v.Nominated)
			m.settle(m.slot(), n, 0)
		}
	}
	for g, w := range e.Miners {
		for range w.Count {
			n := m.born1(len(e.Validators) + g)
			n.quality = w.draw(m.world)
			m.settle(m.slot(), n, 0)
		}
	}
	return m
}

// born1 returns a neuron of a group. Its randomness depends on how many came before it alone.
func (m *market) born1(group int) *neuron {
	m.born++
	return &neuron{group: group, random: rand.New(rand.NewPCG(m.Seed, m.born))} // #nosec G404 -- a simulation
}

// play plays an epoch.
func (m *market) play(epoch uint64) error {
	m.in.Block = (epoch + 1) * uint64(m.Rules.Tempo)
	m.arrive(epoch)
	m.change()
	if err := m.judge(epoch); err != nil {
		return err
	}
	for i, n := range m.neurons {
		m.in.Stake[i] = n.pool.Stake
	}
	yuma.ColdStart(m.in.Stake)
	for i := range m.in.Bonds {
		m.in.Bonds[i] = m.in.Bonds[i].Held(m.in.RegisteredAt, m.in.LastEpoch)
	}
	var err error
	if m.result, err = m.engine.Run(&m.in); err != nil {
		return err
	}
	m.in.Permits, m.in.Bonds, m.in.LastEpoch = m.result.Permits, m.result.Bonds, m.in.Block
	m.pruning = m.result.Prune(m.pruning, m.Rules.PruningAverage)
	m.mine()
	m.pay()
	m.move()
	return nil
}

// change draws the quality of some miners anew, and notes what it was.
func (m *market) change() {
	now := make([]float64, len(m.neurons))
	for i, n := range m.neurons {
		if w := m.work(n); w != nil && m.world.Float64() < w.Churn {
			n.quality = w.draw(m.world)
		}
		now[i] = n.quality
	}
	m.past = append(m.past, now)
}

// work returns the group of a miner, nil of a validator.
func (m *market) work(n *neuron) *Miners {
	if n.judge {
		return nil
	}
	return &m.Miners[n.group-len(m.Validators)]
}

// group returns the name of a neuron's group.
func (m *market) group(n *neuron) string {
	if w := m.work(n); w != nil {
		return w.Name
	}
	return m.Validators[n.group].Name
}

// draw returns a quality.
func (w Miners) draw(random *rand.Rand) float64 { return w.Low + (w.High-w.Low)*random.Float64() }
