package health

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestBook_RestartKeepsQuarantine(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "quarantine.json")
	b, c := newBook()
	if err := b.Load(path); err != nil {
		t.Fatalf("no file: %v", err)
	}
	b.Failed("bob")
	c.t = b.Until("bob")
	b.Failed("bob")
	b.Failed("carol")
	b.Answered("carol", Whole, time.Second)
	b.Busy("dave", time.Minute)
	if err := b.Save(path); err != nil {
		t.Fatal(err)
	}
	again := New(c.now)
	if err := again.Load(path); err != nil {
		t.Fatal(err)
	}
	if got := again.Until("bob").Sub(c.t); got != 2*firstQuarantine {
		t.Errorf("bob: %s", got)
	}
	if s := again.Standing("bob", Whole); s.Score != 1 {
		t.Errorf("a performance was kept: %+v", s)
	}
	if !again.Until("carol").IsZero() || !again.Until("dave").IsZero() {
		t.Error("somebody is in quarantine who did not fail")
	}
	c.t = again.Until("bob")
	again.Failed("bob")
	if got := again.Until("bob").Sub(c.t); got != 4*firstQuarantine {
		t.Errorf("the next failure: %s", got)
	}
	left, err := filepath.Glob(path + "*")
	if err != nil || len(left) != 1 {
		t.Errorf("files %v, %v", left, err)
	}
}

func TestBook_LoadRefuses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "quarantine.json")
	b, c := newBook()
	write := func(s string) {
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"quarantine":[`)
	if err := b.Load(path); err == nil || !strings.Contains(err.Error(), "remove the file") {
		t.Errorf("half a file: %v", err)
	}
	write(`{"quarantine":[{"hotkey":"old","failed":1,"until":"2026-11-24T10:00:00Z"},{"hotkey":"none","failed":0,"until":"2026-11-24T13:00:00Z"},
		{"hotkey":"far","failed":1,"until":"2036-11-24T10:00:00Z"}]}`)
	if err := b.Load(path); err != nil {
		t.Fatal(err)
	}
	if len(b.records) != 1 || b.Until("far").Sub(c.t) != maxQuarantine {
		t.Errorf("%d records, until %s", len(b.records), b.Until("far"))
	}
}

// TestBook_Keep ends a gateway right after a failure.
func TestBook_Keep(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "quarantine.json")
	b, c := newBook()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- b.Keep(ctx, path, slog.New(slog.DiscardHandler)) }()
	b.Failed("bob")
	cancel()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	again := New(c.now)
	if err := again.Load(path); err != nil || again.Until("bob").IsZero() {
		t.Errorf("forgotten: %v", err)
	}
}

func TestPace(t *testing.T) {
	t.Parallel()
	var p Pace
	if d, n := p.Median(); d != 0 || n != 0 {
		t.Errorf("of none: %s of %d", d, n)
	}
	for i := range paceEnough - 1 {
		p.Took(time.Duration(i) * time.Second)
	}
	if got := p.Late(time.Minute); got != time.Minute {
		t.Errorf("too few are known: %s", got)
	}
	p.Took(0)
	if got := p.Late(time.Minute); got != 17*time.Second { // the 19th of 20, of which one is 0
		t.Errorf("of 20: %s", got)
	}
	if d, n := p.Median(); d != 8*time.Second || n != paceEnough {
		t.Errorf("the median of 20 is %s, of %d", d, n)
	}
	for range 2 * paceSamples {
		p.Took(time.Millisecond)
	}
	if got := p.Late(time.Minute); got != paceFloor {
		t.Errorf("of fast ones: %s", got)
	}
}

func TestPace_Budget(t *testing.T) {
	t.Parallel()
	var p Pace
	spent := 0
	for range 1000 {
		p.Asked()
		if p.Spend() {
			spent++
		}
	}
	if spent < 100 || spent > 115 {
		t.Errorf("%d second requests for 1000", spent)
	}
}
