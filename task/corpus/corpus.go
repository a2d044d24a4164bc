// Package corpus holds the texts that tasks ask about and built-in models learn from: verses in three translations,
// messages of programs and Go source, all in the public domain or under licences that ask for a notice (LICENCES.md).
//
// Its law: every unit of text, a chapter, a message or a Go package, belongs either to the part for training or to the part for
// challenges, and the same hash decides for every text. Chapter "Gen 3" is held out in English, in Spanish and in King
// James's version alike, so that no model that keeps to the training part has seen what it is asked. See Held and Novel.
//
// The texts are public. A miner who trains on the held-out part too scores better than it deserves; a subnet with real
// money at stake must ask from private text.
package corpus

import (
	"embed"
	"fmt"
	"strings"
	"sync"

	"github.com/klauspost/compress/zstd"
)

//go:embed data/*.zst
var data embed.FS

// Licences is the notice that goes with the texts, in Markdown; a program that embeds them must be able to show it.
//
//go:embed LICENCES.md
var Licences string

// Text names a text that is made of verses.
type Text string

// The three translations.
const (
	English Text = "english" // a modern English translation
	Spanish Text = "spanish" // Reina-Valera 1909
	KJV     Text = "kjv"     // King James Version
)

// maxText bounds the decompressed size of a text, in bytes.
const maxText = 8 << 20

// read decompresses an embedded text. It panics if the text is broken: the binary is then broken.
func read(name string) string {
	b, err := data.ReadFile("data/" + name + ".txt.zst")
	if err != nil {
		panic(err)
	}
	r, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxText))
	if err != nil {
		panic(err)
	}
	defer r.Close()
	text, err := r.DecodeAll(b, nil)
	if err != nil {
		panic(fmt.Sprintf("corpus %s: %v", name, err))
	}
	return string(text)
}

// Verse is one verse of a text.
type Verse struct {
	Ref  string // "Gen 1:1", the same in every text
	Text string
}

// Chapter returns the chapter a verse belongs to, "Gen 1". It is the unit of the split.
func (v Verse) Chapter() string { return chapter(v.Ref) }

func chapter(ref string) string {
	c, _, _ := strings.Cut(ref, ":")
	return c
}

var texts = map[Text]func() []Verse{
	English: sync.OnceValue(func() []Verse { return parse(read("english")) }),
	Spanish: sync.OnceValue(func() []Verse { return parse(read("spanish")) }),
	KJV:     sync.OnceValue(func() []Verse { return parse(read("kjv")) }),
}

// Verses returns all verses of a text in the order of the books. The slice is shared: callers must not change it.
func Verses(t Text) []Verse { return texts[t]() }

func parse(text string) []Verse {
	out := make([]Verse, 0, strings.Count(text, "\n"))
	for line := range strings.Lines(text) {
		ref, words, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		out = append(out, Verse{ref, words})
	}
	return out
}

// File is a source file of the Go standard library.
type File struct {
	Path string // "text/template/exec.go"
	Text string
}

// Package returns the import path of the package the file belongs to. It is the unit of the split.
func (f File) Package() string { return f.Path[:strings.LastIndexByte(f.Path, '/')] }

// GoFiles returns the Go source files, ordered by package. The slice is shared: callers must not change it.
var GoFiles = sync.OnceValue(func() []File {
	var out []File
	text := read("go")
	for text != "" {
		head, rest, _ := strings.Cut(text, "\n")
		end := nextHead(rest)
		out = append(out, File{strings.TrimSuffix(strings.TrimPrefix(head, "-- "), " --"), rest[:end]})
		text = rest[end:]
	}
	return out
})

// nextHead returns where the next line "-- path.go --" begins, or the length of text.
func nextHead(text string) int {
	for at := 0; ; {
		i := strings.Index(text[at:], "\n-- ")
		if i < 0 {
			return len(text)
		}
		at += i + 1
		line, _, _ := strings.Cut(text[at:], "\n")
		if strings.HasSuffix(line, ".go --") {
			return at
		}
	}
}
