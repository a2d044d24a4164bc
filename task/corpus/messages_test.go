package corpus

import (
	"strings"
	"testing"
)

func TestMessages_AreCleanAndSplit(t *testing.T) {
	t.Parallel()
	held := 0
	seen := map[string]bool{}
	for _, m := range Messages() {
		if m.English == "" || m.Spanish == "" || m.English == m.Spanish || strings.ContainsAny(m.English+m.Spanish, "\t\n\x00") || seen[m.English] {
			t.Fatalf("%+v: not a clean message, or there twice", m)
		}
		seen[m.English] = true
		if Held(m.English) {
			held++
		}
	}
	if n := len(seen); n != 7153 || held*15 < n || held*7 > n {
		t.Errorf("%d messages, %d held out", n, held)
	}
}
