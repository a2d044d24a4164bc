package assistant

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/serve"
)

// Limits of a message.
const (
	maxInput     = 8 << 10 // bytes
	maxQuestions = 16
)

// finder finds the paragraph that answers a question.
type finder func(question string) (paragraph, bool)

// model is a finder and how to come by it.
type model struct {
	id    string
	learn func(all []paragraph) finder
	find  finder
}

func (m *model) Train(ctx context.Context, progress func(float64)) error {
	m.find = m.learn(library())
	progress(1)
	return ctx.Err()
}

func (m *model) Handler() http.Handler {
	return serve.Handler(serve.Model{ID: m.id, Chat: serve.Words(maxInput, m.reply), Now: time.Now})
}

// unknown is the answer to a question that no page speaks of.
const unknown = "The documentation says nothing about this. 文档中没有相关内容。"

func (m *model) reply(_ context.Context, message string) (string, error) {
	qs := questions(message)
	if len(qs) > maxQuestions {
		return "", serve.Invalid("messages: %d lines, this model answers at most %d questions, one a line", len(qs), maxQuestions)
	}
	var out []string
	for _, q := range qs {
		p, ok := m.find(q)
		if !ok {
			out = append(out, unknown, label+"none")
			continue
		}
		out = append(out, p.text, label+p.source)
	}
	return strings.Join(out, "\n\n"), nil
}

// questions returns the lines of a message that are not empty.
func questions(message string) []string {
	var out []string
	for line := range strings.Lines(message) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

// Passages returns the honest model that ranks paragraphs and their headings by the stems of a question, and understands
// Chinese questions about English pages by a glossary.
func Passages(id string) task.Model {
	return &model{id: id, learn: func(all []paragraph) finder { return newIndex(all).find }}
}

// Overlap returns the honest model that takes the paragraph with the largest share of a question's words.
func Overlap(id string) task.Model {
	return &model{id: id, learn: func(all []paragraph) finder {
		sets := make([]map[string]bool, len(all))
		for i, p := range all {
			sets[i] = map[string]bool{}
			for _, w := range words(p.text) {
				sets[i][w] = true
			}
		}
		return func(question string) (paragraph, bool) {
			best, top := 0, 0
			for i, s := range sets {
				n := 0
				for _, w := range words(question) {
					if s[w] {
						n++
					}
				}
				if n > top {
					best, top = i, n
				}
			}
			return all[best], top > 0
		}
	}}
}

// Random returns the cheater that answers with some paragraph, the same for the same question.
func Random(id string) task.Model {
	return &model{id: id, learn: func(all []paragraph) finder {
		return func(question string) (paragraph, bool) {
			key := sha256.Sum256([]byte(question))
			return all[binary.BigEndian.Uint64(key[:])%uint64(len(all))], true
		}
	}}
}

// Echo returns the cheater that hands back the question and names the page that is right most often.
func Echo(id string) task.Model {
	return &model{id: id, learn: func([]paragraph) finder {
		count, best := map[string]int{}, ""
		for _, p := range pairs() {
			if count[p.Source]++; count[p.Source] > count[best] {
				best = p.Source
			}
		}
		return func(question string) (paragraph, bool) { return paragraph{source: best, text: question}, true }
	}}
}
