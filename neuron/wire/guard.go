package wire

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"time"
)

// Capacity is the number of requests a Guard remembers per generation unless told otherwise: some 4,000 a second.
const Capacity = 1 << 18

// generation is how long a request must at least be remembered: it may be created Skew ahead of the receiver's clock
// and stays valid until that clock is Skew beyond its creation. One second more for the rounding of times.
const generation = 2*Skew + time.Second

// Guard refuses requests that were seen before. It remembers every admitted request until its time has passed, in memory
// and in a journal on disk, so that a restart forgets nothing. It is bounded: when it is full it refuses rather than
// forgets, and no single sender can take more than a quarter of it. Safe for concurrent use.
type Guard struct {
	mu       sync.Mutex
	capacity int
	now, old seen     // two generations; a request is looked up in both
	rotated  int64    // when now began, Unix seconds
	floor    int64    // requests created at or before are refused: what was known of them is gone
	journal  *journal // nil keeps everything in memory
}

// seen is one generation of remembered requests.
type seen struct {
	at      map[mark]int64 // when it was admitted, Unix seconds
	senders map[string]int // how many of each; only while the generation grows
	newest  int64          // the latest creation among them
}

// mark stands for a sender and an id.
type mark [16]byte

func newSeen() seen { return seen{at: map[mark]int64{}, senders: map[string]int{}} }

// OpenGuard opens the memory that is kept in the file at path, which no other guard may use at the same time; an empty
// path keeps it in memory only. capacity bounds the requests per generation; 0 means Capacity.
//
// After a stop that may have lost what was last written, the guard refuses with ErrReplayDoubt what could have been
// seen before, for at most Skew.
func OpenGuard(path string, capacity int, now time.Time) (*Guard, error) {
	if capacity == 0 {
		capacity = Capacity
	}
	g := &Guard{capacity: capacity, now: newSeen(), old: newSeen(), rotated: now.Unix()}
	if path == "" {
		return g, nil
	}
	f, past, err := openJournal(path, bootID(), now.Unix())
	if err != nil {
		return nil, fmt.Errorf("replay journal %s: %w", path, err)
	}
	g.journal, g.floor = f, past.floor
	for _, r := range past.records {
		g.now.at[r.mark] = r.at
		g.now.newest = max(g.now.newest, r.at+int64(Skew/time.Second))
	}
	return g, nil
}

// Admit admits a verified request once. It returns ErrReplayed for one that was admitted before, and ErrReplayDoubt
// when that cannot be known: the memory is full, cannot be written, or was lost.
func (g *Guard) Admit(x *Exchange, now time.Time) error {
	return g.admit(x.Sender, x.ID, x.Created.Unix(), now.Unix())
}

func (g *Guard) admit(sender string, id ID, created, now int64) error {
	m := markOf(sender, id)
	g.mu.Lock()
	defer g.mu.Unlock()
	g.rotated = min(g.rotated, now) // a clock that stepped back starts the generation anew
	if now >= g.rotated+int64(generation/time.Second) {
		g.rotate(now)
	}
	if _, ok := g.now.at[m]; ok {
		return ErrReplayed
	}
	if _, ok := g.old.at[m]; ok {
		return ErrReplayed
	}
	switch {
	case created <= g.floor:
		return fmt.Errorf("created at %d, known from %d on: %w", created, g.floor+1, ErrReplayDoubt)
	case len(g.now.at) >= g.capacity:
		return fmt.Errorf("memory of %d requests is full: %w", g.capacity, ErrReplayDoubt)
	case g.now.senders[sender] >= max(1, g.capacity/4):
		return fmt.Errorf("share of %s in the memory is used up: %w", sender, ErrReplayDoubt)
	}
	if g.journal != nil {
		if err := g.journal.append(record{now, m}); err != nil {
			return fmt.Errorf("journal: %w: %w", err, ErrReplayDoubt)
		}
	}
	g.now.at[m] = now
	g.now.senders[sender]++
	g.now.newest = max(g.now.newest, created)
	return nil
}

// rotate drops the older generation. Requests as old as those dropped are refused from now on; with a clock that does
// not step back they are too old anyway.
func (g *Guard) rotate(now int64) {
	g.floor = max(g.floor, g.old.newest)
	g.old, g.now, g.rotated = seen{at: g.now.at, newest: g.now.newest}, newSeen(), now
	if g.journal == nil {
		return
	}
	// When the journal cannot be rewritten it keeps growing, up to its bound, and is rewritten a generation later.
	_ = g.journal.rewrite(g.floor, g.old.at)
}

// Close writes everything to disk. The guard must not be used afterwards.
func (g *Guard) Close() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.journal == nil {
		return nil
	}
	return g.journal.close()
}

func markOf(sender string, id ID) mark {
	b := make([]byte, 0, 64)
	b = append(append(b, sender...), id[:]...)
	sum := sha256.Sum256(b)
	return mark(sum[:])
}
