package yuma_test

import (
	"math/big"

	"github.com/tianwang-net/tianwang/yuma"
)

func dot(xs, ys []*big.Rat) *big.Rat {
	return sumOf(made(len(xs), func(i int) *big.Rat { return times(xs[i], ys[i]) }))
}

func highest(xs []*big.Rat) *big.Rat {
	top := new(big.Rat)
	for _, x := range xs {
		if x.Cmp(top) > 0 {
			top = x
		}
	}
	return top
}

// median sets consensus and what follows from it, up to the weights that bonds follow.
func (t *twin) median() {
	t.C = made(t.n, t.consensus)
	t.cut = matrix(t.n, func(i, j int) *big.Rat { return least(t.W[i][j], t.C[j]) })
	t.R = made(t.n, func(j int) *big.Rat { return dot(t.A, column(t.cut, j)) })
	t.T = made(t.n, func(j int) *big.Rat { return over(t.R[j], dot(t.A, column(t.W, j))) })
	t.I, t.ranked = normal(t.R), sumOf(t.R)
	t.VT = made(t.n, func(i int) *big.Rat { return sumOf(t.cut[i]) })
	penalty := whole(1)
	if t.later(yuma.Yuma2) {
		penalty = ratio(uint64(t.in.BondsPenalty), 65535)
	}
	t.pull = matrix(t.n, func(i, j int) *big.Rat {
		return plus(t.W[i][j], times(penalty, minus(t.cut[i][j], t.W[i][j])))
	})
}

// consensus is the largest weight for j which validators that give at least that much support with kappa of the stake.
func (t *twin) consensus(j int) *big.Rat {
	kappa, best := ratio(uint64(t.in.Kappa), 65535), new(big.Rat)
	for i := range t.n {
		w, support := t.W[i][j], new(big.Rat)
		for k := range t.n {
			if t.W[k][j].Cmp(w) >= 0 {
				support.Add(support, t.A[k])
			}
		}
		t.unclear = t.unclear || near(support, kappa)
		if support.Sign() > 0 && support.Cmp(kappa) >= 0 && w.Cmp(best) > 0 {
			best = w
		}
	}
	return best
}

// alpha is the part of a bond that is new.
func (t *twin) alpha() *big.Rat { return minus(whole(1), ratio(t.in.BondsMovingAverage, 1_000_000)) }

// blended is α·fresh + (1−α)·old.
func blended(alpha, fresh, old *big.Rat) *big.Rat {
	return plus(times(alpha, fresh), times(minus(whole(1), alpha), old))
}

func (t *twin) bondByStake() {
	delta := columns(matrix(t.n, func(i, j int) *big.Rat { return times(t.A[i], t.pull[i][j]) }))
	old := columns(t.B)
	t.N = matrix(t.n, func(i, j int) *big.Rat { return blended(t.alpha(), delta[i][j], old[i][j]) })
	t.dividends(t.N)
	t.store = matrix(t.n, func(i, j int) *big.Rat { return over(t.N[i][j], highest(column(t.N, j))) })
}

func (t *twin) bondByMerit() {
	liquid := t.in.LiquidAlpha && highest(t.C).Sign() > 0
	t.N = matrix(t.n, func(i, j int) *big.Rat {
		if !liquid {
			return blended(t.alpha(), t.pull[i][j], t.B[i][j])
		}
		if t.in.Version == yuma.Yuma3 && t.pull[i][j].Sign() == 0 && !t.lives(i, j) {
			return new(big.Rat)
		}
		return blended(t.speed(i, j), t.pull[i][j], t.B[i][j])
	})
	t.store = t.N
	if t.later(yuma.Yuma3N) {
		t.dividends(matrix(t.n, func(i, j int) *big.Rat { return times(t.A[i], t.N[i][j]) }))
		return
	}
	t.dividends(t.N)
	t.D = normal(made(t.n, func(i int) *big.Rat { return times(t.A[i], t.D[i]) }))
}

// lives says whether the reference decays a bond whose weight is 0: only one with an explicit weight of 0.
func (t *twin) lives(i, j int) bool {
	interpolated := t.in.BondsPenalty != 0 && t.in.BondsPenalty != 65535
	return t.has[i][j] && t.W[i][j].Sign() == 0 && !interpolated
}

// speed is α of a bond with liquid alpha.
func (t *twin) speed(i, j int) *big.Rat {
	w, b := t.pull[i][j], t.B[i][j]
	delta := minus(w, t.C[j])
	if t.unclear = t.unclear || near(w, b) && w.Cmp(b) != 0 && !near(w, t.C[j]); w.Cmp(b) < 0 {
		delta = minus(b, w)
	}
	delta = least(whole(1), highest([]*big.Rat{delta}))
	low, high := ratio(uint64(t.in.AlphaLow), 65535), ratio(uint64(t.in.AlphaHigh), 65535)
	steep := new(big.Rat).SetFrac64(int64(t.in.AlphaSigmoidSteepness), 100)
	return plus(low, times(minus(high, low), logistic(times(steep, minus(delta, ratio(1, 2))))))
}

// dividends gives each miner's incentive to those who hold bonds in it.
func (t *twin) dividends(bonds [][]*big.Rat) {
	shares := columns(bonds)
	t.D = made(t.n, func(i int) *big.Rat { return dot(t.I, shares[i]) })
	if t.in.Version != yuma.Yuma3 {
		t.D = normal(t.D)
	}
}

func (t *twin) emission() {
	sum := plus(sumOf(t.I), sumOf(t.D))
	t.server = made(t.n, func(i int) *big.Rat { return over(t.I[i], sum) })
	t.valid = made(t.n, func(i int) *big.Rat { return over(t.D[i], sum) })
	if sum.Sign() == 0 {
		t.valid = t.A
		if sumOf(t.A).Sign() == 0 {
			t.valid = t.S
		}
	}
}
