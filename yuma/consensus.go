package yuma

import "github.com/tianwang-net/tianwang/fixed"

// agree finds the consensus of a column of weights of which top is the largest, cuts the weights at it and ranks the
// miner, who would rank at prerank without the cut.
//
// The consensus is the stake-weighted median: the largest weight such that validators who give at least that much hold the
// majority. Where there is no active stake it is 0.
func (e *Engine) agree(c *column, top, prerank uint64) {
	var consensus uint64
	if e.need > 0 {
		n := len(c.cells)
		consensus = e.selection.largest(c.weight[:n], c.vote[:n], top, e.need)
	}
	if e.rules.penalty != one {
		copy(c.plain, c.weight)
	}
	rank := c.clip(e.rows, e.trusts, consensus)
	if top == one {
		if k, ok := c.whole(e.rows); ok {
			prerank, rank, c.gain[k] = one, one, one
		}
	}
	e.consensus[c.miner], e.prerank[c.miner], e.rank[c.miner] = consensus, prerank, rank
	e.traceColumn("clipped_weights", c, c.weight, c.weight, keptWeight)
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
	support := e.scratch[0]
	clear(support)
	for i, row := range e.weights.rows {
		vote := e.votes[i]
		for ; len(row) >= entrySize; row = row[entrySize:] {
			x := first(row)
			if x.value() == 0 || vote == 0 {
				continue
			}
			if support[x.uid()] += vote; support[x.uid()] >= e.need {
				return true
			}
		}
	}
	return false
}
