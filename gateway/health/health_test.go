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
	if s := b.Standing("bob", Whole); s != (Standing{Score: 1}) {
		t.Errorf("a stranger: %+v", s)
	}
	for i, want := range []time.Duration{5, 10, 20, 40, 80, 160, 300, 300, 300, 300, 300, 300, 300} {
		b.Failed("bob")
		if got := b.Until("bob").Sub(c.t); got != want*time.Second {
			t.Errorf("failure %d: %s, want %s", i+1, got, want*time.Second)
		}
		c.t = b.Until("bob")
	}
	if !b.Until("bob").IsZero() {
		t.Error("quarantine does not end")
	}
	b.Answered("bob", Whole, 0)
	b.Failed("bob")
	if got := b.Until("bob").Sub(c.t); got != firstQuarantine {
		t.Errorf("failure after an answer: %s", got)
	}
	b.Answered("bob", Whole, 0)
	if !b.Until("bob").IsZero() {
		t.Error("a miner that answers stays in quarantine")
	}
}

// TestBook_OneFailure has a hundred requests end with one miner, which is no reason to exclude it for five minutes.
func TestBook_OneFailure(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	for range 100 {
		b.Failed("bob")
	}
	if got := b.Until("bob").Sub(c.t); got != firstQuarantine {
		t.Errorf("in quarantine for %s", got)
	}
}

// TestBook_OneFindsOut lets one request at a time find out whether a miner is well again.
func TestBook_OneFindsOut(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	b.Failed("bob")
	c.t = c.t.Add(firstQuarantine)
	end := b.Begin("bob")
	if b.Until("bob").IsZero() {
		t.Error("a second request may go to a miner that has not answered yet")
	}
	end()
	if !b.Until("bob").IsZero() {
		t.Error("nobody may find out any more")
	}
	end = b.Begin("bob")
	b.Answered("bob", Whole, time.Second)
	if s := b.Standing("bob", Whole); !s.Until.IsZero() || s.Load != 1 {
		t.Errorf("after an answer: %+v", s)
	}
	end()
}

func TestBook_Busy(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	for _, x := range []struct{ ask, want time.Duration }{{0, time.Second}, {7 * time.Second, 7 * time.Second}, {time.Hour, maxBusy}} {
		b.Busy("bob", x.ask)
		if s := b.Standing("bob", Whole); s.Until.Sub(c.t) != x.want || s.Score != 1 {
			t.Errorf("busy for %s: %+v", x.ask, s)
		}
	}
}

func TestBook_Score(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	score := func() float64 { return b.Standing("bob", Whole).Score }
	b.Failed("bob")
	if got := score(); got != 0.8 {
		t.Errorf("after a failure: %v", got)
	}
	c.t = c.t.Add(halfLife)
	if got := score(); got != 0.9 {
		t.Errorf("a half-life later: %v", got)
	}
	b.Answered("bob", Whole, 0)
	if got := score(); math.Abs(got-0.92) > 1e-9 {
		t.Errorf("after an answer: %v", got)
	}
	b.Faltered("bob")
	if got := b.Standing("bob", Whole); math.Abs(got.Score-0.736) > 1e-9 || !got.Until.IsZero() {
		t.Errorf("after faltering: %+v", got)
	}
	for range 1000 {
		b.Failed("bob")
	}
	if got := score(); got < 0 || got > 1e-6 {
		t.Errorf("after many failures: %v", got)
	}
}

func TestBook_First(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	b.Answered("bob", Whole, time.Second)
	b.Answered("bob", Whole, 2*time.Second)
	if s := b.Standing("bob", Whole); s.First != 1200*time.Millisecond || s.Fresh != 1 {
		t.Errorf("%+v", s)
	}
	if s := b.Standing("bob", Streamed); s.First != 0 || s.Fresh != 0 {
		t.Errorf("streams: %+v", s)
	}
	c.t = c.t.Add(halfLife)
	if s := b.Standing("bob", Whole); s.Fresh != 0.5 {
		t.Errorf("a half-life later: %+v", s)
	}
	c.t = c.t.Add(2 * stale)
	b.Answered("bob", Whole, time.Millisecond)
	if s := b.Standing("bob", Whole); s.First != time.Millisecond {
		t.Errorf("yesterday counts: %+v", s)
	}
}

func TestBook_Lost(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	b.Lost("bob", Whole, time.Second)
	b.Lost("bob", Whole, time.Second)
	b.Answered("bob", Whole, time.Second)
	b.Lost("bob", Whole, time.Second)
	b.Lost("bob", Whole, time.Second)
	if s := b.Standing("bob", Whole); !s.Until.IsZero() || s.First != time.Second {
		t.Errorf("lost twice in a row: %+v", s)
	}
	b.Lost("bob", Whole, time.Second)
	if got := b.Until("bob").Sub(c.t); got != firstQuarantine {
		t.Errorf("lost three times in a row: %s", got)
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
	b.Begin("0")
	c.t = c.t.Add(stale + 1)
	b.Failed("bob")
	if n := len(b.records); n != 2 || b.Standing("0", Whole).Load != 1 {
		t.Errorf("%d records after a while", n)
	}
}
