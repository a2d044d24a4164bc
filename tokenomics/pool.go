package tokenomics

import "math/big"

// sharesPerRao is how many shares the first rao of a pool buys. It is large, so that rewards can raise the worth of a
// share by nine orders of magnitude before rounding costs a nominator a single rao.
var sharesPerRao = big.NewInt(1_000_000_000)

// Pool is the stake on one hotkey, held in shares: a reward raises the stake and leaves the shares, so that paying any
// number of nominators is one addition. The zero value is an empty pool. Shares are never negative.
type Pool struct {
	Stake  uint64   // rao
	Shares *big.Int // sum of all positions; nil is 0
}

// Issue returns the shares that amount buys: floor(amount · Shares / Stake), or the initial rate in an empty pool.
// It is 0 when the amount is too small to buy one share; the caller then refuses the deposit.
func (p Pool) Issue(amount uint64) *big.Int {
	n := new(big.Int).SetUint64(amount)
	if p.empty() {
		return n.Mul(n, sharesPerRao)
	}
	return n.Mul(n, p.Shares).Quo(n, new(big.Int).SetUint64(p.Stake))
}

// Worth returns what shares pay now: floor(shares · Stake / Shares).
func (p Pool) Worth(shares *big.Int) uint64 {
	if p.Shares == nil || p.Shares.Sign() == 0 {
		return 0
	}
	n := new(big.Int).SetUint64(p.Stake)
	n.Mul(n, shares).Quo(n, p.Shares)
	if !n.IsUint64() {
		return p.Stake
	}
	return min(n.Uint64(), p.Stake)
}

// Redeem returns the fewest shares that are worth at least amount: ceil(amount · Shares / Stake). Giving them back for
// amount never takes from the others.
func (p Pool) Redeem(amount uint64) *big.Int {
	if p.Stake == 0 || p.Shares == nil {
		return new(big.Int)
	}
	stake := new(big.Int).SetUint64(p.Stake)
	n := new(big.Int).SetUint64(amount)
	n.Mul(n, p.Shares).Add(n, stake).Sub(n, big.NewInt(1))
	return n.Quo(n, stake)
}

// Withdraw returns what a position of shares is paid when it asks for amount, and the shares that it gives. It pays all
// that the position is worth, though more than was asked for, when the amount would cost all of its shares: with the last
// share of a pool the last rao goes, or else whoever came next would get it. The amount is at most what the shares are worth.
func (p Pool) Withdraw(shares *big.Int, amount uint64) (paid uint64, given *big.Int) {
	worth := p.Worth(shares)
	if given = p.Redeem(amount); amount >= worth || given.Cmp(shares) >= 0 {
		return worth, new(big.Int).Set(shares)
	}
	return amount, given
}

// empty says that no share is worth anything, so that the next deposit starts the pool afresh.
func (p Pool) empty() bool {
	return p.Stake == 0 || p.Shares == nil || p.Shares.Sign() == 0
}
