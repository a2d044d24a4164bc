package score

import "math"

// Wilson returns the lower bound of the Wilson interval for a rate of success (E. B. Wilson, 1927): with a confidence of z
// standard deviations the true rate is not below it. One success of one is worth little, a hundred of a hundred nearly 1;
// without trials it is 0.
func Wilson(t Tally, z float64) float64 {
	if t.All == 0 || t.Good > t.All {
		return 0
	}
	n := float64(t.All)
	p := float64(t.Good) / n
	zz := z * z
	spread := z * math.Sqrt(p*(1-p)/n+zz/(4*n*n))
	return min(clamp((p+zz/(2*n)-spread)/(1+zz/n)), p)
}
