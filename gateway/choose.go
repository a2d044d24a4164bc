package gateway

import (
	"cmp"
	"time"

	"github.com/tianwang-net/tianwang/gateway/health"
)

const (
	noticed   = 250 * time.Millisecond // nobody notices less; times are compared after it is added
	leastPace = 0.25                   // of the fastest: slower ones count no less
	crowd     = 8                      // requests under way with a miner that halve what it counts
)

// rated is a miner with what decides whether it is asked.
type rated struct {
	Miner
	standing   health.Standing
	fit, value float64
}

// before orders two miners that may be asked: those that the user wants first, then by incentive times fitness; where no
// incentive is paid yet, by fitness.
func (a rated) before(b rated) bool {
	if a.Wanted != b.Wanted {
		return a.Wanted
	}
	return cmp.Or(cmp.Compare(b.value, a.value), cmp.Compare(b.fit, a.fit), cmp.Compare(a.UID, b.UID)) < 0
}

// choose returns the best miner that may be asked and was not asked yet. When there is none, found is false, and again is
// when the first of those in quarantine may be asked, zero when nobody is.
func (r *Router) choose(s Subnet, k health.Kind, asked map[string]bool) (best Miner, found bool, again time.Time) {
	able := make([]rated, 0, len(s.Miners))
	var fastest time.Duration
	for _, m := range s.Miners {
		if m.URL == "" || asked[m.Hotkey] {
			continue
		}
		st := r.health.Standing(m.Hotkey, k)
		if until := st.Until; !until.IsZero() {
			if again.IsZero() || until.Before(again) {
				again = until
			}
			continue
		}
		if st.First > 0 && (fastest == 0 || st.First < fastest) {
			fastest = st.First
		}
		able = append(able, rated{Miner: m, standing: st})
	}
	if len(able) == 0 {
		return Miner{}, false, again
	}
	top := 0
	for i := range able {
		able[i].rate(fastest)
		if i > 0 && able[i].before(able[top]) {
			top = i
		}
	}
	return able[top].Miner, true, time.Time{}
}

// rate computes what a miner counts: how reliably it answers, how soon compared with the fastest one that is known, and
// how much it does for us already.
func (a *rated) rate(fastest time.Duration) {
	pace := 1.0
	if first := a.standing.First; first > 0 {
		pace = max(leastPace, float64(fastest+noticed)/float64(first+noticed))
		pace = 1 - (1-pace)*a.standing.Fresh
	}
	a.fit = a.standing.Score * pace * crowd / float64(crowd+a.standing.Load)
	a.value = float64(a.Incentive) * a.fit
}
