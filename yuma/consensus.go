package yuma

import "github.com/tianwang-net/tianwang/fixed"

// weigh sets w to the row-normalised weights of a column and e.v to the votes behind them. It returns the largest weight.
func (e *Engine) weigh(col []cell, w []uint64) (top uint64) {
	validators, votes := e.validators, e.v[:len(col)]
	w = w[:len(col)]
	for k, c := range col {
		v := &validators[c.row()]
		x := v.sum.RatioSmall(c.weight())
		w[k], votes[k] = x, v.vote
		top = max(top, x)
	}
	return top
}

// median returns the stake-weighted median of the weights of a column, of which top is the largest: the largest weight
// such that validators who give at least that much hold the majority. Where there is no active stake it is 0.
func (e *Engine) median(w []uint64, top uint64) uint64 {
	if e.need == 0 {
		return 0
	}
	return e.selection.largest(w, e.v[:len(w)], top, e.need)
}

// clip sets cut to the weights of column j cut at its consensus, and sums up what they give: trust to validators and rank
// to the miner.
func (e *Engine) clip(j int, col []cell, w, cut []uint64) {
	var prerank, rank uint64
	limit, validators := e.consensus[j], e.validators
	w, cut = w[:len(col)], cut[:len(col)]
	for k, c := range col {
		v := &validators[c.row()]
		x := min(w[k], limit)
		cut[k] = x
		prerank += fixed.MulUnit(v.active, w[k])
		rank += fixed.MulUnit(v.active, x)
		v.trust += x
	}
	e.prerank[j], e.rank[j] = prerank, rank
	e.traceColumn("clipped_weights", j, col, cut, cut, keptWeight)
}

// finishMiners normalises the ranks of all miners to their incentive.
func (e *Engine) finishMiners(in *Input) {
	if in.Version == Whitepaper {
		normalise(e.incentive)
		return
	}
	e.vector("preranks", e.prerank)
	e.vector("consensus", e.consensus)
	e.vector("ranks_before_norm", e.rank)
	for j, r := range e.rank {
		e.trust[j] = fixed.NewDivisor(e.prerank[j]).Ratio(r)
	}
	e.vector("trust", e.trust)
	normalise(e.rank)
	copy(e.incentive, e.rank)
	e.vector("incentive", e.incentive)
}

// anyConsensus says whether any miner will have a consensus above 0: whether one has votes of a majority behind it.
func (e *Engine) anyConsensus() bool {
	support := e.x
	clear(support)
	for i, row := range e.weights.rows {
		vote := e.validators[i].vote
		for ; len(row) >= entrySize && vote > 0; row = row[entrySize:] {
			uid, w := unpack(row)
			if w == 0 {
				continue
			}
			if support[uid] += vote; support[uid] >= e.need {
				return true
			}
		}
	}
	return false
}
