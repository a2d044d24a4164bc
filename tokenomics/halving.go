package tokenomics

import "math/bits"

// Era returns the number of halvings that supply has earned: the largest k with (Cap − supply)·2^k ≤ Cap, at most
// LastEra. The k-th halving happens when the supply reaches Cap·(1 − 2^−k): 10.5, 15.75, 18.375 … million TAO.
//
// Burned rao lower the supply, so a chain must keep the highest era it has seen; see [Reward].
func Era(supply uint64) uint32 {
	if supply >= Cap {
		return LastEra
	}
	left, era := Cap-supply, uint32(0)
	for era < LastEra && left <= Cap>>(era+1) {
		era++
	}
	return era
}

// Reward returns the era and what a block mints, given the supply before it and the highest era so far. The era never
// falls, and the reward never lifts the supply above the cap.
func Reward(supply uint64, highest uint32) (era uint32, reward uint64) {
	era = max(highest, Era(supply))
	if era >= LastEra || supply >= Cap {
		return era, 0
	}
	return era, min(FirstReward>>era, Cap-supply)
}

// NextHalving returns the supply at which the era after the given one begins, 0 when there is none: the least s with
// (Cap − s)·2^(era+1) ≤ Cap.
func NextHalving(era uint32) uint64 {
	if era+1 >= LastEra {
		return 0
	}
	return Cap - Cap>>(era+1)
}

// mulDiv returns floor(a·b/c) with a 128-bit product; it saturates when the quotient does not fit and is 0 for c = 0.
func mulDiv(a, b, c uint64) uint64 {
	hi, lo := bits.Mul64(a, b)
	if c == 0 {
		return 0
	}
	if hi >= c {
		return ^uint64(0)
	}
	q, _ := bits.Div64(hi, lo, c)
	return q
}

// Part returns floor(amount · numerator / denominator), 0 when the denominator is 0.
func Part(amount, numerator, denominator uint64) uint64 {
	return mulDiv(amount, numerator, denominator)
}

// PartUp returns amount · numerator / denominator rounded up, saturating; 0 when the denominator is 0.
func PartUp(amount, numerator, denominator uint64) uint64 {
	hi, lo := bits.Mul64(amount, numerator)
	if denominator == 0 {
		return 0
	}
	if hi >= denominator {
		return ^uint64(0)
	}
	q, r := bits.Div64(hi, lo, denominator)
	if r > 0 && q < ^uint64(0) {
		q++
	}
	return q
}
