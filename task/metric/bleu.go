package metric

import (
	"math"
	"strings"
)

// BLEU computes BLEU-4 (Papineni and others, 2002): the geometric mean of the precisions of word n-grams, n from 1 to 4,
// times a penalty for being too short. Its range is [0, 100]. Words are those of the tokeniser 13a. As in sacreBLEU's
// default (tok:13a, smooth:exp, eff:no), the k-th order without any match counts as 1/2^k matches. The zero value is an
// empty corpus.
type BLEU struct {
	orders                [bleuOrder]matches
	hypothesis, reference int // words
}

const bleuOrder = 4

// Add adds a sentence with one reference or more: an n-gram may occur as often as in the reference that has most of it,
// and the length that counts is that of the reference nearest in length, the shorter one of two. Case matters: callers who
// do not want that lower all sides first.
func (b *BLEU) Add(hypothesis string, references ...string) {
	h := strings.Fields(Tokenize13a(hypothesis))
	b.hypothesis += len(h)
	var refs [][]string
	nearest := -1
	for _, reference := range references {
		r := strings.Fields(Tokenize13a(reference))
		refs = append(refs, r)
		if d, best := distance(len(r), len(h)), distance(nearest, len(h)); nearest < 0 || d < best || d == best && len(r) < nearest {
			nearest = len(r)
		}
	}
	b.reference += max(0, nearest)
	for n := 1; n <= bleuOrder; n++ {
		most := map[string]int{}
		for _, r := range refs {
			for gram, count := range wordGrams(r, n) {
				most[gram] = max(most[gram], count)
			}
		}
		for gram, count := range wordGrams(h, n) {
			b.orders[n-1].common += min(count, most[gram])
		}
		b.orders[n-1].hypothesis += max(0, len(h)-n+1)
	}
}

func distance(a, b int) int { return max(a-b, b-a) }

// Score returns BLEU of what was added.
func (b *BLEU) Score() float64 { return b.score(false) }

// SentenceBLEU returns BLEU of one sentence, with effective order as in sacreBLEU's sentence score: orders that the
// hypothesis is too short for do not count.
func SentenceBLEU(hypothesis string, references ...string) float64 {
	var b BLEU
	b.Add(hypothesis, references...)
	return b.score(true)
}

func (b *BLEU) score(effective bool) float64 {
	sum, smooth, orders, any := 0., 1., 0, false
	for _, m := range b.orders {
		if m.hypothesis == 0 {
			break
		}
		orders++
		if m.common == 0 {
			smooth *= 2
			sum += math.Log(1 / (smooth * float64(m.hypothesis)))
		} else {
			any = true
			sum += math.Log(float64(m.common) / float64(m.hypothesis))
		}
	}
	if !any || !effective && orders < bleuOrder {
		return 0
	}
	penalty := min(0, 1-float64(b.reference)/float64(b.hypothesis))
	return 100 * math.Exp(sum/float64(orders)+penalty)
}

func wordGrams(words []string, n int) map[string]int {
	out := map[string]int{}
	for i := 0; i+n <= len(words); i++ {
		out[strings.Join(words[i:i+n], " ")]++
	}
	return out
}
