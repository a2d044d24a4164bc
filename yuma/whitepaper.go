package yuma

import "github.com/tianwang-net/tianwang/fixed"

// trustMajority ranks miner j as the whitepaper does: trust is the stake that gives a miner any weight, however small,
// and passes through a sigmoid that is steep at the majority.
//
//	R_j = Σ_i A_i·W_ij ,  T_j = Σ_{i: W_ij > 0} A_i ,  C_j = 1 / (1 + exp(−ρ·(T_j − κ))) ,  I_j = R_j·C_j / Σ
func (e *Engine) trustMajority(in *Input, j int, col []cell, w []uint64) {
	kappa, rho := fixed.FromProportion(in.Kappa), fixed.FromInt(int64(in.Rho))
	var rank, trust uint64
	for k, c := range col {
		a := e.validators[c.row()].active
		rank += fixed.MulUnit(a, w[k])
		if w[k] > 0 {
			trust += a
		}
	}
	consensus := sigmoid(rho.Mul(fixed.I32F32(trust).Sub(kappa)))
	for k, c := range col {
		e.validators[c.row()].trust += fixed.MulUnit(consensus, w[k])
	}
	e.rank[j], e.trust[j], e.consensus[j] = rank, trust, consensus
	e.incentive[j] = fixed.MulUnit(consensus, rank)
}

// sigmoid returns 1/(1 + exp(−x)).
func sigmoid(x fixed.I32F32) uint64 {
	return uint64(fixed.One.Div(fixed.One.Add(fixed.Exp(x.Neg()))))
}

// bondForever updates column j as the whitepaper does: stake buys bonds of the miners it ranks, and no bond ever decays.
//
//	N_ij = B_ij + A_i·W_ij ,  dividends_i += I_j·N_ij / Σ
//
// Stored bonds are proportions, so the sum cannot grow for ever: when the largest bond of a column passes 1, all of the
// column are divided by it, which leaves the shares as they are. Additions below 1/65535 are lost.
func (e *Engine) bondForever(j int, col []cell, w []uint64) {
	sum := e.y[:len(col)]
	var total, top uint64
	for k, c := range col {
		sum[k] = bondValue(c.bond()) + fixed.MulUnit(e.validators[c.row()].active, w[k])
		total += sum[k]
		top = max(top, sum[k])
	}
	divideInto(w, sum, total)
	e.ledger.column(col, w)
	if top > one {
		divideInto(sum, sum, top)
	}
	e.out.column(j, col, sum, sum)
}
