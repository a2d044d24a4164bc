package yuma

import "github.com/tianwang-net/tianwang/fixed"

// ledger remembers who has which share in each miner until the incentives of all miners are known: 48 bits of share
// below 16 bits of validator.
type ledger struct {
	shares []uint64
	end    []int // of each column in shares
}

func (l *ledger) start() { l.shares, l.end = l.shares[:0], l.end[:0] }

// column adds the shares of the next column.
func (l *ledger) column(col []cell, share []uint64) {
	share = share[:len(col)]
	for k, c := range col {
		l.shares = append(l.shares, share[k]|uint64(c)<<48)
	}
	l.end = append(l.end, len(l.shares))
}

// finishValidators pays the incentive of each miner to those who have shares in it, which makes the dividends.
func (e *Engine) finishValidators(in *Input) {
	begin, validators := 0, e.validators
	for j, end := range e.ledger.end {
		incentive := e.incentive[j]
		for _, s := range e.ledger.shares[begin:end] {
			validators[s>>48].earned += fixed.MulUnit(incentive, s&(1<<48-1))
		}
		begin = end
	}
	for i, v := range validators {
		e.dividends[i], e.vtrust[i] = v.earned, v.trust
	}
	e.vector("validator_trust", e.vtrust)
	if e.rules.byMerit {
		e.vector("total_bonds_per_validator", e.dividends)
	}
	if e.rules.byMerit && !e.rules.weighted {
		for i, d := range e.dividends {
			e.dividends[i] = fixed.MulUnit(e.active[i], d)
		}
	}
	normalise(e.dividends)
	e.vector("dividends", e.dividends)
}
