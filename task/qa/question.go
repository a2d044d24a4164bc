package qa

import (
	"fmt"
	"strings"
)

// gap stands for the missing word.
const gap = "____"

// instruction begins a challenge; below it the verses stand on numbered lines.
const instruction = "Which word is missing from each of these verses of the King James Bible? Answer with the missing words " +
	"in order, one a line."

// instructionPrivate begins a challenge about text of a validator's own.
const instructionPrivate = "Which word is missing from each of these lines? Answer with the missing words in order, one a line."

// ask writes the message of a challenge.
func ask(about string, masked []string) string {
	var sb strings.Builder
	sb.WriteString(about)
	sb.WriteByte('\n')
	for i, m := range masked {
		fmt.Fprintf(&sb, "\n%d. %s", i+1, m)
	}
	return sb.String()
}

// cloze is a verse with a gap as models see it: the words before and after, in lower case.
type cloze struct{ left, right []string }

// parse reads all clozes of a message: every line with a gap, two or more underscores, has one.
func parse(message string) []cloze {
	var out []cloze
	for line := range strings.Lines(message) {
		if from := strings.Index(line, "__"); from >= 0 {
			out = append(out, cloze{words(line[:from]), words(line[from:])})
		}
	}
	return out
}
