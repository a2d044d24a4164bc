package yuma

import "github.com/tianwang-net/tianwang/fixed"

// weigh sets the row-normalised weights of a column and the votes behind them.
func (e *Engine) weigh(c *column) {
	sums, votes := e.rowSums, e.votes
	weight, vote := c.weight[:len(c.cells)], c.votes[:len(c.cells)]
	var top uint64
	for k, cell := range c.cells {
		i := cell.row()
		w := sums[i].Ratio(cell.weight())
		weight[k], vote[k] = w, votes[i]
		top = max(top, w)
	}
	c.top = top
}

// agree sets the consensus of a column, the stake-weighted median of its weights: the largest weight such that validators
// who give at least that much hold the majority. Where there is no active stake it is 0.
func (e *Engine) agree(c *column) {
	e.consensus[c.miner] = 0
	if e.need > 0 {
		e.consensus[c.miner] = e.selection.largest(c.weight, c.votes, c.top, e.need)
	}
}

// clip cuts the weights of a column at its consensus, and sums up what they give: trust to validators and rank to the
// miner.
func (e *Engine) clip(c *column) {
	limit, active, trust := e.consensus[c.miner], e.active, e.vtrust
	weight, cut, gain := c.weight[:len(c.cells)], c.cut[:len(c.cells)], c.gain[:len(c.cells)]
	var prerank, rank uint64
	for k, cell := range c.cells {
		i, w := cell.row(), weight[k]
		a := active[i]
		prerank += fixed.MulUnit(a, w)
		w = min(w, limit)
		g := fixed.MulUnit(a, w)
		rank += g
		cut[k], gain[k] = w, g
		trust[i] += w
	}
	e.prerank[c.miner], e.rank[c.miner] = prerank, rank
	e.traceColumn("clipped_weights", c, c.cut, c.cut, keptWeight)
}

// finishMiners normalises the ranks of all miners to their incentive.
func (e *Engine) finishMiners(in *Input) {
	if in.Version == Whitepaper {
		normalise(e.incentive)
		return
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

// anyConsensus says whether any miner will have a consensus above 0: whether one has votes of a majority behind it.
func (e *Engine) anyConsensus() bool {
	support := e.scratch[0]
	clear(support)
	for i, row := range e.weights.rows {
		for ; len(row) >= entrySize && e.votes[i] > 0; row = row[entrySize:] {
			uid, w := unpack(row)
			if w == 0 {
				continue
			}
			if support[uid] += e.votes[i]; support[uid] >= e.need {
				return true
			}
		}
	}
	return false
}
