// Package health remembers how miners behaved towards one gateway.
//
// Its law: two things are kept apart. A quarantine is hard: whoever failed is not asked for a while, twice as long after
// each failure in a row. A score is soft: it only orders those who may be asked, falls with failures, rises with answers,
// and forgets with time, so that nobody is judged by yesterday. Neither has anything to do with the incentive on chain.
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
	weight          = 0.2              // of the newest outcome in a score
	halfLife        = 10 * time.Minute // after which half of a bad score is forgotten
	stale           = time.Hour        // after which a record says nothing
	maxRecords      = 1 << 16
)

// Book holds a record per hotkey. Safe for concurrent use.
type Book struct {
	now func() time.Time

	mu      sync.Mutex
	records map[string]record
}

// record is what is known of one miner; the zero value is a stranger in good standing.
type record struct {
	missing float64   // what the score lacks to 1, as of at
	at      time.Time // when the record was last changed
	failed  int       // failures in a row
	until   time.Time // end of the quarantine
}

// New makes an empty book. now is the clock; nil means time.Now.
func New(now func() time.Time) *Book {
	if now == nil {
		now = time.Now
	}
	return &Book{now: now, records: map[string]record{}}
}

// Score returns how well a miner answered lately, from 0 (never) to 1 (always, or nothing is known).
func (b *Book) Score(hotkey string) float64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	return 1 - b.records[hotkey].missed(b.now())
}

// Until returns when a miner may be asked again; the zero time means now.
func (b *Book) Until(hotkey string) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if until := b.records[hotkey].until; until.After(b.now()) {
		return until
	}
	return time.Time{}
}

// Answered says that a miner gave a good answer.
func (b *Book) Answered(hotkey string) {
	b.change(hotkey, func(r record, now time.Time) record {
		return record{missing: r.missed(now) * (1 - weight)}
	})
}

// Failed says that a miner did not answer, or not well. It is not asked for a while.
func (b *Book) Failed(hotkey string) {
	b.change(hotkey, func(r record, now time.Time) record {
		r.missing = r.missed(now)*(1-weight) + weight
		pause := min(maxQuarantine, firstQuarantine<<min(r.failed, 10))
		r.failed++
		r.until = now.Add(pause)
		return r
	})
}

// Busy says that a miner asked not to be asked for a while. That is no failure.
func (b *Book) Busy(hotkey string, pause time.Duration) {
	b.change(hotkey, func(r record, now time.Time) record {
		r.missing = r.missed(now)
		r.until = now.Add(min(max(pause, time.Second), maxBusy))
		return r
	})
}

// missed is what the score lacks to 1 at a time.
func (r record) missed(now time.Time) float64 {
	return r.missing * math.Exp2(-float64(max(0, now.Sub(r.at)))/float64(halfLife))
}

func (b *Book) change(hotkey string, f func(record, time.Time) record) {
	now := b.now()
	b.mu.Lock()
	defer b.mu.Unlock()
	r, known := b.records[hotkey]
	if !known && len(b.records) >= maxRecords {
		b.sweep(now)
	}
	r = f(r, now)
	r.at = now
	if known || len(b.records) < maxRecords {
		b.records[hotkey] = r
	}
}

// sweep drops records that say nothing any more.
func (b *Book) sweep(now time.Time) {
	for hotkey, r := range b.records {
		if now.Sub(r.at) > stale {
			delete(b.records, hotkey)
		}
	}
}
