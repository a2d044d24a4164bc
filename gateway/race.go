package gateway

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
)

// asking is how one miner is asked for what the user sees first, and how that is thrown away when another one was sooner.
type asking[T any] struct {
	ask  func(context.Context, dendrite.Target) (T, error)
	drop func(T)
}

// attempt is one miner that is asked.
type attempt[T any] struct {
	miner   Miner
	began   time.Time
	release func() // ends what is under way with the miner; harmless when nothing is
	value   T
	err     error
}

// winner is what a race is about. Whoever gets it calls release when it needs the miner no more.
type winner[T any] struct {
	value   T
	served  Served
	release func()
}

// contest is a request on its way to the first miner that answers it.
type contest[T any] struct {
	asking[T]
	r     *Router
	s     Subnet
	kind  health.Kind
	pace  *health.Pace
	began time.Time

	asked   map[string]bool
	running map[string]*attempt[T] // by hotkey
	ended   chan *attempt[T]
	decided atomic.Bool // somebody has won, or nobody may any more
	again   time.Time   // when a miner in quarantine may be asked
	tally   tally
}

// race asks one miner after the other until one succeeds, and a second one at the same time when the first is late. The
// first to succeed wins: others are cancelled, and nothing of theirs is passed on.
func race[T any](ctx context.Context, r *Router, s Subnet, path string, k health.Kind, a asking[T]) (winner[T], error) {
	c := &contest[T]{
		asking: a, r: r, s: s, kind: k, pace: r.pace(paceName{s.Netuid, path, k}), began: r.cfg.Now(),
		asked: map[string]bool{}, running: map[string]*attempt[T]{}, ended: make(chan *attempt[T], r.cfg.Reach),
		tally: tally{r: r, netuid: s.Netuid, main: path == s.Endpoint()},
	}
	c.pace.Asked()
	return c.run(ctx)
}

func (c *contest[T]) run(ctx context.Context) (winner[T], error) {
	var late <-chan time.Time
	if d := c.r.late(c.pace); d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		late = timer.C
	}
	for {
		if len(c.running) == 0 && !c.start(ctx) {
			return winner[T]{}, c.lost()
		}
		select {
		case a := <-c.ended:
			delete(c.running, a.miner.Hotkey)
			if a.err == nil {
				return c.won(a), nil
			}
			if ctx.Err() != nil {
				return winner[T]{}, ctx.Err()
			}
			c.tally.count(a.miner, a.err)
		case <-late:
			late = nil
			if c.pace.Spend() {
				c.start(ctx)
			}
		case <-ctx.Done():
			if c.decided.CompareAndSwap(false, true) {
				return winner[T]{}, ctx.Err()
			}
			a := <-c.ended // somebody won at the same moment
			for a.err != nil {
				a = <-c.ended
			}
			a.release()
			c.drop(a.value)
			return winner[T]{}, ctx.Err()
		}
	}
}

// start asks the best miner that was not asked yet, and says whether there is one that may be.
func (c *contest[T]) start(ctx context.Context) bool {
	switch {
	case c.tally.agreed(), len(c.asked) >= c.r.cfg.Reach, c.tally.reached()+len(c.running) >= c.r.cfg.Attempts:
		return false
	case len(c.asked) > 0 && c.r.cfg.Now().Sub(c.began) > c.r.cfg.Patience:
		return false
	}
	m, found, again := c.r.choose(c.s, c.kind, c.asked)
	if !found {
		c.again = again
		return false
	}
	c.asked[m.Hotkey] = true
	ctx, cancel := context.WithCancel(ctx)
	end := c.r.health.Begin(m.Hotkey)
	var over atomic.Bool
	a := &attempt[T]{miner: m, began: c.r.cfg.Now(), release: func() {
		cancel()
		if over.CompareAndSwap(false, true) {
			end()
		}
	}}
	c.running[m.Hotkey] = a
	go c.pursue(ctx, a)
	return true
}

// pursue asks one miner. It ends soon after its context, since everything in it does.
func (c *contest[T]) pursue(ctx context.Context, a *attempt[T]) {
	a.value, a.err = c.ask(ctx, dendrite.Target{Hotkey: a.miner.Hotkey, Netuid: c.s.Netuid, URL: a.miner.URL, TLSKey: a.miner.TLSKey})
	switch {
	case a.err != nil:
		a.release()
	case !c.decided.CompareAndSwap(false, true):
		a.release()
		c.drop(a.value)
		return // nobody waits for it
	}
	c.ended <- a
}

// won settles a race: who was given more time than the winner has lost it, and who failed at what could be answered is to
// blame.
func (c *contest[T]) won(a *attempt[T]) winner[T] {
	now := c.r.cfg.Now()
	for hotkey, other := range c.running {
		other.release()
		if other.began.Before(a.began) {
			c.r.health.Lost(hotkey, c.kind, now.Sub(other.began))
		}
	}
	c.tally.blame()
	c.pace.Took(now.Sub(c.began))
	if first := now.Sub(a.began); c.kind == health.Streamed {
		c.r.health.Began(a.miner.Hotkey, c.kind, first)
	} else {
		c.r.health.Answered(a.miner.Hotkey, c.kind, first)
	}
	return winner[T]{a.value, Served{
		Netuid: c.s.Netuid, Model: c.s.Model, Miner: a.miner, Attempts: len(c.asked), First: now.Sub(c.began),
	}, a.release}
}

// lost says why nobody won.
func (c *contest[T]) lost() error {
	if len(c.asked) == 0 {
		return &Failure{Cause: ErrNoMiners, RetryAfter: c.r.wait(c.again)}
	}
	return c.tally.failure()
}
