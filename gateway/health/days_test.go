package health

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

func newDays() (*Days, *clock) {
	c := &clock{time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)}
	return NewDays(c.now), c
}

// TestDays: a day begins at midnight in UTC, whatever the clock on the wall says, and a month later it is forgotten.
func TestDays(t *testing.T) {
	t.Parallel()
	d, c := newDays()
	c.t = time.Date(2026, 11, 25, 7, 59, 59, 999_999_999, time.FixedZone("", 8*60*60))
	d.Count("a", true)
	d.Count("a", false)
	d.Count("b", false)
	c.t = c.t.Add(1)
	d.Count("a", true)
	want := []Day{{"2026-11-24", 2, 1}, {"2026-11-25", 1, 1}}
	if got := d.Of("a"); !slices.Equal(got, want) {
		t.Errorf("a: %v", got)
	}
	if got := d.Of("b"); !slices.Equal(got, []Day{{"2026-11-24", 1, 0}}) {
		t.Errorf("b: %v", got)
	}
	if got := d.Of("c"); len(got) != 0 {
		t.Errorf("one that nobody asked: %v", got)
	}
	c.t = c.t.AddDate(0, 0, keptDays-1)
	if got := d.Of("a"); !slices.Equal(got, want[1:]) {
		t.Errorf("29 days later: %v", got)
	}
	d.Count("a", true)
	if got := d.models["a"]; len(got) != 2 {
		t.Errorf("what is forgotten is kept: %v", got)
	}
	c.t = c.t.AddDate(0, 0, keptDays)
	if got := d.Of("a"); len(got) != 0 {
		t.Errorf("a month later: %v", got)
	}
}

// TestDays_ClockPutBack: what a clock that was fast has counted is not shown, and the days go on.
func TestDays_ClockPutBack(t *testing.T) {
	t.Parallel()
	d, c := newDays()
	d.Count("a", true)
	right := c.t
	c.t = c.t.AddDate(0, 0, 2)
	d.Count("a", true)
	c.t = right
	if got := d.Of("a"); !slices.Equal(got, []Day{{"2026-11-24", 1, 1}}) {
		t.Errorf("put back: %v", got)
	}
	c.t = c.t.AddDate(0, 0, -1)
	d.Count("a", false)
	if got := d.Of("a"); !slices.Equal(got, []Day{{"2026-11-23", 1, 0}}) {
		t.Errorf("a day before: %v", got)
	}
}

func TestDays_Bounded(t *testing.T) {
	t.Parallel()
	d, c := newDays()
	for i := range maxModels + 10 {
		d.Count(strconv.Itoa(i), true)
	}
	if len(d.models) != maxModels {
		t.Errorf("%d models", len(d.models))
	}
	d.Count("0", true)
	if got := d.Of("0"); !slices.Equal(got, []Day{{"2026-11-24", 2, 2}}) {
		t.Errorf("one that is known, when there is no room: %v", got)
	}
	c.t = c.t.AddDate(0, 0, keptDays)
	d.Count("new", true)
	if len(d.models) != 1 || len(d.Of("new")) != 1 {
		t.Errorf("a month later: %d models", len(d.models))
	}
}

// keep takes over a file and saves it once. What was complained of is returned.
func keep(t *testing.T, d *Days, path string) string {
	t.Helper()
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	var said bytes.Buffer
	if err := d.Keep(ended, path, slog.New(slog.NewTextHandler(&said, nil))); err != nil {
		t.Fatal(err)
	}
	return said.String()
}

// TestDays_Keep: over a restart days are what they were before, and what was counted meanwhile is added.
func TestDays_Keep(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "days.json")
	d, c := newDays()
	d.Count("pipe:a,b", true)
	c.t = c.t.AddDate(0, 0, 1)
	d.Count("pipe:a,b", true)
	keep(t, d, path)
	d = NewDays(c.now)
	d.Count("pipe:a,b", false)
	d.Count("c", true)
	if said := keep(t, d, path); said != "" {
		t.Error(said)
	}
	d = NewDays(c.now)
	keep(t, d, path)
	if got := d.Of("pipe:a,b"); !slices.Equal(got, []Day{{"2026-11-24", 1, 1}, {"2026-11-25", 2, 1}}) {
		t.Errorf("%v", got)
	}
	if got := d.Of("c"); !slices.Equal(got, []Day{{"2026-11-25", 1, 1}}) {
		t.Errorf("c: %v", got)
	}
}

// TestDays_BadFile: a file that is not understood is complained of, and nothing of it is taken.
func TestDays_BadFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "days.json")
	good := `{"id":"a","days":[{"day":"2026-11-24","asked":1,"answered":1}]},`
	for _, bad := range []string{
		"{", `{"models":7}`, strings.Repeat(" ", maxFile+1),
		`{"models":[` + good + `{"id":"b","days":[{"day":"2026-11-24","asked":1,"answered":2}]}]}`,
		`{"models":[` + good + `{"id":"b","days":[{"day":"yesterday","asked":1}]}]}`,
		`{"models":[` + good + `{"id":"b","days":[{"day":"2026-11-24","asked":-1}]}]}`,
	} {
		if err := os.WriteFile(path, []byte(bad), 0o600); err != nil {
			t.Fatal(err)
		}
		d, _ := newDays()
		if said := keep(t, d, path); !strings.Contains(said, "counted anew") || !strings.Contains(said, "remove the file") {
			t.Errorf("%.60s: %s", bad, said)
		}
		if len(d.models) != 0 {
			t.Errorf("%.60s: %v was read", bad, d.models)
		}
		d.Count("a", true)
		keep(t, d, path)
		if said := keep(t, NewDays(d.now), path); said != "" {
			t.Errorf("%.60s: %s", bad, said)
		}
	}
}

// TestDays_NotSaved: what a disk did not take is saved another time.
func TestDays_NotSaved(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "later")
	path := filepath.Join(dir, "days.json")
	d, _ := newDays()
	d.Count("a", true)
	if err := d.save(path); err == nil {
		t.Fatal("saved where there is no directory")
	}
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := d.save(path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}
