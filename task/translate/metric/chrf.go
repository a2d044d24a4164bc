package metric

import "strings"

// ChrF computes chrF2 (Popović, "chrF: character n-gram F-score for automatic MT evaluation", 2015): the F-score of
// character n-grams, n from 1 to 6, white space left out, recall weighing twice as much as precision. Its range is
// [0, 100]. As in sacreBLEU's default (eff:yes, nc:6, nw:0, space:no) precision and recall are averaged over those orders
// that occur on both sides. The zero value is an empty corpus.
type ChrF struct {
	orders [chrfOrder]matches
}

const (
	chrfOrder = 6
	beta2     = 4 // β², β being how much more recall weighs
)

// matches counts n-grams of one order.
type matches struct{ hypothesis, reference, common int }

// Add adds a sentence. Case matters: callers who do not want that lower both sides first.
func (c *ChrF) Add(hypothesis, reference string) {
	h, r := letters(hypothesis), letters(reference)
	for n := 1; n <= chrfOrder; n++ {
		hyp, ref := charGrams(h, n), charGrams(r, n)
		m := &c.orders[n-1]
		for gram, count := range ref {
			m.reference += count
			m.common += min(count, hyp[gram])
		}
		if len(ref) > 0 { // as in sacreBLEU: what has no reference is not counted against a hypothesis
			m.hypothesis += max(0, len(h)-n+1)
		}
	}
}

// Score returns chrF2 of what was added.
func (c *ChrF) Score() float64 {
	var precision, recall, orders float64
	for _, m := range c.orders {
		if m.hypothesis > 0 && m.reference > 0 {
			precision += float64(m.common) / float64(m.hypothesis)
			recall += float64(m.common) / float64(m.reference)
			orders++
		}
	}
	if precision+recall == 0 {
		return 0
	}
	precision, recall = precision/orders, recall/orders
	return 100 * (1 + beta2) * precision * recall / (beta2*precision + recall)
}

func letters(s string) []rune { return []rune(strings.Join(strings.Fields(s), "")) }

func charGrams(s []rune, n int) map[string]int {
	out := make(map[string]int, max(0, len(s)-n+1))
	for i := 0; i+n <= len(s); i++ {
		out[string(s[i:i+n])]++
	}
	return out
}
