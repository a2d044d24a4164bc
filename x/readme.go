// Package x embeds the specifications of the modules below it, for those who read them in a browser.
package x

import "embed"

// Readmes are the specifications, one a module.
//
//go:embed */README.md
var Readmes embed.FS
