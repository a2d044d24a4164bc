package yuma_test

import (
	"math/big"

	"github.com/tianwang-net/tianwang/yuma"
)

// twin computes an epoch in exact rationals, from the formulas of doc.go, with full matrices and no thought of speed. It
// has the letters of doc.go. Only exponentials are rounded, to 2⁻¹²⁰.
type twin struct {
	in *yuma.Input
	n  int

	S, A          []*big.Rat
	W, cut, pull  [][]*big.Rat // W, W' and W̃
	has           [][]bool     // the row has a weight, which may be 0
	C, R, T, I, D []*big.Rat
	VT            []*big.Rat
	B, N, store   [][]*big.Rat // bonds before, after, and as they are stored
	server, valid []*big.Rat   // parts of the emission
	ranked        *big.Rat     // what incentives are divided by

	// unclear says that rounding may change the result: a comparison is decided by less than 2⁻²⁰, or a sum that others are
	// divided by is tiny.
	unclear bool
}

func ratio(a, b uint64) *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(a), new(big.Int).SetUint64(b))
}

func whole(x uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(x)) }

func plus(a, b *big.Rat) *big.Rat  { return new(big.Rat).Add(a, b) }
func minus(a, b *big.Rat) *big.Rat { return new(big.Rat).Sub(a, b) }
func times(a, b *big.Rat) *big.Rat { return new(big.Rat).Mul(a, b) }

// over is a/b, 0 when b is.
func over(a, b *big.Rat) *big.Rat {
	if b.Sign() == 0 {
		return new(big.Rat)
	}
	return new(big.Rat).Quo(a, b)
}

func least(a, b *big.Rat) *big.Rat {
	if a.Cmp(b) < 0 {
		return a
	}
	return b
}

func sumOf(xs []*big.Rat) *big.Rat {
	s := new(big.Rat)
	for _, x := range xs {
		s.Add(s, x)
	}
	return s
}

func normal(xs []*big.Rat) []*big.Rat {
	s := sumOf(xs)
	return made(len(xs), func(i int) *big.Rat { return over(xs[i], s) })
}

func made(n int, f func(i int) *big.Rat) []*big.Rat {
	xs := make([]*big.Rat, n)
	for i := range xs {
		xs[i] = f(i)
	}
	return xs
}

func matrix(n int, f func(i, j int) *big.Rat) [][]*big.Rat {
	m := make([][]*big.Rat, n)
	for i := range m {
		m[i] = made(n, func(j int) *big.Rat { return f(i, j) })
	}
	return m
}

// columns divides every column by its sum.
func columns(m [][]*big.Rat) [][]*big.Rat {
	sums := made(len(m), func(j int) *big.Rat { return sumOf(column(m, j)) })
	return matrix(len(m), func(i, j int) *big.Rat { return over(m[i][j], sums[j]) })
}

func column(m [][]*big.Rat, j int) []*big.Rat {
	return made(len(m), func(i int) *big.Rat { return m[i][j] })
}

// near says whether two numbers are so close that rounding may turn them round.
func near(a, b *big.Rat) bool {
	d := minus(a, b)
	return d.Abs(d).Cmp(ratio(1, 1<<20)) < 0
}

// exp is e^x: the series of x/2¹⁰, squared ten times, with 160 bits.
func exp(x *big.Rat) *big.Rat {
	cutBits := func(x *big.Rat) *big.Rat {
		scaled := new(big.Int).Lsh(x.Num(), 160)
		return new(big.Rat).SetFrac(scaled.Quo(scaled, x.Denom()), new(big.Int).Lsh(big.NewInt(1), 160))
	}
	x = cutBits(times(x, ratio(1, 1<<10)))
	sum, term := whole(1), whole(1)
	for k := uint64(1); k < 40; k++ {
		term = cutBits(times(term, times(x, ratio(1, k))))
		sum = plus(sum, term)
	}
	for range 10 {
		sum = cutBits(times(sum, sum))
	}
	return sum
}

// logistic is 1/(1 + e^−x).
func logistic(x *big.Rat) *big.Rat { return over(whole(1), plus(whole(1), exp(new(big.Rat).Neg(x)))) }

// twinOf computes an epoch.
func twinOf(in *yuma.Input) *twin {
	t := &twin{in: in, n: len(in.Stake)}
	t.stake()
	t.weights()
	t.B = matrix(t.n, func(int, int) *big.Rat { return new(big.Rat) })
	for i, row := range in.Bonds {
		for _, e := range row.Entries() {
			if !t.voidBond(i, int(e.UID)) {
				t.B[i][e.UID] = ratio(uint64(e.Value), 65535)
			}
		}
	}
	switch in.Version {
	case yuma.Whitepaper:
		t.whitepaper()
	case yuma.Yuma1, yuma.Yuma2:
		t.median()
		t.bondByStake()
	default:
		t.median()
		t.bondByMerit()
	}
	t.emission()
	t.unclear = t.unclear || tiny(t.ranked)
	return t
}

func (t *twin) later(v yuma.Version) bool { return t.in.Version >= v }
func (t *twin) owner(i int) bool {
	return t.later(yuma.Yuma2) && t.in.Owner != nil && int(*t.in.Owner) == i
}
func (t *twin) permit(i int) bool { return t.in.Permits[i] || t.owner(i) }

func (t *twin) stake() {
	in := t.in
	t.S = made(t.n, func(i int) *big.Rat {
		s := whole(in.Stake[i])
		if t.later(yuma.Yuma2) {
			s = plus(s, times(whole(in.RootStake[i]), ratio(in.RootWeight, 1<<64-1)))
			if s.Cmp(whole(in.StakeThreshold)) < 0 && !t.owner(i) {
				return new(big.Rat)
			}
		}
		return s
	})
	t.S = normal(t.S)
	t.A = normal(made(t.n, func(i int) *big.Rat {
		if in.LastUpdate[i]+in.ActivityCutoff < in.Block || !t.permit(i) {
			return new(big.Rat)
		}
		return t.S[i]
	}))
}

func (t *twin) weights() {
	t.W = matrix(t.n, func(int, int) *big.Rat { return new(big.Rat) })
	t.has = make([][]bool, t.n)
	for i, row := range t.in.Weights {
		t.has[i] = make([]bool, t.n)
		for _, e := range row.Entries() {
			j := int(e.UID)
			outdated := t.in.LastUpdate[i] <= t.in.RegisteredAt[j]
			if t.permit(i) && !outdated && (i != j || t.owner(i)) {
				t.W[i][j], t.has[i][j] = whole(uint64(e.Value)), true
			}
		}
		t.W[i] = normal(t.W[i])
	}
}

func (t *twin) voidBond(i, j int) bool {
	switch {
	case !t.later(yuma.Yuma2):
		return t.in.LastUpdate[i] <= t.in.RegisteredAt[j]
	case t.in.LastEpoch > 0:
		return t.in.LastEpoch+1 <= t.in.RegisteredAt[j]
	}
	return t.in.Block-uint64(t.in.Tempo) <= t.in.RegisteredAt[j]
}

func (t *twin) whitepaper() {
	one, kappa, rho := whole(1), ratio(uint64(t.in.Kappa), 65535), whole(uint64(t.in.Rho))
	t.R = made(t.n, func(j int) *big.Rat { return dot(t.A, column(t.W, j)) })
	t.T = made(t.n, func(j int) *big.Rat {
		trust := new(big.Rat)
		for i := range t.n {
			if t.W[i][j].Sign() > 0 {
				trust = plus(trust, t.A[i])
			}
		}
		return trust
	})
	t.C = made(t.n, func(j int) *big.Rat { return logistic(times(rho, minus(t.T[j], kappa))) })
	earned := made(t.n, func(j int) *big.Rat { return times(t.R[j], t.C[j]) })
	t.I, t.ranked = normal(earned), sumOf(earned)
	t.VT = made(t.n, func(i int) *big.Rat { return dot(t.C, t.W[i]) })
	t.N = matrix(t.n, func(i, j int) *big.Rat { return plus(t.B[i][j], times(t.A[i], t.W[i][j])) })
	t.dividends(t.N)
	t.store = matrix(t.n, func(i, j int) *big.Rat {
		top := highest(column(t.N, j))
		if top.Cmp(one) < 0 {
			top = one
		}
		return over(t.N[i][j], top)
	})
}
