package gateway

import (
	"cmp"
	"slices"
	"time"
)

// choose returns the miners that may be asked, best first, and when the first of those in quarantine may be asked
// again. The order is by incentive times health; where no incentive is paid yet, by health.
func (r *Router) choose(s Subnet) (best []Miner, again time.Time) {
	type rated struct {
		Miner
		score, value float64
	}
	var able []rated
	for _, m := range s.Miners {
		if m.URL == "" {
			continue
		}
		if until := r.health.Until(m.Hotkey); !until.IsZero() {
			if again.IsZero() || until.Before(again) {
				again = until
			}
			continue
		}
		score := r.health.Score(m.Hotkey)
		able = append(able, rated{m, score, float64(m.Incentive) * score})
	}
	slices.SortFunc(able, func(a, b rated) int {
		return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(b.score, a.score), cmp.Compare(a.UID, b.UID))
	})
	for _, m := range able {
		best = append(best, m.Miner)
	}
	return best, again
}
