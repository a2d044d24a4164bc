package metric

import (
	"regexp"
	"strings"
	"unicode"
)

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
