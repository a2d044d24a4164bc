package metric

import (
	"math"
	"regexp"
	"strings"
	"unicode"
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

// Add adds a sentence. Case matters: callers who do not want that lower both sides first.
func (b *BLEU) Add(hypothesis, reference string) {
	h, r := strings.Fields(Tokenize13a(hypothesis)), strings.Fields(Tokenize13a(reference))
	b.hypothesis += len(h)
	b.reference += len(r)
	for n := 1; n <= bleuOrder; n++ {
		hyp, ref := wordGrams(h, n), wordGrams(r, n)
		for gram, count := range hyp {
			b.orders[n-1].common += min(count, ref[gram])
		}
		b.orders[n-1].hypothesis += max(0, len(h)-n+1)
	}
}

// Score returns BLEU of what was added.
func (b *BLEU) Score() float64 {
	sum, smooth, any := 0., 1., false
	for _, m := range b.orders {
		any = any || m.common > 0
		switch {
		case m.hypothesis == 0:
			return 0
		case m.common == 0:
			smooth *= 2
			sum += math.Log(1 / (smooth * float64(m.hypothesis)))
		default:
			sum += math.Log(float64(m.common) / float64(m.hypothesis))
		}
	}
	if !any {
		return 0
	}
	penalty := min(0, 1-float64(b.reference)/float64(b.hypothesis))
	return 100 * math.Exp(sum/bleuOrder+penalty)
}

func wordGrams(words []string, n int) map[string]int {
	out := map[string]int{}
	for i := 0; i+n <= len(words); i++ {
		out[strings.Join(words[i:i+n], " ")]++
	}
	return out
}

// The rules of mteval-v13a, applied one after the other.
var (
	replace13a = [][2]string{
		{"<skipped>", ""}, {"-\n", ""}, {"\n", " "}, {"&quot;", `"`}, {"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"},
	}
	rules13a = []struct {
		find *regexp.Regexp
		put  string
	}{
		{regexp.MustCompile("([\\{-~\\[-` -&\\(-\\+:-@/])"), " $1 "},
		{regexp.MustCompile(`([^0-9])([.,])`), "$1 $2 "},
		{regexp.MustCompile(`([.,])([^0-9])`), " $1 $2"},
		{regexp.MustCompile(`([0-9])(-)`), "$1 $2 "},
	}
)

// Tokenize13a splits a line into words as sacreBLEU's default tokeniser does; words are separated by one space.
func Tokenize13a(line string) string {
	line = strings.TrimRightFunc(line, unicode.IsSpace)
	for _, r := range replace13a {
		line = strings.ReplaceAll(line, r[0], r[1])
	}
	line = " " + line + " "
	for _, r := range rules13a {
		line = r.find.ReplaceAllString(line, r.put)
	}
	return strings.Join(strings.Fields(line), " ")
}
