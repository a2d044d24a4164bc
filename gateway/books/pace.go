package books

import (
	"context"
	"math"
	"time"
)

// Pace is how soon answers began.
type Pace struct {
	Median  float64 `json:"p50"`     // milliseconds until the first byte, to a tenth of it
	Answers uint64  `json:"answers"` // that were counted
}

// stepsPerDouble is how many steps a time takes to double: a histogram whose error is the same at every size.
const stepsPerDouble = 4

// paceStep is the step of a time: the first whose length is not below it.
func paceStep(d time.Duration) int64 {
	return int64(math.Ceil(stepsPerDouble * math.Log2(max(1, float64(d)/float64(time.Millisecond)))))
}

// Pace returns how soon answers began from one day to another, of one key if it is named.
func (b *Books) Pace(ctx context.Context, channel uint64, key, from, to string) (Pace, error) {
	if to == "" {
		to = lastDay
	}
	type step struct {
		at      int64
		answers uint64
	}
	steps, err := list(ctx, b, func(s scanner) (one step, err error) {
		err = s.Scan(&one.at, &one.answers)
		return one, err
	}, `SELECT step, SUM(answers) FROM paces WHERE channel = $1 AND ($2 = '' OR key_id = $2) AND day >= $3 AND day <= $4
		GROUP BY step ORDER BY step`, channel, key, from, to)
	var p Pace
	for _, s := range steps {
		p.Answers += s.answers
	}
	seen := uint64(0)
	for _, s := range steps {
		if seen += s.answers; 2*seen >= p.Answers {
			p.Median = math.Round(10*math.Exp2((float64(s.at)-0.5)/stepsPerDouble)) / 10 // the middle of the step
			break
		}
	}
	return p, err
}
