package fixed

import "math/bits"

// wide is a signed 128-bit integer in two's complement, the body of I64F64 and I96F32.
type wide struct {
	Hi int64
	Lo uint64
}

var (
	wideMax = wide{Hi: 1<<63 - 1, Lo: 1<<64 - 1}
	wideMin = wide{Hi: -1 << 63}
)

func (a wide) sign() int {
	switch {
	case a.Hi < 0:
		return -1
	case a.Hi == 0 && a.Lo == 0:
		return 0
	}
	return 1
}

func (a wide) cmp(b wide) int {
	switch {
	case a == b:
		return 0
	case a.Hi < b.Hi, a.Hi == b.Hi && a.Lo < b.Lo:
		return -1
	}
	return 1
}

func (a wide) add(b wide) wide {
	lo, carry := bits.Add64(a.Lo, b.Lo, 0)
	hi, _ := bits.Add64(uint64(a.Hi), uint64(b.Hi), carry)
	s := wide{int64(hi), lo}
	if (a.Hi < 0) == (b.Hi < 0) && (s.Hi < 0) != (a.Hi < 0) {
		return wideSaturated(a.Hi < 0)
	}
	return s
}

func (a wide) sub(b wide) wide {
	lo, borrow := bits.Sub64(a.Lo, b.Lo, 0)
	hi, _ := bits.Sub64(uint64(a.Hi), uint64(b.Hi), borrow)
	d := wide{int64(hi), lo}
	if (a.Hi < 0) != (b.Hi < 0) && (d.Hi < 0) != (a.Hi < 0) {
		return wideSaturated(a.Hi < 0)
	}
	return d
}

// size returns |a| as an unsigned number; that of the least number is 2¹²⁷.
func (a wide) size() (hi, lo uint64) {
	if a.Hi >= 0 {
		return uint64(a.Hi), a.Lo
	}
	lo, borrow := bits.Sub64(0, a.Lo, 0)
	hi, _ = bits.Sub64(0, uint64(a.Hi), borrow)
	return hi, lo
}

// wideSigned puts a sign to a size; ok is false when it saturated.
func wideSigned(hi, lo uint64, negative bool) (w wide, ok bool) {
	if hi>>63 != 0 {
		least := negative && hi == 1<<63 && lo == 0
		return wideSaturated(negative), least
	}
	if negative {
		l, borrow := bits.Sub64(0, lo, 0)
		h, _ := bits.Sub64(0, hi, borrow)
		return wide{int64(h), l}, true
	}
	return wide{int64(hi), lo}, true
}

func wideSaturated(negative bool) wide {
	if negative {
		return wideMin
	}
	return wideMax
}

// mul returns floor(a·b / 2^frac) for frac 32 or 64; ok is false when it saturated.
func (a wide) mul(b wide, frac uint) (w wide, ok bool) {
	negative := (a.Hi < 0) != (b.Hi < 0)
	p := product(a, b)
	if negative { // up in size is down in value
		var carry uint64
		p[0], carry = bits.Add64(p[0], 1<<frac-1, 0)
		for i := 1; i < 4; i++ {
			p[i], carry = bits.Add64(p[i], 0, carry)
		}
	}
	lo, hi, top := p[1], p[2], p[3]
	if frac < 64 {
		lo = p[1]<<(64-frac) | p[0]>>frac
		hi = p[2]<<(64-frac) | p[1]>>frac
		top = p[3] | p[2]>>frac
	}
	if top != 0 {
		return wideSaturated(negative), false
	}
	return wideSigned(hi, lo, negative)
}

// product returns |a|·|b|, lowest word first.
func product(a, b wide) (p [4]uint64) {
	aHi, aLo := a.size()
	bHi, bLo := b.size()
	var carry, c2 uint64
	h00, l00 := bits.Mul64(aLo, bLo)
	h01, l01 := bits.Mul64(aLo, bHi)
	h10, l10 := bits.Mul64(aHi, bLo)
	h11, l11 := bits.Mul64(aHi, bHi)
	p[0] = l00
	p[1], carry = bits.Add64(h00, l01, 0)
	p[1], c2 = bits.Add64(p[1], l10, 0)
	p[2], carry = bits.Add64(h01, h10, carry)
	p[3] = h11 + carry
	p[2], carry = bits.Add64(p[2], l11, c2)
	p[3] += carry
	return p
}

// div returns a·2^frac / b truncated towards zero, for frac 32 or 64; ok is false, and the result 0, when b is 0 or the
// quotient does not fit.
func (a wide) div(b wide, frac uint) (w wide, ok bool) {
	hi, lo := a.size()
	n := [3]uint64{0, lo, hi} // a·2⁶⁴
	if frac < 64 {
		n = [3]uint64{lo << frac, hi<<frac | lo>>(64-frac), hi >> (64 - frac)}
	}
	bHi, bLo := b.size()
	if bHi|bLo == 0 {
		return wide{}, false
	}
	top, qHi, qLo := quotient(n, bHi, bLo)
	if top != 0 {
		return wide{}, false
	}
	w, ok = wideSigned(qHi, qLo, (a.Hi < 0) != (b.Hi < 0))
	if !ok {
		return wide{}, false
	}
	return w, true
}

// quotient divides three words, lowest first, by two words that are not both 0.
func quotient(n [3]uint64, dHi, dLo uint64) (top, hi, lo uint64) {
	if dHi == 0 {
		var r uint64
		top, r = bits.Div64(0, n[2], dLo)
		hi, r = bits.Div64(r, n[1], dLo)
		lo, _ = bits.Div64(r, n[0], dLo)
		return top, hi, lo
	}
	s := uint(bits.LeadingZeros64(dHi))
	dHi, dLo = dHi<<s|dLo>>(64-s), dLo<<s
	n3 := n[2] >> (64 - s)
	n2 := n[2]<<s | n[1]>>(64-s)
	n1 := n[1]<<s | n[0]>>(64-s)
	n0 := n[0] << s
	hi, r1, r0 := digit(n3, n2, n1, dHi, dLo)
	lo, _, _ = digit(r1, r0, n0, dHi, dLo)
	return 0, hi, lo
}

// digit divides three words by two, where d has its top bit set and is greater than the upper two words of n, so that
// the quotient fits into one word (Knuth, volume 2, 4.3.1, algorithm D).
func digit(n2, n1, n0, dHi, dLo uint64) (q, r1, r0 uint64) {
	var rest, carry uint64
	if n2 >= dHi {
		q = 1<<64 - 1
		rest, carry = bits.Add64(n1, dHi, 0)
	} else {
		q, rest = bits.Div64(n2, n1, dHi)
	}
	for carry == 0 {
		hi, lo := bits.Mul64(q, dLo)
		if hi < rest || hi == rest && lo <= n0 {
			break
		}
		q--
		rest, carry = bits.Add64(rest, dHi, 0)
	}
	hi, lo := bits.Mul64(q, dLo)
	hi += q * dHi
	r0, borrow := bits.Sub64(n0, lo, 0)
	r1, _ = bits.Sub64(n1, hi, borrow)
	return q, r1, r0
}
