// Package docs embeds the pages about how the house works: decisions, specifications, and the pictures of the guides. The
// guides themselves are in [github.com/tianwang-net/tianwang/docs/guide].
package docs

import "embed"

// Files are the pages, in Markdown, and the pictures.
//
//go:embed adr/*.md spec/*.md img/*.webp
var Files embed.FS
