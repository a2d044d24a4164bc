package health

import (
	"context"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// TestBook_Traffic counts what became of requests; who was busy, lost a race or stumbled over a request was not at fault.
func TestBook_Traffic(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	for range 3 {
		b.Answered("bob", Whole, time.Second)
	}
	b.Failed("bob")
	b.Failed("bob") // in quarantine, but somebody's request all the same
	b.Busy("carol", time.Second)
	b.Lost("carol", Whole, time.Second)
	b.Faltered("carol")
	want := map[string]Count{"bob": {3, 5}}
	if got := b.Traffic(); !maps.Equal(got, want) {
		t.Errorf("%v", got)
	}
	if got := b.Lately([]string{"bob", "carol", "nobody"}); got != want["bob"] {
		t.Errorf("together: %v", got)
	}
	c.t = c.t.Add(period)
	b.Answered("dave", Streamed, 0)
	want["dave"] = Count{1, 1}
	if got := b.Traffic(); !maps.Equal(got, want) {
		t.Errorf("a period later: %v", got)
	}
	if got := b.Lately([]string{"bob", "dave"}); got != (Count{4, 6}) {
		t.Errorf("together, a period later: %v", got)
	}
	b.Failed("bob")
	c.t = c.t.Add(period)
	if got := b.Traffic(); !maps.Equal(got, map[string]Count{"bob": {0, 1}, "dave": {1, 1}}) {
		t.Errorf("two periods later: %v", got)
	}
	c.t = c.t.Add(period)
	if got := b.Traffic(); len(got) != 0 {
		t.Errorf("what is old says nothing: %v", got)
	}
}

func TestBook_TrafficBounded(t *testing.T) {
	t.Parallel()
	b, c := newBook()
	for i := range maxRecords + 10 {
		b.Answered(strconv.Itoa(i), Whole, 0)
	}
	if got := len(b.Traffic()); got != maxRecords {
		t.Errorf("%d are counted", got)
	}
	c.t = c.t.Add(2 * period)
	b.Answered("late", Whole, 0)
	if got := b.Traffic(); len(got) != 1 || len(b.traffic) != 1 {
		t.Errorf("%d counted, %d kept", len(got), len(b.traffic))
	}
}

// TestBook_KeepTraffic: counts are over a restart what they were before, and another process reads them.
func TestBook_KeepTraffic(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "traffic.json")
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	log := slog.New(slog.DiscardHandler)
	b, c := newBook()
	keep := func(b *Book) {
		t.Helper()
		if err := b.KeepTraffic(ended, path, log); err != nil {
			t.Fatal(err)
		}
	}
	b.Answered("bob", Whole, 0)
	keep(b)
	b = New(c.now)
	keep(b)
	b.Failed("bob")
	keep(b)
	got, err := ReadTraffic(path, c.t)
	if err != nil || !maps.Equal(got, map[string]Count{"bob": {1, 2}}) {
		t.Errorf("%v, %v", got, err)
	}
	if got, err := ReadTraffic(filepath.Join(t.TempDir(), "none"), c.t); err != nil || len(got) != 0 {
		t.Errorf("no file: %v, %v", got, err)
	}
	for _, bad := range []string{"{", `{"miners":[{"hotkey":"bob","now":{"good":2,"all":1}}]}`} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadTraffic(path, c.t); err == nil {
			t.Errorf("%s was read", bad)
		}
	}
	b = New(c.now)
	b.Answered("carol", Whole, 0)
	keep(b) // begins anew, and says so
	if got, err := ReadTraffic(path, c.t); err != nil || !maps.Equal(got, map[string]Count{"carol": {1, 1}}) {
		t.Errorf("after a file that cannot be read: %v, %v", got, err)
	}
}
