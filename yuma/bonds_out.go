package yuma

import (
	"encoding/binary"
	"slices"

	"github.com/tianwang-net/tianwang/fixed"
)

// bondWriter collects the new bonds, which come by column, into rows.
type bondWriter struct {
	buf   []byte
	begin []int         // of each row in buf
	end   *[maxUIDs]int // of the written part; −1 for rows that are not written
}

// lineSize is the number of bytes that caches move at once. Rows start that much apart from multiples of it, because rows
// of equal length would otherwise compete for the same places in caches.
const lineSize = 64

// start makes room for the rows that have a permit.
func (b *bondWriter) start(weights, bonds *rowSet, permits []bool) {
	n := len(permits)
	b.begin = resize(b.begin, n)
	if b.end == nil {
		b.end = new([maxUIDs]int)
	}
	total := 0
	for i, permit := range permits {
		b.begin[i], b.end[i] = total, -1
		if permit {
			b.end[i] = total
			room := entrySize * min(n, len(weights.rows[i])+len(bonds.rows[i]))
			total += room/lineSize*lineSize + 2*lineSize
		}
	}
	b.buf = make([]byte, total)
}

// column writes a column of values, each as floor(x·65535), where the bond itself is above 0.
func (b *bondWriter) column(c *column, x []uint64) {
	buf, ends := b.buf, b.end
	x, bond, uid := x[:len(c.cells)], c.bond[:len(c.cells)], uint32(c.miner)
	for k, cell := range c.cells {
		i := cell.row()
		end := ends[i]
		if end < 0 || bond[k] == 0 {
			continue
		}
		binary.LittleEndian.PutUint32(buf[end:], uid|uint32(proportion(x[k]))<<16)
		ends[i] = end + entrySize
	}
}

// shares writes a column of shares divided by the largest of them, as the ledger remembers them, where they are above 0.
func (b *bondWriter) shares(miner int, shares []uint64, top uint64) {
	buf, ends, uid := b.buf, b.end, entry(miner)
	by, small := fixed.NewDivisor(top), top < 1<<30
	for _, s := range shares {
		at, s16 := ends[uint16(s)], s>>16
		if at < 0 || s16 == 0 {
			continue
		}
		ends[uint16(s)] = at + entrySize
		x := by.RatioSmall(s16)
		if !small {
			x = by.Ratio(s16)
		}
		e := uid | entry(proportion(x))<<16
		_ = buf[at+3]
		buf[at], buf[at+1], buf[at+2], buf[at+3] = byte(e), byte(e>>8), byte(e>>16), byte(e>>24)
	}
}

// proportion returns floor(x·65535) for x ≤ 1.
func proportion(x uint64) uint64 { return x * 65535 >> 32 }

// storeBonds sets the bond rows of the result. A uid without a permit has no bonds, except that Yuma1 leaves alone what is
// stored for a uid that had none before either. Rows ascend by uid, but with liquid alpha Yuma3 keeps the order of the
// weights.
func (e *Engine) storeBonds(in *Input, r *Result) {
	b, l := &e.out, &e.rules.liquid
	keepOrder := l.on && l.strict && !l.interpolated
	for i, begin := range b.begin {
		end := b.end[i]
		switch {
		case end >= 0:
			r.Bonds[i] = Row(b.buf[begin:end:end])
			if keepOrder && e.weights.turns[i] != nil {
				r.Bonds[i] = reorder(r.Bonds[i], in.Weights[i])
			}
		case in.Version == Yuma1 && !in.Permits[i]:
			r.Bonds[i] = append(Row(nil), in.Bonds[i]...)
		}
	}
	b.buf = nil
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
