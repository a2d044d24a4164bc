package ocr

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/tianwang-net/tianwang/task/corpus"
)

// Size of a text.
const (
	lineCount = 4
	lineWords = 5
)

// vocabulary is the words that texts are made of: those of modern English, in an order that the text decides.
var vocabulary = sync.OnceValue(func() []string {
	seen := map[string]bool{}
	var out []string
	for _, v := range corpus.Verses(corpus.English) {
		for w := range strings.FieldsSeq(v.Text) {
			w = strings.Trim(w, `.,;:!?'"()“”‘’—-`)
			if len(w) >= 2 && len(w) <= 10 && !seen[w] && !slices.ContainsFunc([]byte(w), notLetter) {
				seen[w] = true
				out = append(out, w)
			}
		}
	}
	return out
})

func notLetter(b byte) bool { return (b < 'a' || b > 'z') && (b < 'A' || b > 'Z') }

// compose writes lines of words in random order, with numbers and punctuation: nothing that a dictionary of sentences
// would help with.
func compose(rng *rand.Rand) []string {
	words := vocabulary()
	out := make([]string, lineCount)
	for i := range out {
		var line []string
		for range lineWords {
			w := words[rng.IntN(len(words))]
			switch rng.IntN(8) {
			case 0:
				w = strconv.Itoa(rng.IntN(100_000))
			case 1:
				w += string(",.:;?!"[rng.IntN(6)])
			}
			line = append(line, w)
		}
		out[i] = strings.Join(line, " ")
	}
	return out
}
