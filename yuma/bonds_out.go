package yuma

import (
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
)

// bondWriter collects the new bonds, which come by column, into rows.
type bondWriter struct {
	buf   []byte        // of the engine, because memory that was used before is faster to scatter into than new one
	begin []int         // of each row in buf
	end   *[maxUIDs]int // of the written part of each row
}

// lineSize is the number of bytes that caches move at once. Rows start that much apart from multiples of it, because rows
// of equal length would otherwise compete for the same places in caches.
const lineSize = 64

// start makes room for all rows that may get bonds.
func (b *bondWriter) start(weights, bonds *rowSet) {
	n := len(weights.rows)
	b.begin = resize(b.begin, n)
	if b.end == nil {
		b.end = new([maxUIDs]int)
	}
	total := 0
	for i := range n {
		b.begin[i], b.end[i] = total, total
		if cells := min(n, len(weights.rows[i])+len(bonds.rows[i])); cells > 0 {
			total += entrySize*cells/lineSize*lineSize + 2*lineSize
		}
	}
	b.buf = resize(b.buf, total)
}

// column writes the bonds of a column, each as floor(x·65535), where they are above 0.
func (b *bondWriter) column(miner int, cells []cell, bond []uint64) {
	buf, ends, uid, bond := b.buf, b.end, entry(miner), bond[:len(cells)]
	for k, cell := range cells {
		x := bond[k]
		if x == 0 {
			continue
		}
		at := ends[cell.row()]
		ends[cell.row()] = at + entrySize
		put(buf, at, uid|proportion(x)<<16)
	}
}

// shares writes a column of shares divided by the largest of them, as the ledger remembers them, where they are above 0.
func (b *bondWriter) shares(miner int, shares []uint64, top uint64) {
	buf, ends, uid := b.buf, b.end, entry(miner)
	by, small := fixed.NewDivisor(top), top < 1<<30
	for _, s := range shares {
		part := s >> 16
		if part == 0 {
			continue
		}
		x := by.RatioSmall(part)
		if !small {
			x = by.Ratio(part)
		}
		at := ends[uint16(s)]
		ends[uint16(s)] = at + entrySize
		put(buf, at, uid|proportion(x)<<16)
	}
}

// put writes an entry.
func put(buf []byte, at int, x entry) {
	_ = buf[at+3]
	buf[at], buf[at+1], buf[at+2], buf[at+3] = byte(x), byte(x>>8), byte(x>>16), byte(x>>24)
}

// proportion returns floor(x·65535) for x ≤ 1.
func proportion(x uint64) entry { return entry(x * 65535 >> 32) }

// storeBonds sets the bond rows of the result. A uid without a permit has no bonds, except that Yuma1 leaves alone what is
// stored for a uid that had none before either. Rows ascend by uid, but with liquid alpha Yuma3 keeps the order of the
// weights.
func (e *Engine) storeBonds(in *Input, r *Result) {
	b, l := &e.out, &e.rules.liquid
	buf := append([]byte{}, b.buf...) // which, unlike make, does not write zeros first
	keepOrder := l.on && l.strict && !l.interpolated
	for i, begin := range b.begin {
		switch end := b.end[i]; {
		case r.Permits[i]:
			r.Bonds[i] = Row(buf[begin:end:end])
			if keepOrder && e.weights.turns[i] != nil {
				r.Bonds[i] = reorder(r.Bonds[i], in.Weights[i])
			}
		case in.Version == Yuma1 && !in.Permits[i]:
			r.Bonds[i] = slices.Clone(in.Bonds[i])
		}
	}
}

// reorder returns an ascending row in the order in which the uids first occur in like.
func reorder(row, like Row) Row {
	entries, taken := row.Entries(), make([]bool, row.Len())
	ordered := make(Row, 0, len(row))
	for ; len(like) >= entrySize; like = like[entrySize:] {
		uid, _ := unpack(like)
		k, found := slices.BinarySearchFunc(entries, uid, func(e Entry, uid uint16) int { return int(e.UID) - int(uid) })
		if found && !taken[k] {
			taken[k] = true
			ordered = append(ordered, row[entrySize*k:entrySize*(k+1)]...)
		}
	}
	return ordered
}
