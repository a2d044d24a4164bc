package score

import "math"

// Memory is what is remembered of one who is asked from time to time. The zero value is one who was never asked.
type Memory struct {
	Score  float64 // moving average, in [0, 1]
	Rounds int     // in which it was asked
}

// Learn takes the score of a round into the average: keep is the part of what was known that stays, in [0, 1). The first
// score is taken as it is. Who was not asked in a round does not learn from it, and so loses nothing.
func (m Memory) Learn(score, keep float64) Memory {
	score = clamp(score)
	if m.Rounds == 0 {
		return Memory{score, 1}
	}
	return Memory{keep*m.Score + (1-keep)*score, m.Rounds + 1}
}

// Tally counts trials of one kind, such as requests of real people.
type Tally struct{ Good, All uint64 }

// WithTraffic blends what tests say of a miner with what real requests say: share, in [0, 1], is what real requests count
// for as soon as there are enough; until then less, so that ten requests do not outweigh a hundred tests. What real requests
// say is the Wilson bound of their success: who serves people worse than its judges is worth less to both.
func WithTraffic(tests float64, traffic Tally, share float64) float64 {
	if traffic.All == 0 {
		return clamp(tests)
	}
	sure := share * float64(traffic.All) / (float64(traffic.All) + enough)
	return clamp(tests)*(1-sure) + clamp(tests)*Wilson(traffic, 1.96)*sure
}

// enough is the number of real requests that count for half of their share.
const enough = 50

func clamp(s float64) float64 {
	if math.IsNaN(s) {
		return 0
	}
	return min(max(s, 0), 1)
}
