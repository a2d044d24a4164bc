package lm

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

// minPrivate is the least text of a domain that is left to ask about, in bytes: with less a miner would soon have seen all.
const minPrivate = 64 << 10

// suffixes tell the domain of a private file.
var suffixes = map[Domain]string{Spanish: ".txt", Go: ".go"}

// WithText asks about files of Spanish (.txt) and of Go (.go), at any depth. Passages of which more than a fifth of the word
// 5-grams is in shipped text, held out or not, are left out.
func (Task) WithText(files fs.FS) (task.Task, error) {
	out := Task{private: map[Domain]*exam{}}
	for _, d := range Domains {
		docs, err := privateDocuments(files, suffixes[d])
		if err != nil {
			return nil, err
		}
		e := newPrivateExam(documents(d), docs)
		if e.total < minPrivate {
			return nil, fmt.Errorf("%w: %s has %d bytes (files %s) that are not in shipped text, at least %d are needed",
				task.ErrText, d, e.total, suffixes[d], minPrivate)
		}
		out.private[d] = e
	}
	return out, nil
}

// privateDocuments reads the files with a suffix, in the order of their names.
func privateDocuments(files fs.FS, suffix string) ([]document, error) {
	var out []document
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path.Ext(name) != suffix {
			return err
		}
		b, err := fs.ReadFile(files, name)
		if err == nil && !utf8.Valid(b) {
			err = fmt.Errorf("%w: %s is not UTF-8", task.ErrText, name)
		}
		out = append(out, document{unit: name, passages: strings.Split(string(b), "\n\n"), joint: "\n\n"})
		return err
	})
	return out, err
}

// newPrivateExam asks about private documents, as far as they are new beside all that is shipped.
func newPrivateExam(shipped, private []document) *exam {
	var known, passages []string
	for _, doc := range shipped {
		known = append(known, doc.passages...)
	}
	var places []span
	for _, doc := range private {
		text, at := doc.text(), 0
		for _, p := range doc.passages {
			passages = append(passages, p)
			places = append(places, span{text, max(at, minContext), at + len(p)})
			at += len(p) + len(doc.joint)
		}
	}
	e := &exam{}
	for _, i := range corpus.Novel(known, passages, novelWords, novelShared) {
		if s := places[i]; s.start < s.end {
			e.spans, e.total = append(e.spans, s), e.total+s.end-s.start
		}
	}
	return e
}
