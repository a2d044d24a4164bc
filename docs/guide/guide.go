// Package guide embeds the guides, so that the program can answer from its own documentation.
package guide

import "embed"

// Files are the guides and the pages of the tasks, in Markdown.
//
//go:embed *.md tasks/*.md
var Files embed.FS
