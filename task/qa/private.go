package qa

import (
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/corpus"
)

var _ task.Private = Task{}

// Of private text.
const (
	minPrivate = 300 // lines that are left to ask about: with less a miner would soon have seen all
	maxLine    = 600 // bytes of a line that is asked about
)

// WithText asks about the lines of files of English (.txt), at any depth: a sentence or a verse on each. Lines that share more
// than a fifth of their word 5-grams with shipped text, and those without a word that may be masked, are left out. A word may
// be masked if the shipped text has it: nobody is asked for a name that only the validator knows.
func (Task) WithText(files fs.FS) (task.Task, error) {
	lines, err := privateLines(files)
	if err != nil {
		return nil, err
	}
	var shipped []string
	for _, v := range corpus.Verses(corpus.KJV) {
		shipped = append(shipped, v.Text)
	}
	var out Task
	b := kjv()
	for _, i := range corpus.Novel(shipped, lines, novelWords, novelShared) {
		if len(b.maskable(lines[i])) > 0 {
			out.private = append(out.private, corpus.Verse{Text: lines[i]})
		}
	}
	if len(out.private) < minPrivate {
		return nil, fmt.Errorf("%w: %d lines (files .txt) of at most %d bytes are not in shipped text and have a word to ask for, at least %d are needed",
			task.ErrText, len(out.private), maxLine, minPrivate)
	}
	return out, nil
}

// privateLines reads the lines of all files of text, in the order of their names.
func privateLines(files fs.FS) ([]string, error) {
	var out []string
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != ".txt" {
			return err
		}
		content, err := fs.ReadFile(files, name)
		if err == nil && !utf8.Valid(content) {
			err = fmt.Errorf("%w: %s is not UTF-8", task.ErrText, name)
		}
		for line := range strings.Lines(string(content)) {
			line = strings.TrimSpace(line)
			if len(line) <= maxLine && !strings.Contains(line, "__") { // which marks a gap
				out = append(out, line)
			}
		}
		return err
	})
	return out, err
}
