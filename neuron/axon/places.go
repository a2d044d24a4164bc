package axon

import (
	"context"
	"slices"
	"sync"
	"time"
)

// places bounds how many requests are under way, in all and for one caller. Who finds no place waits for a moment; when
// one is free, the caller with most stake of those that wait gets it. When as many wait as there are places, the one with
// least stake is sent away.
type places struct {
	total, perCaller int
	wait             time.Duration // at most; not above 0 for not at all

	mu      sync.Mutex
	taken   int
	by      map[string]int // callers with at least one place or wish for one; at most twice total
	waiting []*waiter      // those with most stake last, of equals the earliest
}

// waiter is a request that waits for a place.
type waiter struct {
	stake uint64
	got   chan bool // told once whether it has a place
}

func newPlaces(total, perCaller int, wait time.Duration) *places {
	return &places{total: total, perCaller: perCaller, wait: wait, by: map[string]int{}}
}

// enter takes a place, waiting for it if need be, and returns how to give it back.
func (p *places) enter(ctx context.Context, caller string, stake uint64) (leave func(), err error) {
	p.mu.Lock()
	full := p.taken >= p.total
	if busy := p.by[caller] >= p.perCaller; busy || !full || p.wait <= 0 {
		defer p.mu.Unlock()
		switch {
		case full && p.wait <= 0:
			return nil, errOverloaded
		case busy:
			return nil, errCallerBusy
		}
		p.taken++
		p.by[caller]++
		return func() { p.leave(caller) }, nil
	}
	w := p.queue(stake)
	p.by[caller]++
	p.mu.Unlock()
	if p.await(ctx, w) {
		return func() { p.leave(caller) }, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(caller)
	return nil, errOverloaded
}

// queue puts a request among those that wait, and sends the last of them away if they are too many.
func (p *places) queue(stake uint64) *waiter {
	w := &waiter{stake, make(chan bool, 1)}
	i := 0
	for i < len(p.waiting) && p.waiting[i].stake < stake {
		i++
	}
	p.waiting = slices.Insert(p.waiting, i, w)
	if len(p.waiting) > p.total {
		p.waiting[0].got <- false
		p.waiting = slices.Delete(p.waiting, 0, 1)
	}
	return w
}

// await waits until a request has a place, and says whether it got one.
func (p *places) await(ctx context.Context, w *waiter) bool {
	late := time.NewTimer(p.wait)
	defer late.Stop()
	select {
	case got := <-w.got:
		return got
	case <-ctx.Done():
	case <-late.C:
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if i := slices.Index(p.waiting, w); i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
		return false
	}
	return <-w.got // told in the same moment
}

func (p *places) leave(caller string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forget(caller)
	if n := len(p.waiting); n > 0 {
		p.waiting[n-1].got <- true
		p.waiting = slices.Delete(p.waiting, n-1, n)
		return
	}
	p.taken--
}

func (p *places) forget(caller string) {
	if p.by[caller]--; p.by[caller] == 0 {
		delete(p.by, caller)
	}
}
