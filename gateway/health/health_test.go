package health

import (
	"math"
	"strconv"
	"testing"
	"time"
)

// clock is a clock that tests set.
type clock struct{ t time.Time }

func (c *clock) now() time.Time { return c.t }

func newBook() (*Book, *clock) {
	c := &clock{time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	return New(c.now), c
}

func TestBook_Quarantine(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	if !b.Until("bob").IsZero() || b.Score("bob") != 1 {
		t.Errorf("a stranger: until %s, score %v", b.Until("bob"), b.Score("bob"))
	}
	for i, want := range []time.Duration{5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300, 300, 300} {
		b.Failed("bob")
		if got := b.Until("bob").Sub(c.t); got != want*time.Second {
			t.Errorf("failure %d: %s, want %s", i+1, got, want*time.Second)
		}
	}
	c.t = b.Until("bob")
	if !b.Until("bob").IsZero() {
		t.Error("quarantine does not end")
	}
	b.Answered("bob")
	b.Failed("bob")
	if got := b.Until("bob").Sub(c.t); got != firstQuarantine {
		t.Errorf("failure after an answer: %s", got)
	}
	b.Answered("bob")
	if !b.Until("bob").IsZero() {
		t.Error("a miner that answers stays in quarantine")
	}
}

func TestBook_Busy(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	for _, x := range []struct{ ask, want time.Duration }{{0, time.Second}, {7 * time.Second, 7 * time.Second}, {time.Hour, maxBusy}} {
		b.Busy("bob", x.ask)
		if got := b.Until("bob").Sub(c.t); got != x.want || b.Score("bob") != 1 {
			t.Errorf("busy for %s: until %s, score %v", x.ask, got, b.Score("bob"))
		}
	}
}

func TestBook_Score(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	b.Failed("bob")
	if got := b.Score("bob"); got != 0.8 {
		t.Errorf("after a failure: %v", got)
	}
	c.t = c.t.Add(halfLife)
	if got := b.Score("bob"); got != 0.9 {
		t.Errorf("a half-life later: %v", got)
	}
	b.Answered("bob")
	if got := b.Score("bob"); math.Abs(got-0.92) > 1e-9 {
		t.Errorf("after an answer: %v", got)
	}
	for range 1000 {
		b.Failed("bob")
	}
	if got := b.Score("bob"); got < 0 || got > 1e-6 {
		t.Errorf("after many failures: %v", got)
	}
}

func TestBook_Bounded(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	for i := range maxRecords + 10 {
		b.Failed(strconv.Itoa(i))
	}
	if n := len(b.records); n != maxRecords {
		t.Errorf("%d records", n)
	}
	c.t = c.t.Add(stale + 1)
	b.Failed("bob")
	if n := len(b.records); n != 1 {
		t.Errorf("%d records after a while", n)
	}
}
