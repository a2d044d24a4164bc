package yuma

import "github.com/tianwang-net/tianwang/fixed"

// trustMajority ranks a miner as the whitepaper does: trust is the stake that gives a miner any weight, however small,
// and passes through a sigmoid that is steep at the majority.
//
//	R_j = Σ_i A_i·W_ij ,  T_j = Σ_{i: W_ij > 0} A_i ,  C_j = 1 / (1 + exp(−ρ·(T_j − κ))) ,  I_j = R_j·C_j / Σ
func (e *Engine) trustMajority(in *Input, c *column) {
	kappa, rho := fixed.FromProportion(in.Kappa), fixed.FromInt(int64(in.Rho))
	var rank, trust uint64
	for k, cell := range c.cells {
		a := e.rows[cell.row()].active
		rank += fixed.MulUnit(a, c.weight[k])
		if c.weight[k] > 0 {
			trust += a
		}
	}
	consensus := sigmoid(rho.Mul(fixed.I32F32(trust).Sub(kappa)))
	for k, cell := range c.cells {
		e.trusts[cell.row()] += fixed.MulUnit(consensus, c.weight[k])
	}
	e.rank[c.miner], e.trust[c.miner], e.consensus[c.miner] = rank, trust, consensus
	e.incentive[c.miner] = fixed.MulUnit(consensus, rank)
}

// sigmoid returns 1/(1 + exp(−x)).
func sigmoid(x fixed.I32F32) uint64 {
	return uint64(fixed.One.Div(fixed.One.Add(fixed.Exp(x.Neg()))))
}

// bondForever updates a column as the whitepaper does: stake buys bonds of the miners it ranks, and no bond ever decays.
//
//	N_ij = B_ij + A_i·W_ij ,  dividends_i += I_j·N_ij / Σ
//
// Stored bonds are proportions, so the sum cannot grow for ever: when the largest bond of a column passes 1, all of the
// column are divided by it, which leaves the shares as they are. Additions below 1/65535 are lost.
func (e *Engine) bondForever(c *column) {
	var sum, top uint64
	for k, cell := range c.cells {
		c.bond[k] = proportions.Ratio(cell.bond()) + fixed.MulUnit(e.rows[cell.row()].active, c.weight[k])
		sum += c.bond[k]
		top = max(top, c.bond[k])
	}
	e.ledger.add(c.cells, c.bond, sum, top)
	if top > one {
		divide(c.bond, c.bond[:len(c.cells)], top, top)
	}
	e.out.column(c.miner, c.cells, c.bond)
}
