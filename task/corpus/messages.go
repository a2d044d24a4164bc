package corpus

import (
	"strings"
	"sync"
)

// Messages returns what programs of PostgreSQL say to their users, in English and in Spanish: sentences of a kind that no
// verse is. They are ordered by the English; the English is the unit of the split, and Ref is empty. The slice is shared:
// callers must not change it.
var Messages = sync.OnceValue(func() []Pair {
	var out []Pair
	for line := range strings.Lines(read("messages")) {
		english, spanish, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		out = append(out, Pair{English: english, Spanish: spanish})
	}
	return out
})
