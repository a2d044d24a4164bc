package lm

import (
	"strings"
	"sync"

	"github.com/tianwang-net/tianwang/task/corpus"
)

// Domain is a kind of text that the task asks about.
type Domain string

// The domains of the task.
const (
	Spanish Domain = "spanish" // chapters of Reina-Valera 1909
	Go      Domain = "go"      // source files of the Go standard library
)

// Domains lists all domains of the task.
var Domains = []Domain{Spanish, Go}

// Share of the n-grams of words of a passage that may also occur in training text, for the passage to be asked about.
const (
	novelWords  = 5
	novelShared = 0.2
)

// document is a text in one piece: a chapter or a source file. A unit of the split has one or more.
type document struct {
	unit     string   // what corpus.Held decides on
	passages []string // what the filter for overlap decides on: verses, or blocks of code between empty lines
	joint    string   // what stands between two passages
}

func (d document) text() string { return strings.Join(d.passages, d.joint) }

// documents returns the documents of a domain in order.
func documents(d Domain) []document {
	var out []document
	switch d {
	case Spanish:
		for _, v := range corpus.Verses(corpus.Spanish) {
			if n := len(out); n == 0 || out[n-1].unit != v.Chapter() {
				out = append(out, document{unit: v.Chapter(), joint: "\n"})
			}
			last := &out[len(out)-1]
			last.passages = append(last.passages, v.Text)
		}
	case Go:
		for _, f := range corpus.GoFiles() {
			out = append(out, document{unit: f.Package(), passages: strings.Split(f.Text, "\n\n"), joint: "\n\n"})
		}
	}
	return out
}

// TrainingText returns the text of domains that is for training, documents separated by an empty line.
func TrainingText(domains ...Domain) []byte {
	var sb strings.Builder
	for _, d := range domains {
		for _, doc := range documents(d) {
			if !corpus.Held(doc.unit) {
				sb.WriteString(doc.text())
				sb.WriteString("\n\n")
			}
		}
	}
	return []byte(sb.String())
}

// span is a stretch of a held-out document that may be asked about.
type span struct {
	text       string // the whole document
	start, end int
}

// exam is the held-out text of one domain.
type exam struct {
	spans []span
	total int // bytes in spans
}

// exams holds what is asked, by domain. It is built on first use in about half a second.
var exams = sync.OnceValue(func() map[Domain]*exam {
	out := map[Domain]*exam{}
	for _, d := range Domains {
		out[d] = newExam(documents(d))
	}
	return out
})

func newExam(docs []document) *exam {
	var train, held []string
	var places []span
	for _, doc := range docs {
		if !corpus.Held(doc.unit) {
			train = append(train, doc.passages...)
			continue
		}
		text, at := doc.text(), 0
		for _, p := range doc.passages {
			held = append(held, p)
			places = append(places, span{text, max(at, minContext), at + len(p)})
			at += len(p) + len(doc.joint)
		}
	}
	e := &exam{}
	for _, i := range corpus.Novel(train, held, novelWords, novelShared) {
		if s := places[i]; s.start < s.end {
			e.spans = append(e.spans, s)
			e.total += s.end - s.start
		}
	}
	return e
}

// at returns the span and the place in its document of the i-th byte that may be asked, 0 ≤ i < e.total.
func (e *exam) at(i int) (span, int) {
	for _, s := range e.spans {
		if n := s.end - s.start; i < n {
			return s, s.start + i
		} else {
			i -= n
		}
	}
	panic("lm: place beyond the exam")
}
