// Package guide embeds the guides, so that the program can show them and answer from its own documentation.
package guide

import (
	"embed"
	"strings"
	"unicode"
)

// Files are the guides and the pages of the tasks, in Markdown, with their figures. Those in zh are in Chinese.
//
//go:embed *.md tasks/*.md zh/*.md img/*.svg
var Files embed.FS

// Anchor returns the name under which a page can be entered at a heading, as code hosts make it.
func Anchor(title string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, title)
}
