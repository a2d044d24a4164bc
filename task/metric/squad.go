package metric

import (
	"regexp"
	"strings"
)

var articles = regexp.MustCompile(`\b(a|an|the)\b`)

// NormalizeSQuAD prepares an answer for comparison as the evaluation script of SQuAD does: lower case, no ASCII
// punctuation, no English articles, single spaces.
func NormalizeSQuAD(answer string) string {
	answer = strings.Map(func(r rune) rune {
		if r < 0x80 && strings.IndexByte(asciiPunctuation, byte(r)) >= 0 {
			return -1
		}
		return r
	}, strings.ToLower(answer))
	return strings.Join(strings.Fields(articles.ReplaceAllString(answer, " ")), " ")
}

// ExactMatch reports whether an answer is one of the truths after NormalizeSQuAD.
func ExactMatch(answer string, truths ...string) bool {
	n := NormalizeSQuAD(answer)
	for _, t := range truths {
		if NormalizeSQuAD(t) == n {
			return true
		}
	}
	return false
}

// F1 is the harmonic mean of the precision and the recall of the words of an answer, in [0, 1], after NormalizeSQuAD; the
// best over all truths. If either side has no word it is 1 when neither has, else 0.
func F1(answer string, truths ...string) float64 {
	got := strings.Fields(NormalizeSQuAD(answer))
	best := 0.
	for _, t := range truths {
		best = max(best, WordF1(got, strings.Fields(NormalizeSQuAD(t))))
	}
	return best
}

// WordF1 is F1 of two lists of words as they are, by the number of times each occurs on both sides.
func WordF1(got, want []string) float64 {
	if len(got) == 0 || len(want) == 0 {
		if len(got) == len(want) {
			return 1
		}
		return 0
	}
	have := map[string]int{}
	for _, w := range want {
		have[w]++
	}
	same := 0
	for _, w := range got {
		if have[w] > 0 {
			have[w]--
			same++
		}
	}
	if same == 0 {
		return 0
	}
	precision, recall := float64(same)/float64(len(got)), float64(same)/float64(len(want))
	return 2 * precision * recall / (precision + recall)
}
