package qa

import (
	"strings"
	"unicode"

	"github.com/tianwang-net/tianwang/task/metric"
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

// bare drops what answers to a list often have around them: a number at the begin of the line ("3." or "3)"), and
// punctuation beyond ASCII, which SQuAD's rules would keep.
func bare(line string) string {
	line = strings.TrimSpace(line)
	if number := strings.TrimLeft(line, "0123456789"); len(number) < len(line) && number != "" && strings.ContainsRune(".):", rune(number[0])) {
		line = number
	}
	return strings.Map(func(r rune) rune {
		if r >= 0x80 && (unicode.IsPunct(r) || unicode.IsSymbol(r)) {
			return -1
		}
		return r
	}, line)
}

// right reports whether a line is the word asked for.
func right(line, truth string) bool { return metric.ExactMatch(bare(line), truth) }
