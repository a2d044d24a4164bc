package corpus

import (
	"crypto/sha256"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// heldOf256 is how many of 256 units are held out: about a tenth.
const heldOf256 = 26

// Held reports whether a unit (a chapter such as "Gen 1", a package such as "text/template") is held out for
// challenges. All other units are for training. The rule is: the first byte of SHA-256(unit) is below 26.
func Held(unit string) bool { return sha256.Sum256([]byte(unit))[0] < heldOf256 }

// Pair is a verse in two languages.
type Pair struct {
	Ref              string
	English, Spanish string
}

// Pairs returns the verses that modern English and Spanish have in common, in order. Chapters that the two number
// differently are left out whole: there the verses of one number are not translations of each other.
// The slice is shared: callers must not change it.
var Pairs = sync.OnceValue(func() []Pair {
	spanish := make(map[string]string)
	for _, v := range Verses(Spanish) {
		spanish[v.Ref] = v.Text
	}
	counts := map[string]int{} // verses by chapter, English less Spanish
	for ref := range spanish {
		counts[chapter(ref)]--
	}
	bad := map[string]bool{}
	var all []Pair
	for _, v := range Verses(English) {
		counts[v.Chapter()]++
		es, ok := spanish[v.Ref]
		if !ok || shifted(v.Text, es) {
			bad[v.Chapter()] = true
		}
		all = append(all, Pair{v.Ref, v.Text, es})
	}
	return slices.DeleteFunc(all, func(p Pair) bool { return bad[chapter(p.Ref)] || counts[chapter(p.Ref)] != 0 })
})

// shifted reports whether two verses can hardly be translations of each other: one is more than twice as long as the
// other, and that is not the doing of a few words.
func shifted(a, b string) bool {
	short, long := min(len(a), len(b)), max(len(a), len(b))
	return long > 2*short && long-short > 20
}

// Novel returns the indices of those texts in held of whose n-grams of words at most the share maxShared occurs in train.
// Texts of fewer than n words have no n-gram and are left out. Scripture repeats itself, and so does code: without this
// filter a model that only remembers looks as if it understood.
func Novel(train, held []string, n int, maxShared float64) []int {
	seen := newGrams(train, n)
	var out []int
	for i, text := range held {
		total, known := 0, 0
		for h := range hashes(text, n) {
			total++
			if seen.has(h) {
				known++
			}
		}
		if total > 0 && float64(known) <= maxShared*float64(total) {
			out = append(out, i)
		}
	}
	return out
}

// grams is a set of hashes, open addressing with linear probing; 0 is an empty slot.
type grams struct {
	slots []uint64
	mask  uint64
}

func newGrams(texts []string, n int) *grams {
	words := 0
	for _, t := range texts {
		words += strings.Count(t, " ") + strings.Count(t, "\n") + 1
	}
	size := 1024
	for size < 2*words {
		size *= 2
	}
	g := &grams{make([]uint64, size), uint64(size - 1)}
	for _, t := range texts {
		for h := range hashes(t, n) {
			g.slots[g.find(h)] = h
		}
	}
	return g
}

func (g *grams) find(h uint64) uint64 {
	i := h >> 17 & g.mask
	for g.slots[i] != 0 && g.slots[i] != h {
		i = (i + 1) & g.mask
	}
	return i
}

func (g *grams) has(h uint64) bool { return g.slots[g.find(h)] == h }

// hashes yields a hash, never 0, for each n-gram of words. Words are runs of letters and digits in lower case.
func hashes(text string, n int) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		ring := make([]uint64, n) // hashes of the last n words
		words := 0
		for w := range strings.FieldsFuncSeq(text, notWord) {
			ring[words%n] = hashWord(w)
			if words++; words < n {
				continue
			}
			h := uint64(fnvOffset)
			for k := range n {
				h = (h ^ ring[(words+k)%n]) * fnvPrime
			}
			if !yield(h | 1) {
				return
			}
		}
	}
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// The constants of FNV-1a, 64 bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hashWord(w string) uint64 {
	h := uint64(fnvOffset)
	for _, r := range w {
		h = (h ^ uint64(unicode.ToLower(r))) * fnvPrime
	}
	return h ^ h>>29
}
