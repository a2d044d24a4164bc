package qa

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/tianwang-net/tianwang/task/corpus"
)

// What is asked.
const (
	novelWords  = 5   // words of an n-gram
	novelShared = 0.2 // share of a verse's n-grams that training verses may contain too
	common      = 100 // the most frequent words of training, which are never masked
	leastCount  = 2   // occurrences in training that a masked word must have
	leastLength = 3   // letters of a masked word
)

// span is a word in a text.
type span struct {
	from, to int
	word     string // in lower case
}

// spans finds the words of a text: runs of letters, with apostrophes and hyphens inside.
func spans(text string) []span {
	var out []span
	for i := 0; i < len(text); {
		n := wordLength(text[i:])
		if n == 0 {
			i++
			continue
		}
		out = append(out, span{i, i + n, strings.ToLower(text[i : i+n])})
		i += n
	}
	return out
}

// wordLength returns the length of the word at the begin of text, 0 if there is none.
func wordLength(text string) int {
	end := 0
	for i, r := range text {
		switch {
		case unicode.IsLetter(r):
			end = i + len(string(r))
		case (r == '\'' || r == '’' || r == '-') && end == i && i > 0:
		default:
			return end
		}
	}
	return end
}

// words returns the words of a text in lower case.
func words(text string) []string {
	ss := spans(text)
	out := make([]string, len(ss))
	for i, s := range ss {
		out[i] = s.word
	}
	return out
}

// book is the text of King James's version by the split, with what may be asked.
type book struct {
	train  []corpus.Verse
	exam   []corpus.Verse // held out, new, and with at least one word that may be masked
	counts map[string]int // of words in train
	common map[string]bool
	usual  string // the most frequent word that may be masked
}

// kjv is built on first use.
var kjv = sync.OnceValue(func() *book {
	b := &book{counts: map[string]int{}, common: map[string]bool{}}
	var held []corpus.Verse
	var trainText, heldText []string
	for _, v := range corpus.Verses(corpus.KJV) {
		if corpus.Held(v.Chapter()) {
			held, heldText = append(held, v), append(heldText, v.Text)
			continue
		}
		b.train, trainText = append(b.train, v), append(trainText, v.Text)
		for _, w := range words(v.Text) {
			b.counts[w]++
		}
	}
	for _, w := range frequent(b.counts) {
		if len(b.common) < common {
			b.common[w] = true
		} else if b.usual == "" && b.content(w) {
			b.usual = w
		}
	}
	for _, i := range corpus.Novel(trainText, heldText, novelWords, novelShared) {
		if len(b.maskable(held[i].Text)) > 0 {
			b.exam = append(b.exam, held[i])
		}
	}
	return b
})

// frequent returns words ordered by falling count, equal ones by the alphabet.
func frequent(counts map[string]int) []string {
	out := make([]string, 0, len(counts))
	for w := range counts {
		out = append(out, w)
	}
	slices.SortFunc(out, func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	return out
}

// maskable returns the words of a verse that may be asked: content words that training knows and the verse has once.
func (b *book) maskable(verse string) []span {
	all := spans(verse)
	times := map[string]int{}
	for _, s := range all {
		times[s.word]++
	}
	return slices.DeleteFunc(all, func(s span) bool {
		return times[s.word] > 1 || !b.content(s.word)
	})
}

// content reports whether a word may be masked at all.
func (b *book) content(word string) bool {
	return !b.common[word] && len(word) >= leastLength && b.counts[word] >= leastCount
}

// item is one question: a verse with a gap, and the word that belongs there, in lower case.
type item struct{ masked, word string }

// draw makes an item of a verse.
func (b *book) draw(v corpus.Verse, rng *rand.Rand) item {
	ss := b.maskable(v.Text)
	s := ss[rng.IntN(len(ss))]
	return item{v.Text[:s.from] + gap + v.Text[s.to:], s.word}
}
