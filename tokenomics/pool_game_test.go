package tokenomics_test

import (
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/tianwang-net/tianwang/tokenomics"
)

// player holds shares in pools and remembers what it paid, was paid, and what rewards were its part.
type player struct {
	shares   []*big.Int
	paid     uint64   // into pools
	received uint64   // out of pools
	share    *big.Rat // of rewards, by its exact part of the pool when they came
}

// TestPools_NobodyGains plays 10⁵ sequences of deposits, withdrawals, moves between pools, transfers and rewards. Nobody
// may ever get out more than was put in and its exact part of the rewards came to, whatever the others do; the price of a
// share never falls; and every rao is in a pool or with a player.
func TestPools_NobodyGains(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(8, 8))
	sequences := 100_000
	if testing.Short() {
		sequences = 5_000
	}
	for n := range sequences {
		g := newGame(rng)
		for range 4 + rng.IntN(16) {
			g.step()
			if why := g.wrong(); why != "" {
				t.Fatalf("sequence %d: %s\npools %v", n, why, g.pools)
			}
		}
	}
}

type game struct {
	rng     *rand.Rand
	pools   []tokenomics.Pool
	players []*player
	in, out uint64
	before  []tokenomics.Pool // the pools before the last step
}

func newGame(rng *rand.Rand) *game {
	g := &game{rng: rng, pools: make([]tokenomics.Pool, 2)}
	for range 3 {
		p := &player{share: new(big.Rat)}
		for range g.pools {
			p.shares = append(p.shares, new(big.Int))
		}
		g.players = append(g.players, p)
	}
	for i := range g.pools {
		g.pools[i].Shares = new(big.Int)
	}
	return g
}

func (g *game) amount() uint64 { return g.rng.Uint64N(1 << (1 + g.rng.UintN(44))) }

func (g *game) step() {
	g.before = append([]tokenomics.Pool(nil), g.pools...)
	at, p := g.rng.IntN(len(g.pools)), g.players[g.rng.IntN(len(g.players))]
	switch g.rng.IntN(6) {
	case 0, 1:
		if amount := g.amount(); g.deposit(at, p, amount) {
			p.paid, g.in = p.paid+amount, g.in+amount
		}
	case 2:
		got := g.withdraw(at, p)
		p.received, g.out = p.received+got, g.out+got
	case 3: // a move: out of one pool and into the other, or not at all
		got := g.withdraw(at, p)
		if got > 0 && !g.deposit(1-at, p, got) {
			p.received, g.out = p.received+got, g.out+got
		}
	case 4: // a transfer of shares; who gets them counts them as paid for
		to := g.players[g.rng.IntN(len(g.players))]
		give := new(big.Int).Rsh(p.shares[at], g.rng.UintN(3))
		if to == p || give.Sign() == 0 {
			return
		}
		worth := g.exact(at, give)
		p.shares[at] = new(big.Int).Sub(p.shares[at], give)
		to.shares[at] = new(big.Int).Add(to.shares[at], give)
		p.share.Sub(p.share, worth)
		to.share.Add(to.share, worth)
	case 5:
		if g.pools[at].Shares.Sign() == 0 {
			return
		}
		reward := g.amount()
		g.in += reward
		for _, q := range g.players {
			part := new(big.Rat).SetFrac(q.shares[at], g.pools[at].Shares)
			q.share.Add(q.share, part.Mul(part, new(big.Rat).SetUint64(reward)))
		}
		g.pools[at].Stake += reward
	}
}

func (g *game) deposit(at int, p *player, amount uint64) bool {
	bought := g.pools[at].Issue(amount)
	if bought.Sign() == 0 {
		return false
	}
	p.shares[at] = new(big.Int).Add(p.shares[at], bought)
	g.pools[at].Shares = new(big.Int).Add(g.pools[at].Shares, bought)
	g.pools[at].Stake += amount
	return true
}

// withdraw takes a part or everything out, as x/stake does.
func (g *game) withdraw(at int, p *player) uint64 {
	worth := g.pools[at].Worth(p.shares[at])
	if worth == 0 {
		return 0
	}
	if g.rng.IntN(3) > 0 {
		worth = 1 + g.rng.Uint64N(worth)
	}
	amount, given := g.pools[at].Withdraw(p.shares[at], worth)
	p.shares[at] = new(big.Int).Sub(p.shares[at], given)
	g.pools[at].Shares = new(big.Int).Sub(g.pools[at].Shares, given)
	g.pools[at].Stake -= amount
	return amount
}

// exact is what shares are worth, unrounded.
func (g *game) exact(at int, shares *big.Int) *big.Rat {
	r := new(big.Rat).SetFrac(shares, g.pools[at].Shares)
	return r.Mul(r, new(big.Rat).SetUint64(g.pools[at].Stake))
}

// wrong says what a step has broken, "" if nothing.
func (g *game) wrong() string {
	sum := g.out
	for i, p := range g.pools {
		sum += p.Stake
		if p.Shares.Sign() < 0 || (p.Stake == 0) != (p.Shares.Sign() == 0) {
			return "a pool has shares without stake, or stake without shares"
		}
		if b := g.before[i]; b.Shares.Sign() > 0 && p.Shares.Sign() > 0 { // price: stake / shares
			was := new(big.Int).Mul(new(big.Int).SetUint64(b.Stake), p.Shares)
			is := new(big.Int).Mul(new(big.Int).SetUint64(p.Stake), b.Shares)
			if is.Cmp(was) < 0 {
				return "the price of a share fell"
			}
		}
	}
	if sum != g.in {
		return "rao appeared or vanished"
	}
	// What rounding leaves goes to those who stay: at most one rao a step, or one share where a share is worth more.
	left := new(big.Rat)
	for _, p := range g.players {
		has := new(big.Rat).SetUint64(p.received)
		for i := range g.pools {
			has.Add(has, new(big.Rat).SetUint64(g.pools[i].Worth(p.shares[i])))
		}
		due := new(big.Rat).Add(p.share, new(big.Rat).SetUint64(p.paid))
		left.Add(left, due.Sub(due, has))
	}
	if left.Sign() < 0 {
		return "the players have more than was paid in and rewarded"
	}
	return ""
}
