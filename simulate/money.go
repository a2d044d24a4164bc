package simulate

import (
	"math/big"

	"github.com/tianwang-net/tianwang/fixed"
	"github.com/tianwang-net/tianwang/tokenomics"
)

// position is the shares that somebody has of a pool.
type position struct{ shares *big.Int }

func (p *position) deposit(pool *tokenomics.Pool, amount uint64) {
	if amount == 0 {
		return
	}
	bought := pool.Issue(amount)
	if p.shares == nil {
		p.shares = new(big.Int)
	}
	if pool.Shares == nil {
		pool.Shares = new(big.Int)
	}
	p.shares = new(big.Int).Add(p.shares, bought)
	pool.Shares = new(big.Int).Add(pool.Shares, bought)
	pool.Stake += amount
}

// withdraw takes about the amount out of a pool and returns what it was.
func (p *position) withdraw(pool *tokenomics.Pool, amount uint64) uint64 {
	amount = min(amount, p.worth(*pool))
	if amount == 0 {
		return 0
	}
	paid, given := pool.Withdraw(p.shares, amount)
	p.shares = new(big.Int).Sub(p.shares, given)
	pool.Shares = new(big.Int).Sub(pool.Shares, given)
	pool.Stake -= paid
	return paid
}

// worth is what the position would be paid.
func (p *position) worth(pool tokenomics.Pool) uint64 {
	if p.shares == nil || p.shares.Sign() == 0 {
		return 0
	}
	return pool.Worth(p.shares)
}

// mine sums what the blocks of the epoch bring to this subnet.
func (m *market) mine() {
	m.emission = nominal
	if m.Money.Part == 0 {
		return
	}
	m.emission = 0
	for range m.Rules.Tempo {
		var reward uint64
		m.era, reward = tokenomics.Reward(m.supply, m.era)
		m.supply += reward
		m.emission += tokenomics.Part(reward, m.Money.Part, tokenomics.Million)
	}
}

// pay gives everybody what the epoch pays, by the split of the chain, to the last rao.
func (m *market) pay() {
	server, validator := m.result.Payout(m.emission)
	for i, n := range m.neurons {
		n.earned, n.gained = server[i], validator[i]
	}
	if m.Money.Part == 0 {
		return
	}
	for i, n := range m.neurons {
		if !n.judge {
			m.spend(n, server[i]+validator[i])
			continue
		}
		owner, pool := tokenomics.EpochReward{Server: server[i], Validator: validator[i]}.Split(uint32(m.Validators[n.group].Take))
		if n.pool.Stake == 0 { // nobody has shares yet: it is the owner's
			owner, pool = owner+pool, 0
		}
		n.pool.Stake += pool
		n.own.deposit(&n.pool, owner)
	}
}

// spend is what a miner does with its reward: it sells, or stakes on its validators, on each the same.
func (m *market) spend(n *neuron, amount uint64) {
	w := m.work(n)
	if w.StakesOn == "" || amount == 0 {
		return
	}
	group := m.judges(w.StakesOn)
	var friends []*neuron
	for _, v := range m.neurons {
		if v.judge && v.group == group {
			friends = append(friends, v)
		}
	}
	equal := make([]uint64, len(friends))
	for i := range equal {
		equal[i] = 1
	}
	for i, part := range fixed.Apportion(amount, equal) {
		friends[i].own.deposit(&friends[i].pool, part)
	}
}

// move lets nominators go to the validator that pays them best for a rao.
func (m *market) move() {
	if m.Money.Mobility == 0 || m.Money.Part == 0 {
		return
	}
	best, top := (*neuron)(nil), 0.0
	for _, n := range m.neurons {
		if n.judge && n.pool.Stake > 0 {
			_, pool := tokenomics.EpochReward{Validator: n.gained}.Split(uint32(m.Validators[n.group].Take))
			if y := float64(pool) / float64(n.pool.Stake); best == nil || y > top {
				best, top = n, y
			}
		}
	}
	for _, n := range m.neurons {
		if n.judge && n != best {
			want := uint64(m.Money.Mobility * float64(n.others.worth(n.pool)))
			best.others.deposit(&best.pool, n.others.withdraw(&n.pool, want))
		}
	}
}
