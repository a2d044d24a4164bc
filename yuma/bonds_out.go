package yuma

import (
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
)

// bondWriter collects the new bonds, which come by column, into rows: first those of a panel, whose ends lie near each
// other, and then, a stretch of each row at a time, in memory that is the result's.
type bondWriter struct {
	panel []byte        // the rows of the panel, each with room for an entry a column
	end   *[maxUIDs]int // of the written part of each row in the panel
	users []int         // uids that may get bonds, in the order of their rows in the panel
	buf   []byte        // of the result
	begin []int         // of each row in buf
	done  []int         // end of each row in buf
}

// lineSize is the number of bytes that caches move at once. Rows start that much apart from multiples of it, because rows
// of equal length would otherwise compete for the same places in caches.
const lineSize = 64

// panelRow is the number of bytes from one row of a panel to the next.
const panelRow = entrySize*panelWidth + lineSize

// start makes room for the rows of all users. It returns the number of cells that there may be.
func (b *bondWriter) start(weights, bonds *rowSet, users []int) (all int) {
	n := len(weights.rows)
	b.users, b.begin, b.done = users, resize(b.begin, n), resize(b.done, n)
	clear(b.begin)
	if b.end == nil {
		b.end = new([maxUIDs]int)
	}
	for k, i := range users {
		b.end[i], b.begin[i] = panelRow*k, entrySize*all
		all += min(n, weights.rows[i].Len()+bonds.rows[i].Len())
	}
	copy(b.done, b.begin)
	b.panel = resize(b.panel, panelRow*len(users))
	b.buf = make([]byte, entrySize*all)
	return all
}

// flush moves what was written to the result.
func (b *bondWriter) flush() {
	for k, i := range b.users {
		b.done[i] += copy(b.buf[b.done[i]:], b.panel[k*panelRow:b.end[i]])
		b.end[i] = k * panelRow
	}
}

// column writes the bonds of a column, each as floor(x·65535), where they are above 0.
func (b *bondWriter) column(miner int, cells []cell, bond []uint64) {
	buf, ends, uid, bond := b.panel, b.end, entry(miner), bond[:len(cells)]
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
	buf, ends, uid := b.panel, b.end, entry(miner)
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
	buf := b.buf
	b.buf = nil
	keepOrder := l.on && l.strict && !l.interpolated
	for i, begin := range b.begin {
		switch end := b.done[i]; {
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
