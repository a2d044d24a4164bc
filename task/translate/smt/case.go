package smt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// caser restores capital letters of names: it knows the words that training text writes with a capital inside a sentence
// more often than without.
type caser struct{ names map[string]string }

func newCaser(pairs []Pair) *caser {
	counts := map[string]int{} // positive for a capital
	for _, p := range pairs {
		inside := false
		for word := range strings.FieldsSeq(p.Spanish) {
			core := strings.TrimFunc(word, func(r rune) bool { return !isWord(r) })
			first, _ := utf8.DecodeRuneInString(core)
			switch {
			case !inside || core == "":
			case !unicode.IsUpper(first):
				counts[core]--
			case core == title(strings.ToLower(core)): // words all in capitals begin chapters
				counts[strings.ToLower(core)]++
			}
			inside = !strings.ContainsAny(word, ".!?:¿¡")
		}
	}
	c := &caser{map[string]string{}}
	for word, n := range counts {
		if n > 0 {
			c.names[word] = title(word)
		}
	}
	return c
}

func title(word string) string {
	r, n := utf8.DecodeRuneInString(word)
	return string(unicode.ToUpper(r)) + word[n:]
}

// restore returns a word as it is written inside a sentence.
func (c *caser) restore(word string) string {
	if name, ok := c.names[word]; ok {
		return name
	}
	return word
}
