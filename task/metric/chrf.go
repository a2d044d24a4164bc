package metric

import "strings"

// ChrF computes chrF2 (Popović, "chrF: character n-gram F-score for automatic MT evaluation", 2015): the F-score of
// character n-grams, n from 1 to 6, white space left out, recall weighing twice as much as precision. Its range is
// [0, 100]. As in sacreBLEU's default (eff:yes, nc:6, nw:0, space:no) precision and recall are averaged over those orders
// that occur on both sides. The zero value is an empty corpus.
//
// With Words 2 it is chrF++ (Popović, "chrF++: words helping character n-grams", 2017): word n-grams up to that order
// count as further orders, punctuation at the end or the begin of a word being a word of its own.
type ChrF struct {
	Words int // highest order of word n-grams, 0 to 4
	Beta  int // how much more recall weighs; 0 means 2

	orders [chrfOrder + bleuOrder]matches
}

const chrfOrder = 6

// matches counts n-grams of one order.
type matches struct{ hypothesis, reference, common int }

// Add adds a sentence with one reference or more; of several, the one that gives the highest score counts. Case matters:
// callers who do not want that lower all sides first.
func (c *ChrF) Add(hypothesis string, references ...string) {
	var best [len(c.orders)]matches
	top := -1.
	for _, r := range references {
		one := c.count(hypothesis, r)
		if s := c.score(&one); s > top {
			best, top = one, s
		}
	}
	for i, m := range best {
		c.orders[i].hypothesis += m.hypothesis
		c.orders[i].reference += m.reference
		c.orders[i].common += m.common
	}
}

// count counts the n-grams of a sentence and one reference.
func (c *ChrF) count(hypothesis, reference string) (out [chrfOrder + bleuOrder]matches) {
	h, r := letters(hypothesis), letters(reference)
	for n := 1; n <= chrfOrder; n++ {
		out[n-1] = common(charGrams(h, n), charGrams(r, n))
	}
	hw, rw := chrfWords(hypothesis), chrfWords(reference)
	for n := 1; n <= min(c.Words, bleuOrder); n++ {
		out[chrfOrder+n-1] = common(wordGrams(hw, n), wordGrams(rw, n))
	}
	return out
}

func common(hyp, ref map[string]int) (m matches) {
	for gram, count := range ref {
		m.reference += count
		m.common += min(count, hyp[gram])
	}
	if len(ref) > 0 { // as in sacreBLEU: what has no reference is not counted against a hypothesis
		for _, count := range hyp {
			m.hypothesis += count
		}
	}
	return m
}

// Score returns the score of what was added.
func (c *ChrF) Score() float64 { return c.score(&c.orders) }

func (c *ChrF) score(orders *[chrfOrder + bleuOrder]matches) float64 {
	var precision, recall, n float64
	for _, m := range orders {
		if m.hypothesis > 0 && m.reference > 0 {
			precision += float64(m.common) / float64(m.hypothesis)
			recall += float64(m.common) / float64(m.reference)
			n++
		}
	}
	if precision+recall == 0 {
		return 0
	}
	beta := float64(c.Beta)
	if beta == 0 {
		beta = 2
	}
	precision, recall = precision/n, recall/n
	return 100 * (1 + beta*beta) * precision * recall / (beta*beta*precision + recall)
}

func letters(s string) []rune { return []rune(strings.Join(strings.Fields(s), "")) }

func charGrams(s []rune, n int) map[string]int {
	out := make(map[string]int, max(0, len(s)-n+1))
	for i := 0; i+n <= len(s); i++ {
		out[string(s[i:i+n])]++
	}
	return out
}

// asciiPunctuation is what chrF++ and SQuAD call punctuation: string.punctuation of Python.
const asciiPunctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"

// chrfWords splits a text at white space, and one mark of punctuation off each word: the last character if it is one, else
// the first.
func chrfWords(s string) []string {
	var out []string
	for w := range strings.FieldsSeq(s) {
		last := len(w) - 1
		switch {
		case last == 0:
			out = append(out, w)
		case strings.IndexByte(asciiPunctuation, w[last]) >= 0:
			out = append(out, w[:last], w[last:])
		case strings.IndexByte(asciiPunctuation, w[0]) >= 0:
			out = append(out, w[:1], w[1:])
		default:
			out = append(out, w)
		}
	}
	return out
}
