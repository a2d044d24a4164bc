package yuma

import "github.com/tianwang-net/tianwang/fixed"

// agree finds the consensus of every miner, clips the weights to it and ranks the miners.
func (e *Engine) agree(in *Input) {
	if in.Version == Whitepaper {
		e.trustMajority(in)
		return
	}
	for j := range e.consensus {
		col := e.matrix.column(j)
		w := e.weights(col)
		e.traceColumn("weights", j, col, w, w, hasWeight)
		e.consensus[j] = e.median(col, w)
		e.clip(j, col, w)
	}
	e.vector("preranks", e.prerank)
	e.vector("consensus", e.consensus)
	e.vector("validator_trust", e.vtrust)
	e.vector("ranks_before_norm", e.rank)
	for j, r := range e.rank {
		e.trust[j] = fixed.NewDivisor(e.prerank[j]).Ratio(r)
	}
	e.vector("trust", e.trust)
	normalise(e.rank)
	copy(e.incentive, e.rank)
	e.vector("incentive", e.incentive)
}

// weights returns the row-normalised weights of a column, in e.x.
func (e *Engine) weights(col []cell) []uint64 {
	w := e.x[:len(col)]
	for k, c := range col {
		w[k] = e.matrix.divisor[c.row].RatioSmall(uint64(c.weight))
	}
	return w
}

// median returns the stake-weighted median of a column: the largest weight such that validators who give at least that
// much hold the majority. Where there is no active stake it is 0.
func (e *Engine) median(col []cell, w []uint64) uint64 {
	if e.need == 0 {
		return 0
	}
	votes := e.y[:len(col)]
	for k, c := range col {
		votes[k] = e.votes[c.row]
	}
	return e.selection.largest(w, votes, e.need)
}

// clip cuts the weights of a column, w, at its consensus, and sums up what the cut weights give: trust to validators and
// rank to the miner.
func (e *Engine) clip(j int, col []cell, w []uint64) {
	var prerank, rank uint64
	limit := e.consensus[j]
	for k, c := range col {
		a := e.active[c.row]
		prerank += fixed.MulUnit(a, w[k])
		w[k] = min(w[k], limit)
		rank += fixed.MulUnit(a, w[k])
		e.vtrust[c.row] += w[k]
	}
	e.prerank[j], e.rank[j] = prerank, rank
	e.traceColumn("clipped_weights", j, col, w, w, keptWeight)
}
