package yuma

import (
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
)

// ledger remembers who has which share in each miner until the incentives of all miners are known: 48 bits of share
// below 16 bits of validator.
type ledger struct {
	shares []uint64
	end    []int // of each column in shares
}

const shareMask = 1<<48 - 1

func (l *ledger) start() { l.shares, l.end = l.shares[:0], l.end[:0] }

// add takes the shares of the next column.
func (l *ledger) add(c *column) {
	begin := len(l.shares)
	l.shares = slices.Grow(l.shares, len(c.cells))[:begin+len(c.cells)]
	to, share := l.shares[begin:], c.share[:len(c.cells)]
	to = to[:len(c.cells)]
	for k, cell := range c.cells {
		to[k] = share[k] | uint64(cell)<<48
	}
	l.end = append(l.end, len(l.shares))
}

// finishValidators pays the incentive of each miner to those who have shares in it, which makes the dividends.
func (e *Engine) finishValidators() {
	begin, earned := 0, e.earned
	for j, end := range e.ledger.end {
		incentive := fixed.NewFactor(e.incentive[j])
		for _, s := range e.ledger.shares[begin:end] {
			earned[s>>48] += incentive.Of(s & shareMask)
		}
		begin = end
	}
	copy(e.dividends, earned[:])
	copy(e.vtrust, e.trusts[:])
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
