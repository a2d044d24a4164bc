package weights

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"slices"
)

// ErrNothing says that no score is above zero. Such scores must not be sent: a row that pays everybody alike would hide
// that the judge is broken.
var ErrNothing = errors.New("weights: no score is above zero, nothing to send")

// Limits are a subnet's rules for a row.
type Limits struct {
	MinEntries int    // least number of entries
	MaxShare   uint16 // largest share of one entry, in parts of 65535; Max for none
	Neurons    int    // number of uids in the subnet
}

// FromScores turns scores (any non-negative unit; index = uid) into a row that keeps the subnet's limits: shares above
// MaxShare are cut to it and the excess goes to the others in proportion, and zero entries are added until MinEntries
// is reached. It returns [ErrNothing] when no score is above zero, and an error when the limits cannot be met.
func FromScores(scores []uint64, l Limits) (Row, error) {
	scores = slices.Clone(scores)
	positive := 0
	for _, s := range scores {
		if s > 0 {
			positive++
		}
	}
	switch {
	case positive == 0:
		return nil, ErrNothing
	case len(scores) > min(l.Neurons, Max+1):
		return nil, fmt.Errorf("weights: %d scores for %d neurons", len(scores), l.Neurons)
	case positive*int(l.MaxShare) < Max:
		return nil, fmt.Errorf("weights: %d neurons with a score cannot share the row with at most %d/65535 each", positive, l.MaxShare)
	}
	normalise(scores)
	limitShares(scores, l.MaxShare)
	row, err := quantise(scores, min(l.MinEntries, l.Neurons))
	if err != nil {
		return nil, err
	}
	for !row.WithinLimit(l.MaxShare) { // rounding left the largest a few units too large: lift the others
		for i := range row {
			if v := row[i].Value; v > 0 && v < Max {
				row[i].Value++
			}
		}
	}
	return row, nil
}

// normalise scales scores so that their sum is close to 2⁴⁸: small enough for exact sums, fine enough for 16 bits. What
// was above zero stays above zero.
func normalise(scores []uint64) {
	sum := new(big.Int)
	for _, s := range scores {
		sum.Add(sum, new(big.Int).SetUint64(s))
	}
	for i, s := range scores {
		v := new(big.Int).Lsh(new(big.Int).SetUint64(s), 48)
		scores[i] = v.Quo(v, sum).Uint64()
		if s > 0 {
			scores[i] = max(scores[i], 1)
		}
	}
}

// limitShares cuts every score to at most limit/65535 of the sum. The entries above the water line are those for which
// a common factor on the others would lift them over the limit; largest first, each cut raises the factor for the rest.
func limitShares(scores []uint64, limit uint16) {
	if limit == Max {
		return
	}
	order := make([]int, len(scores))
	var rest uint64
	for i, s := range scores {
		order[i] = i
		rest += s
	}
	slices.SortFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(scores[b], scores[a]), a-b)
	})
	const whole = 1 << 48
	cut := uint64(whole) / Max * uint64(limit)
	left := uint64(whole)
	for n, i := range order {
		if scores[i] == 0 {
			return
		}
		if mulDiv(scores[i], left, rest) <= cut {
			for _, j := range order[n:] {
				scores[j] = mulDiv(scores[j], left, rest)
			}
			return
		}
		rest -= scores[i]
		scores[i] = cut
		left -= cut
	}
}

// quantise scales to 16 bits, the largest to Max and the others rounded down but not to zero. It drops zeros, then adds
// zero entries for the lowest free uids until there are least entries.
func quantise(scores []uint64, least int) (Row, error) {
	top := slices.Max(scores)
	values := make([]uint32, len(scores))
	entries := 0
	for i, s := range scores {
		if s > 0 {
			values[i] = max(uint32(mulDiv(s, Max, top)), 1)
			entries++
		}
	}
	var uids, kept []uint32
	for i, v := range values {
		if v > 0 || entries < least {
			if v == 0 {
				entries++
			}
			uids, kept = append(uids, uint32(i)), append(kept, v)
		}
	}
	return FromWire(uids, kept)
}

// mulDiv returns floor(a·b/c) for c > 0 and a quotient that fits.
func mulDiv(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if hi >= c {
		return ^uint64(0)
	}
	q, _ := bits.Div64(hi, lo, c)
	return q
}
