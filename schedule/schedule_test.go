package schedule

import "testing"

func TestFirstEpoch_Staggers(t *testing.T) {
	t.Parallel()
	seen := map[uint64]bool{}
	for netuid := uint32(1); netuid <= 8; netuid++ {
		due := FirstEpoch(100, 10, netuid)
		if due < 110 || due >= 120 || seen[due] {
			t.Errorf("subnet %d is first due at %d", netuid, due)
		}
		seen[due] = true
	}
	if got := FirstEpoch(5, 0, 3); got != 6 {
		t.Errorf("tempo 0 is due at %d, want the next block", got)
	}
}

func TestNextEpoch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ due, tempo, now, want uint64 }{
		{100, 10, 100, 110},
		{100, 10, 103, 110}, // deferred by three blocks: the rhythm stays
		{100, 10, 110, 120},
		{100, 10, 1234, 1240},
		{100, 10, 1240, 1250},
		{100, 0, 100, 101},
		{100, 1, 100, 101},
	} {
		if got := NextEpoch(c.due, c.tempo, c.now); got != c.want {
			t.Errorf("NextEpoch(%d, %d, %d) = %d, want %d", c.due, c.tempo, c.now, got, c.want)
		}
	}
}

func TestRevealWindow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		reveal, now uint64
		want        Window
	}{{6, 5, TooEarly}, {6, 6, Open}, {6, 7, Expired}, {0, 0, Open}} {
		if got := RevealWindow(c.reveal, c.now); got != c.want {
			t.Errorf("to be revealed in %d, now %d: %d, want %d", c.reveal, c.now, got, c.want)
		}
	}
}

func TestAgainEveryFollowing(t *testing.T) {
	t.Parallel()
	if Again(0, 100) != 0 || Again(7, 100) != 107 {
		t.Error("Again")
	}
	if Every(0, 5) || !Every(10, 5) || Every(11, 5) || Every(10, 0) {
		t.Error("Every")
	}
	for now := range uint64(50) {
		if next := Following(now, 7); next <= now || next > now+7 || !Every(next, 7) {
			t.Errorf("Following(%d, 7) = %d", now, next)
		}
	}
}
