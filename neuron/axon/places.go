package axon

import "sync"

// places bounds how many requests are under way, in all and for one caller. There is no queue: who finds no place is
// told when to come back.
type places struct {
	total, perCaller int

	mu    sync.Mutex
	taken int
	by    map[string]int // callers with at least one place; at most total
}

func newPlaces(total, perCaller int) *places {
	return &places{total: total, perCaller: perCaller, by: map[string]int{}}
}

// enter takes a place and returns how to give it back.
func (p *places) enter(caller string) (leave func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case p.taken >= p.total:
		return nil, errOverloaded
	case p.by[caller] >= p.perCaller:
		return nil, errCallerBusy
	}
	p.taken++
	p.by[caller]++
	return func() { p.leave(caller) }, nil
}

func (p *places) leave(caller string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken--
	if p.by[caller]--; p.by[caller] == 0 {
		delete(p.by, caller)
	}
}
