package smt

import (
	"context"
	"strings"
)

// Lines makes a translator of text from one of a single line. It stops between lines with the error of ctx.
func Lines(translate func(line string) string) func(ctx context.Context, text string) (string, error) {
	return func(ctx context.Context, text string) (string, error) {
		var out []string
		for line := range strings.Lines(text) {
			if err := ctx.Err(); err != nil {
				return "", err
			}
			out = append(out, translate(strings.TrimSuffix(line, "\n")))
		}
		return strings.Join(out, "\n"), nil
	}
}
