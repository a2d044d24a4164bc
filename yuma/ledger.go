package yuma

import (
	"math/bits"

	"github.com/tianwang-net/tianwang/fixed"
)

// ledger remembers who has which share in each miner until the incentives of all miners are known: 48 bits of share above
// 16 bits of validator. Shares are in units of 2⁻³², or of 2⁻⁴⁷ where bonds are weighted by stake.
type ledger struct {
	shares []uint64
	end    []int // of each column in shares
}

// start makes room for the shares of an epoch, so that columns find it.
func (l *ledger) start(cells, columns int) {
	l.shares, l.end = resize(l.shares, cells)[:0], resize(l.end, columns)[:0]
}

// column makes room for the shares of the next column.
func (l *ledger) column(n int) []uint64 {
	begin := len(l.shares)
	l.shares = l.shares[:begin+n]
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

// addFine takes the shares of the next column as add does, but in units of 2⁻⁴⁷, so that the small shares of a split stake
// lose next to nothing.
func (l *ledger) addFine(cells []cell, part []uint64, sum uint64) {
	by := fixed.NewDivisor(sum)
	shares, part := l.column(len(cells))[:len(cells)], part[:len(cells)]
	for k, cell := range cells {
		shares[k] = by.Fine(part[k])<<16 | uint64(cell.row())
	}
}

// payFine gives each miner's incentive to those who have fine shares in it. It pays in units of 2⁻⁶².
func (l *ledger) payFine(incentive []uint64, earned *sumTable) {
	begin := 0
	for j, end := range l.end {
		shares, in := l.shares[begin:end], incentive[j]<<31
		begin = end
		for _, s := range shares {
			d, _ := bits.Mul64(in, s&^0xffff)
			earned[uint16(s)] += d
		}
	}
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
	if e.rules.weighted {
		e.ledger.payFine(e.incentive, e.earned)
	} else {
		e.ledger.pay(e.incentive, e.earned)
	}
	copy(e.dividends, e.earned[:])
	copy(e.vtrust, e.trusts[:])
	e.vector("validator_trust", e.vtrust)
	if e.rules.byMerit && !e.rules.weighted {
		e.vector("total_bonds_per_validator", e.dividends)
		for i, d := range e.dividends {
			e.dividends[i] = fixed.MulUnit(e.active[i], d)
		}
	}
	normalise(e.dividends)
	e.vector("dividends", e.dividends)
}
