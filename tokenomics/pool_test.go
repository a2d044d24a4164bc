package tokenomics

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// book is a pool with its positions, as the chain keeps them.
type book struct {
	pool      Pool
	positions []*big.Int
}

func newBook(n int) *book {
	b := &book{pool: Pool{Shares: new(big.Int)}}
	for range n {
		b.positions = append(b.positions, new(big.Int))
	}
	return b
}

func (b *book) deposit(i int, amount uint64) bool {
	s := b.pool.Issue(amount)
	if s.Sign() == 0 {
		return false
	}
	b.positions[i].Add(b.positions[i], s)
	b.pool.Shares.Add(b.pool.Shares, s)
	b.pool.Stake += amount
	return true
}

func (b *book) withdraw(i int, amount uint64) {
	s := b.pool.Redeem(amount)
	b.positions[i].Sub(b.positions[i], s)
	b.pool.Shares.Sub(b.pool.Shares, s)
	b.pool.Stake -= amount
}

func (b *book) check(t *testing.T) {
	t.Helper()
	sum, worth := new(big.Int), uint64(0)
	for _, p := range b.positions {
		if p.Sign() < 0 {
			t.Fatal("a position is negative")
		}
		sum.Add(sum, p)
		worth += b.pool.Worth(p)
	}
	if sum.Cmp(b.pool.Shares) != 0 {
		t.Fatalf("positions hold %s shares, the pool says %s", sum, b.pool.Shares)
	}
	if worth > b.pool.Stake {
		t.Fatalf("positions are worth %d, the pool holds %d", worth, b.pool.Stake)
	}
	if (b.pool.Stake == 0) != (b.pool.Shares.Sign() == 0) {
		t.Fatalf("stake %d with %s shares", b.pool.Stake, b.pool.Shares)
	}
}

func TestPool_DepositAndLeave(t *testing.T) {
	t.Parallel()
	b := newBook(2)
	b.deposit(0, 1000)
	b.deposit(1, 3000)
	b.pool.Stake += 401 // a reward
	if got := b.pool.Worth(b.positions[0]); got != 1100 {
		t.Errorf("a quarter of 4401 is worth %d, want 1100", got)
	}
	if got := b.pool.Worth(b.positions[1]); got != 3300 {
		t.Errorf("three quarters of 4401 are worth %d, want 3300", got)
	}
	b.withdraw(0, 1100)
	if got := b.pool.Worth(b.positions[1]); got != 3300 {
		t.Errorf("after the other left, worth %d, want 3300", got)
	}
	b.check(t)
}

// TestPool_NobodyGains plays random deposits, withdrawals and rewards. An adversary who deposits and leaves at once,
// as often as it likes, never has more than before, and the pool always covers its positions.
func TestPool_NobodyGains(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	for range 200 {
		b := newBook(4)
		for range 200 {
			i := rng.IntN(len(b.positions))
			amount := 1 + rng.Uint64N(1<<(1+rng.UintN(50)))
			switch rng.IntN(4) {
			case 0:
				b.deposit(i, amount)
			case 1:
				if w := b.pool.Worth(b.positions[i]); w > 0 {
					b.withdraw(i, 1+rng.Uint64N(w))
				}
			case 2:
				if b.pool.Stake > 0 {
					b.pool.Stake += amount
				}
			case 3:
				before := b.pool.Worth(b.positions[i])
				if b.deposit(i, amount) {
					if after := b.pool.Worth(b.positions[i]); after > before+amount {
						t.Fatalf("depositing %d raised a position from %d to %d", amount, before, after)
					}
				}
			}
			b.check(t)
		}
	}
}

func TestEpochReward_Split(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reward      EpochReward
		take        uint32
		owner, pool uint64
	}{
		{EpochReward{Server: 10, Validator: 65535}, 0, 10, 65535},
		{EpochReward{Server: 10, Validator: 65535}, 11796, 10 + 11796, 65535 - 11796},
		{EpochReward{Validator: 7}, 65535, 7, 0},
		{EpochReward{Validator: 7}, 99999, 7, 0},
		{EpochReward{Validator: 1}, 11796, 0, 1},
	} {
		owner, pool := c.reward.Split(c.take)
		if owner != c.owner || pool != c.pool {
			t.Errorf("%+v at take %d: %d and %d, want %d and %d", c.reward, c.take, owner, pool, c.owner, c.pool)
		}
	}
}
