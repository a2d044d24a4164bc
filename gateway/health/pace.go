package health

import (
	"slices"
	"sync"
	"time"
)

// Of the pace of a model.
const (
	paceSamples = 128                   // newest times that count
	paceEnough  = 20                    // times from which on a percentile means something
	paceFloor   = 20 * time.Millisecond // below this a second request costs more than it saves
)

// Of the budget of second requests: one in ten, and a few more after a calm time.
const (
	budgetShare = 0.1
	budgetMost  = 10
)

// Pace knows how soon the answers of one kind begin, and when one is late enough to ask a second miner. The zero value is
// ready, and knows nothing. Safe for concurrent use.
type Pace struct {
	mu    sync.Mutex
	times [paceSamples]time.Duration
	next  int
	count int

	late    time.Duration // the 95th percentile, valid while sorted is count
	sorted  int
	written int // times ever taken

	budget float64
	begun  bool
}

// Took adds the time to the first byte of an answer.
func (p *Pace) Took(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.times[p.next] = d
	p.next = (p.next + 1) % paceSamples
	p.count = min(p.count+1, paceSamples)
	p.written++
}

// Late returns the time after which one answer in twenty has not begun yet; otherwise, until enough is known.
func (p *Pace) Late(otherwise time.Duration) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.count < paceEnough {
		return otherwise
	}
	if p.sorted == 0 || p.written-p.sorted >= paceEnough/2 { // sorting once in ten answers is exact enough
		all := slices.Clone(p.times[:p.count])
		slices.Sort(all)
		p.late = max(paceFloor, all[(p.count*95+99)/100-1])
		p.sorted = p.written
	}
	return p.late
}

// Median returns the time to the first byte that half of the latest answers stayed below, and how many of them there are.
func (p *Pace) Median() (time.Duration, int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.count == 0 {
		return 0, 0
	}
	all := slices.Clone(p.times[:p.count])
	slices.Sort(all)
	return all[(p.count-1)/2], p.count
}

// Asked says that a request came, which allows a part of a second one.
func (p *Pace) Asked() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open()
	p.budget = min(budgetMost, p.budget+budgetShare)
}

// Spend says whether a second miner may be asked. When many miners are slow at once, asking twice as many makes it worse.
func (p *Pace) Spend() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open()
	if p.budget < 1 {
		return false
	}
	p.budget--
	return true
}

// open gives a new pace its whole budget.
func (p *Pace) open() {
	if !p.begun {
		p.begun, p.budget = true, budgetMost
	}
}
