package main

import (
	"crypto/sha256"
	"go/scanner"
	"go/token"
	"slices"
	"strings"

	"github.com/tianwang-net/tianwang/task/corpus"
)

// part is a half of the held-out text.
type part int

const (
	first part = iota
	second
)

// in reports whether a held-out unit belongs to the part: the second byte of the hash that also holds it out decides.
func (p part) in(unit string) bool {
	return corpus.Held(unit) && part(sha256.Sum256([]byte(unit))[1]%2) == p
}

// mixed returns Go source that no model has seen whose comments are Spanish that no model has seen: a text that no
// specialist knows, made of two that one each does. in says for each byte whether it is in a comment.
func mixed(p part) (text []byte, in []bool) {
	words := spanish(p)
	for _, f := range corpus.GoFiles() {
		if p.in(f.Package()) {
			t, c := comment(f.Text, words)
			text, in = append(text, t...), append(in, c...)
		}
	}
	return text, in
}

// spanish yields the words of the held-out chapters of a part, over and over.
func spanish(p part) func(room int) string {
	var words []string
	for _, v := range corpus.Verses(corpus.Spanish) {
		if p.in(v.Chapter()) {
			words = append(words, strings.Fields(v.Text)...)
		}
	}
	at := 0
	return func(room int) string {
		var line strings.Builder
		for {
			w := words[at%len(words)]
			if line.Len() > 0 && line.Len()+1+len(w) > room {
				return line.String()
			}
			if line.Len() > 0 {
				line.WriteByte(' ')
			}
			line.WriteString(w)
			at++
		}
	}
}

// comment puts Spanish into the comments of a source file, line by line about as long as they were. Directives and
// comments without a letter stay.
func comment(source string, words func(room int) string) (text []byte, in []bool) {
	var s scanner.Scanner
	set := token.NewFileSet()
	file := set.AddFile("", set.Base(), len(source))
	s.Init(file, []byte(source), nil, scanner.ScanComments)
	at := 0
	copyTo := func(end int) {
		text, in = append(text, source[at:end]...), append(in, make([]bool, end-at)...)
		at = end
	}
	for {
		pos, kind, literal := s.Scan()
		if kind == token.EOF {
			break
		}
		if kind != token.COMMENT || strings.HasPrefix(literal, "//go:") {
			continue
		}
		begin := file.Offset(pos)
		copyTo(begin)
		for line := range strings.Lines(literal) {
			said := strings.TrimSuffix(line, "\n")
			body := strings.Trim(said, "/* \t")
			if body != "" && strings.ContainsFunc(body, letter) {
				head, tail, _ := strings.Cut(said, body)
				said = head + words(len(body)) + tail
			}
			if strings.HasSuffix(line, "\n") {
				said += "\n"
			}
			text = append(text, said...)
			in = append(in, slices.Repeat([]bool{true}, len(said))...)
		}
		at = begin + len(literal)
	}
	copyTo(len(source))
	return text, in
}

func letter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }
