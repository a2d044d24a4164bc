package tokenomics

import "math/bits"

// Decay returns value after the given number of blocks when it halves every halfLife blocks: floor(value · 2^(−blocks /
// halfLife)), computed as a shift for the whole half-lives and a Q64 power for the rest. A halfLife of 0 is no decay.
//
// The factor of one block is the largest Q64 number whose halfLife-th power does not exceed one half, found by
// bisection (rule of the reference chain for its registration price).
func Decay(value, halfLife, blocks uint64) uint64 {
	if halfLife == 0 || blocks == 0 {
		return value
	}
	whole, rest := blocks/halfLife, blocks%halfLife
	if whole >= 64 {
		return 0
	}
	value >>= whole
	if rest == 0 {
		return value
	}
	hi, _ := bits.Mul64(value, power(blockFactor(halfLife), rest))
	return hi
}

// Raise returns value · increase / 10⁶, saturating; an increase below one million leaves the value as it is.
func Raise(value, increase uint64) uint64 {
	return mulDiv(value, max(increase, Million), Million)
}

// Clamp returns value within [low, high]; low wins when they cross.
func Clamp(value, low, high uint64) uint64 {
	return max(low, min(value, high))
}

// blockFactor returns the largest f (in units of 2^−64) with f^halfLife ≤ 1/2.
func blockFactor(halfLife uint64) uint64 {
	low, high := uint64(1)<<63, ^uint64(0)
	for low < high {
		mid := low + (high-low)/2 + 1
		if power(mid, halfLife) <= 1<<63 {
			low = mid
		} else {
			high = mid - 1
		}
	}
	return low
}

// power returns f^n in units of 2^−64, each product rounded down; n ≥ 1.
func power(f, n uint64) uint64 {
	result, started := uint64(0), false
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			if started {
				result, _ = bits.Mul64(result, f)
			} else {
				result, started = f, true
			}
		}
		f, _ = bits.Mul64(f, f)
	}
	return result
}

// LockCost returns the price of a new subnet: the floor before the first one; afterwards twice the last price, falling
// by the last price in each interval, never below the floor. With interval 0 the price is the floor.
// (Reference chain: the division comes before the multiplication, so that the price moves in whole rao per block.)
func LockCost(floor, last, interval, since uint64) uint64 {
	if last == 0 || interval == 0 {
		return floor
	}
	double, carry := bits.Add64(last, last, 0)
	if carry != 0 {
		double = ^uint64(0)
	}
	hi, fall := bits.Mul64(last/interval, since)
	if hi != 0 || fall >= double {
		return floor
	}
	return max(floor, double-fall)
}
