package qa

import (
	"strings"
	"unicode"
)

// lines returns the first n lines of an answer that are not empty.
func lines(text string, n int) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && len(out) < n {
			out = append(out, line)
		}
	}
	return out
}

// Normalize prepares an answer for comparison, after the evaluation script of SQuAD (Rajpurkar and others, 2016): lower
// case, no punctuation, no articles, single spaces. In addition it drops a number at the begin of a line ("3." or "3)"),
// since answers to a list are often numbered.
func Normalize(answer string) string {
	answer = strings.TrimSpace(answer)
	if number := strings.TrimLeft(answer, "0123456789"); len(number) < len(answer) && number != "" && strings.ContainsRune(".):", rune(number[0])) {
		answer = number
	}
	answer = strings.Map(func(r rune) rune {
		if unicode.IsPunct(r) || unicode.IsSymbol(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, answer)
	var kept []string
	for w := range strings.FieldsSeq(answer) {
		if w != "a" && w != "an" && w != "the" {
			kept = append(kept, w)
		}
	}
	return strings.Join(kept, " ")
}

// ExactMatch reports whether answer and truth are the same after Normalize.
func ExactMatch(answer, truth string) bool {
	n := Normalize(answer)
	return n != "" && n == Normalize(truth)
}

// F1 is the harmonic mean of the precision and the recall of the words of an answer, in [0, 1], after Normalize. The task
// itself counts exact matches only: its answers are single words.
func F1(answer, truth string) float64 {
	got, want := strings.Fields(Normalize(answer)), strings.Fields(Normalize(truth))
	have := map[string]int{}
	for _, w := range want {
		have[w]++
	}
	common := 0
	for _, w := range got {
		if have[w] > 0 {
			have[w]--
			common++
		}
	}
	if common == 0 {
		return 0
	}
	precision, recall := float64(common)/float64(len(got)), float64(common)/float64(len(want))
	return 2 * precision * recall / (precision + recall)
}
