package wire

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

func openGuard(t *testing.T, path string, capacity int, now time.Time) *Guard {
	t.Helper()
	g, err := OpenGuard(path, capacity, now)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// at is an exchange that alice created at a time.
func at(created time.Time) *Exchange {
	return &Exchange{Envelope: Envelope{Sender: "alice", ID: NewID()}, Created: created}
}

func TestGuard_AdmitsOnce(t *testing.T) {
	t.Parallel()
	g := openGuard(t, "", 0, noon)
	x := at(noon)
	if err := g.Admit(x, noon); err != nil {
		t.Fatal(err)
	}
	for _, later := range []time.Duration{0, time.Second, Skew, generation - 1, generation} {
		if err := g.Admit(x, noon.Add(later)); !errors.Is(err, ErrReplayed) {
			t.Errorf("again after %s: %v", later, err)
		}
	}
	same := at(noon)
	same.ID, same.Sender = x.ID, "carol"
	if err := g.Admit(same, noon); err != nil {
		t.Errorf("same id of another sender: %v", err)
	}
}

// TestGuard_FullWindow replays a request at each second of the time in which its signature is valid, on clocks as far
// apart as allowed, with other requests in between that make the guard forget.
func TestGuard_FullWindow(t *testing.T) {
	t.Parallel()
	for ahead := -Skew; ahead <= Skew; ahead += 10 * time.Second {
		for phase := range 61 {
			g := openGuard(t, "", 0, noon.Add(-time.Duration(phase)*time.Second))
			x := at(noon.Add(ahead))
			if err := g.Admit(x, noon); err != nil {
				t.Fatalf("ahead %s, phase %d: %v", ahead, phase, err)
			}
			for now := noon; !now.After(x.Created.Add(Skew)); now = now.Add(time.Second) {
				if err := g.Admit(at(now), now); err != nil {
					t.Fatalf("a fresh request: %v", err)
				}
				if err := g.Admit(x, now); !errors.Is(err, ErrReplayed) {
					t.Fatalf("ahead %s, phase %d, replay after %s: %v", ahead, phase, now.Sub(noon), err)
				}
			}
		}
	}
}

func TestGuard_ClockStepsBack(t *testing.T) {
	t.Parallel()
	g := openGuard(t, "", 0, noon)
	x := at(noon)
	if err := g.Admit(x, noon); err != nil {
		t.Fatal(err)
	}
	// Two generations later the request is forgotten; then the clock is set back to when it was valid.
	for i := range 3 {
		now := noon.Add(time.Duration(i) * generation)
		if err := g.Admit(at(now), now); err != nil {
			t.Fatal(err)
		}
	}
	if err := g.Admit(x, noon); !errors.Is(err, ErrReplayDoubt) {
		t.Errorf("replay after the clock was set back: %v", err)
	}
	back := noon.Add(time.Minute)
	if err := g.Admit(at(back), back); err != nil {
		t.Errorf("a fresh request after the clock was set back: %v", err)
	}
}

func TestGuard_Bounded(t *testing.T) {
	t.Parallel()
	g := openGuard(t, "", 8, noon)
	for i := range 8 {
		x := at(noon)
		x.Sender = strconv.Itoa(i / 2)
		if err := g.Admit(x, noon); err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			x := at(noon)
			x.Sender = "0"
			if err := g.Admit(x, noon); !errors.Is(err, ErrReplayDoubt) {
				t.Errorf("third of a sender with a share of two: %v", err)
			}
		}
	}
	if err := g.Admit(at(noon), noon); !errors.Is(err, ErrReplayDoubt) {
		t.Errorf("ninth of eight: %v", err)
	}
	later := noon.Add(generation)
	if err := g.Admit(at(later), later); err != nil {
		t.Errorf("a generation later: %v", err)
	}
}

func TestGuard_Restart(t *testing.T) {
	t.Parallel()
	for _, clean := range []bool{true, false} {
		path := filepath.Join(t.TempDir(), "seen")
		g := openGuard(t, path, 0, noon)
		x := at(noon.Add(20 * time.Second))
		if err := g.Admit(x, noon); err != nil {
			t.Fatal(err)
		}
		if clean {
			if err := g.Close(); err != nil {
				t.Fatal(err)
			}
		}
		again := openGuard(t, path, 0, noon.Add(time.Second))
		if err := again.Admit(x, noon.Add(time.Second)); !errors.Is(err, ErrReplayed) {
			t.Errorf("closed %v: replay after a restart: %v", clean, err)
		}
		if err := again.Admit(at(noon), noon.Add(time.Second)); err != nil {
			t.Errorf("closed %v: a fresh request after a restart: %v", clean, err)
		}
	}
}

// TestGuard_Doubt opens journals that may lack what was last written.
func TestGuard_Doubt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		alter func([]byte) []byte
		doubt bool
	}{
		{"as written", func(b []byte) []byte { return b }, false},
		{"torn record", func(b []byte) []byte { return append(b, 1, 2, 3) }, false},
		{"other run of the machine", func(b []byte) []byte { b[len(journalMagic)] ^= 1; return b }, true},
		{"run unknown", func(b []byte) []byte { clear(b[len(journalMagic):][:bootSize]); return b }, true},
		{"closed on another run", func(b []byte) []byte { b[len(journalMagic)] ^= 1; b[closedAt+7] = 1; return b }, false},
		{"not a journal", func([]byte) []byte { return []byte("hello") }, true},
		{"empty", func([]byte) []byte { return nil }, true},
		{"too large", func(b []byte) []byte { return append(b, make([]byte, maxJournal)...) }, true},
	} {
		path := filepath.Join(t.TempDir(), "seen")
		j, _, err := openJournal(path, bootID()+"x", noon.Unix())
		if err != nil {
			t.Fatal(err)
		}
		x := at(noon)
		if err := j.append(record{noon.Unix(), markOf(x.Sender, x.ID)}); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, c.alter(b), 0o600); err != nil {
			t.Fatal(err)
		}
		_, past, err := openJournal(path, bootID()+"x", noon.Unix())
		if err != nil {
			t.Fatal(err)
		}
		if doubt := past.floor >= noon.Add(Skew).Unix(); doubt != c.doubt {
			t.Errorf("%s: doubt %v, want %v", c.name, doubt, c.doubt)
		}
		if !c.doubt && len(past.records) != 1 {
			t.Errorf("%s: %d records, want 1", c.name, len(past.records))
		}
	}
}

func TestGuard_DoubtPasses(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "seen")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	g := openGuard(t, path, 0, noon)
	for _, c := range []struct {
		created time.Duration
		want    error
	}{{0, ErrReplayDoubt}, {Skew, ErrReplayDoubt}, {Skew + time.Second, nil}} {
		if err := g.Admit(at(noon.Add(c.created)), noon.Add(c.created)); !errors.Is(err, c.want) {
			t.Errorf("created %s later: got %v, want %v", c.created, err, c.want)
		}
	}
}

func TestGuard_CannotWrite(t *testing.T) {
	t.Parallel()
	g := openGuard(t, filepath.Join(t.TempDir(), "seen"), 0, noon)
	if err := g.journal.f.Close(); err != nil {
		t.Fatal(err)
	}
	x := at(noon)
	for range 2 {
		if err := g.Admit(x, noon); !errors.Is(err, ErrReplayDoubt) {
			t.Errorf("journal that cannot be written: %v", err)
		}
	}
	if _, err := OpenGuard(filepath.Join(t.TempDir(), "missing", "seen"), 0, noon); err == nil {
		t.Error("a directory that does not exist: opened")
	}
}

// TestGuard_JournalStaysSmall lets many generations pass: the file holds no more than two.
func TestGuard_JournalStaysSmall(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "seen")
	g := openGuard(t, path, 0, noon)
	var last *Exchange
	for i := range 20 {
		now := noon.Add(time.Duration(i) * generation)
		for range 50 {
			last = at(now)
			if err := g.Admit(last, now); err != nil {
				t.Fatal(err)
			}
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if most := int64(headerSize + 100*recordSize); info.Size() > most {
		t.Errorf("journal of %d bytes, want at most %d", info.Size(), most)
	}
	now := noon.Add(19 * generation)
	if err := openGuard(t, path, 0, now).Admit(last, now); !errors.Is(err, ErrReplayed) {
		t.Errorf("replay from a rewritten journal: %v", err)
	}
}

// TestGuard_LateRestart opens a journal long after: everything in it is dropped, but a clock that was set back in between
// does not make it valid again.
func TestGuard_LateRestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "seen")
	g := openGuard(t, path, 0, noon)
	x := at(noon)
	if err := g.Admit(x, noon); err != nil {
		t.Fatal(err)
	}
	g = openGuard(t, path, 0, noon.Add(time.Hour))
	if n := len(g.now.at); n != 0 {
		t.Errorf("%d requests remembered after an hour", n)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if floor := binary.BigEndian.Uint64(b[len(journalMagic)+bootSize:]); floor != uint64(noon.Add(Skew).Unix()) {
		t.Errorf("floor %d", floor)
	}
	g = openGuard(t, path, 0, noon)
	if err := g.Admit(x, noon); !errors.Is(err, ErrReplayDoubt) {
		t.Errorf("replay after the clock was set back: %v", err)
	}
}
