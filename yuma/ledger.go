package yuma

import (
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
)

// ledger remembers who has which share in each miner until the incentives of all miners are known: 48 bits of share above
// 16 bits of validator.
type ledger struct {
	shares []uint64
	end    []int // of each column in shares
}

func (l *ledger) start() { l.shares, l.end = l.shares[:0], l.end[:0] }

// column makes room for the shares of the next column.
func (l *ledger) column(n int) []uint64 {
	begin := len(l.shares)
	l.shares = slices.Grow(l.shares, n)[:begin+n]
	l.end = append(l.end, begin+n)
	return l.shares[begin:]
}

// add takes the shares of the next column as parts of their sum, and divides them by it, truncating. No part is greater
// than top. It returns the shares as they are remembered, and the largest.
func (l *ledger) add(cells []cell, part []uint64, sum, top uint64) (shares []uint64, most uint64) {
	by := fixed.NewDivisor(sum)
	shares, part = l.column(len(cells))[:len(cells)], part[:len(cells)]
	if top < 1<<30 {
		for k, cell := range cells {
			q := by.RatioSmall(part[k])
			shares[k] = q<<16 | uint64(cell.row())
			most = max(most, q)
		}
		return shares, most
	}
	for k, cell := range cells {
		q := by.Ratio(part[k])
		shares[k] = q<<16 | uint64(cell.row())
		most = max(most, q)
	}
	return shares, most
}

// pay gives each miner's incentive to those who have shares in it.
func (l *ledger) pay(incentive []uint64, earned *sumTable) {
	begin := 0
	for j, end := range l.end {
		shares, in := l.shares[begin:end], incentive[j]
		begin = end
		if in == one { // products with 1 do not always fit into 64 bits
			for _, s := range shares {
				earned[uint16(s)] += s >> 16
			}
			continue
		}
		for _, s := range shares {
			earned[uint16(s)] += in * (s >> 16) >> 32
		}
	}
}

// finishValidators pays the dividends.
func (e *Engine) finishValidators() {
	e.ledger.pay(e.incentive, e.earned)
	copy(e.dividends, e.earned[:])
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
