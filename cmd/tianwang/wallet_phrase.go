package main

import (
	"fmt"
	"io"
	"strings"
)

// write shows the phrase on its own: nothing else is on these lines, and the numbers help to copy it.
func (s secret) write(w io.Writer) error {
	words := strings.Fields(string(s))
	var b strings.Builder
	b.WriteString("\nRecovery phrase, shown this once. Write it on paper; whoever has it owns the keys.\n" +
		"Nobody who helps you will ever ask for it, neither support nor a developer.\n\n")
	for i, word := range words {
		fmt.Fprintf(&b, "%4d %-9s", i+1, word)
		if (i+1)%4 == 0 {
			b.WriteByte('\n')
		}
	}
	_, err := fmt.Fprintln(w, b.String())
	return err
}
