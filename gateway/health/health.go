// Package health remembers how miners behaved towards one gateway.
//
// Its law: two things are kept apart. A quarantine is hard: whoever failed is not asked for a while, twice as long after
// each failure in a row, and then by one request at a time until it answers. It is kept in a file, so that a restart does
// not forgive. Performance is soft: how often a miner answered lately and how soon it began; it only orders those who may
// be asked, and is forgotten with time, so that nobody is judged by yesterday. Neither has anything to do with the
// incentive on chain. Counts of requests decide nothing: of a [Book] they are what each miner did with what it was asked, of
// [Days] what users saw of each model.
package health

import (
	"math"
	"sync"
	"time"
)

const (
	firstQuarantine = 5 * time.Second
	maxQuarantine   = 5 * time.Minute
	maxBusy         = time.Minute      // longest time for which a miner may excuse itself
	weight          = 0.2              // of the newest outcome in a score, and of the newest time in a mean
	halfLife        = 10 * time.Minute // after which half of what is known of a performance is forgotten
	stale           = time.Hour        // after which a record says nothing
	maxRecords      = 1 << 16
	maxLost         = 3 // races lost in a row that count as a failure
)

// Kind is how an answer comes. Times of different kinds are not compared.
type Kind int

// Kinds of answers.
const (
	Whole    Kind = iota // in one piece: its first byte comes with its last
	Streamed             // event by event
	kinds
)

// Book holds a record per hotkey. Safe for concurrent use.
type Book struct {
	now func() time.Time

	mu      sync.Mutex
	records map[string]*record
	changed bool // a quarantine did, since it was last saved

	traffic map[string]counts
	counted bool // a request was, since counts were last saved
}

// record is what is known of one miner; the zero value is a stranger in good standing.
type record struct {
	at    time.Time // when it was last changed
	load  int       // requests under way
	until time.Time // end of the quarantine

	failed int // failures in a row
	lost   int // races lost in a row

	missing float64         // what the score lacks to 1, as of at
	soon    [kinds]soonness // how soon answers begin
}

// soonness is a mean time to the first byte.
type soonness struct {
	mean  time.Duration // 0 when unknown
	timed time.Time     // when it was last measured
}

// Standing is what a book says of a miner at one moment.
type Standing struct {
	Until time.Time     // when it may be asked again; the zero time means now
	Score float64       // how well it answered lately, from 0 (never) to 1 (always, or nothing is known)
	First time.Duration // mean time to the first byte of its answers of one kind; 0 when nothing is known
	Fresh float64       // how much First says, from 1 (measured just now) to 0 (forgotten)
	Load  int           // requests that it works on for this gateway
}

// New makes an empty book. now is the clock; nil means time.Now.
func New(now func() time.Time) *Book {
	if now == nil {
		now = time.Now
	}
	return &Book{now: now, records: map[string]*record{}, traffic: map[string]counts{}}
}

// Standing returns what is known of a miner that is to give an answer of a kind.
func (b *Book) Standing(hotkey string, k Kind) Standing {
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.records[hotkey]
	if r == nil {
		return Standing{Score: 1}
	}
	s := Standing{Score: 1 - r.missed(now), First: r.soon[k].mean, Load: r.load}
	if s.First > 0 {
		s.Fresh = faded(now.Sub(r.soon[k].timed))
	}
	switch {
	case r.until.After(now):
		s.Until = r.until
	case r.failed > 0 && r.load > 0: // one request is finding out whether it is well again
		s.Until = now.Add(time.Second)
	}
	return s
}

// Until returns when a miner may be asked again; the zero time means now.
func (b *Book) Until(hotkey string) time.Time { return b.Standing(hotkey, Whole).Until }

// Begin says that a miner is asked; whoever calls it calls what it returns when nothing is under way any more.
func (b *Book) Begin(hotkey string) (end func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.get(hotkey, b.now())
	r.load++
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		r.load--
	}
}

// Answered says that a miner gave a good answer, whose first byte came after a time; 0 when that was not measured.
func (b *Book) Answered(hotkey string, k Kind, first time.Duration) {
	b.change(hotkey, func(r *record, now time.Time) {
		b.count(hotkey, true, now)
		b.changed = b.changed || r.failed > 0
		r.missing = r.missed(now) * (1 - weight)
		r.failed, r.lost, r.until = 0, 0, time.Time{}
		r.soon[k].measure(first, now)
	})
}

// Began says that a stream of a miner has begun, after a time. Whether it is a good answer shows at its end.
func (b *Book) Began(hotkey string, k Kind, first time.Duration) {
	b.change(hotkey, func(r *record, now time.Time) {
		r.missing = r.missed(now)
		r.lost = 0
		r.soon[k].measure(first, now)
	})
}

// Failed says that a miner did not answer, or not well. It is not asked for a while. What fails while it is in quarantine
// was begun before, and belongs to the same failure.
func (b *Book) Failed(hotkey string) {
	b.change(hotkey, func(r *record, now time.Time) {
		b.count(hotkey, false, now)
		r.missing = r.missed(now)*(1-weight) + weight
		if r.failed > 0 && r.until.After(now) {
			return
		}
		r.punish(now)
		b.changed = true
	})
}

// Faltered says that a miner failed in a way that may be the request's fault: it is asked later than others, not never.
func (b *Book) Faltered(hotkey string) {
	b.change(hotkey, func(r *record, now time.Time) { r.missing = r.missed(now)*(1-weight) + weight })
}

// Lost says that a miner had not begun to answer after a time, when another one did that was asked later. It counts as
// slow, and as failed when it happens again and again.
func (b *Book) Lost(hotkey string, k Kind, waited time.Duration) {
	b.change(hotkey, func(r *record, now time.Time) {
		r.missing = r.missed(now)
		r.soon[k].measure(waited, now)
		if r.lost++; r.lost < maxLost {
			return
		}
		r.lost = 0
		r.missing = r.missing*(1-weight) + weight
		r.punish(now)
		b.changed = true
	})
}

// Busy says that a miner asked not to be asked for a while. That is no failure.
func (b *Book) Busy(hotkey string, pause time.Duration) {
	b.change(hotkey, func(r *record, now time.Time) {
		r.missing = r.missed(now)
		r.until = now.Add(min(max(pause, time.Second), maxBusy))
	})
}

// punish begins a quarantine.
func (r *record) punish(now time.Time) {
	r.until = now.Add(min(maxQuarantine, firstQuarantine<<min(r.failed, 10)))
	r.failed++
}

// measure adds a time to the mean.
func (s *soonness) measure(d time.Duration, now time.Time) {
	if d <= 0 {
		return
	}
	if s.mean == 0 || now.Sub(s.timed) > stale {
		s.mean = d
	} else {
		s.mean += time.Duration(weight * float64(d-s.mean))
	}
	s.timed = now
}

// missed is what the score lacks to 1 at a time.
func (r *record) missed(now time.Time) float64 { return r.missing * faded(now.Sub(r.at)) }

// faded is what is left of what was known a time ago.
func faded(age time.Duration) float64 { return math.Exp2(-float64(max(0, age)) / float64(halfLife)) }

func (b *Book) change(hotkey string, f func(*record, time.Time)) {
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	r := b.get(hotkey, now)
	f(r, now)
	r.at = now
}

// get returns the record of a miner. One for which there is no room is forgotten by its caller.
func (b *Book) get(hotkey string, now time.Time) *record {
	r := b.records[hotkey]
	if r != nil {
		return r
	}
	if len(b.records) >= maxRecords {
		b.sweep(now)
	}
	r = &record{at: now}
	if len(b.records) < maxRecords {
		b.records[hotkey] = r
	}
	return r
}

// sweep drops records that say nothing any more.
func (b *Book) sweep(now time.Time) {
	for hotkey, r := range b.records {
		if r.load == 0 && now.Sub(r.at) > stale {
			delete(b.records, hotkey)
		}
	}
}
