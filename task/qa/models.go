package qa

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
	maxInput  = 16 << 10 // bytes
	maxClozes = 64
)

// answerer finds the word for a gap.
type answerer func(c cloze) string

// model is an answerer and how to come by it.
type model struct {
	id    string
	train func(ctx context.Context, b *book, progress func(float64)) (answerer, error)
	ready answerer
}

func (m *model) Train(ctx context.Context, progress func(float64)) error {
	b := kjv()
	progress(0.2)
	ready, err := m.train(ctx, b, progress)
	if err != nil {
		return err
	}
	m.ready = ready
	progress(1)
	return nil
}

func (m *model) Handler() http.Handler {
	return serve.Handler(serve.Model{ID: m.id, Chat: serve.Words(maxInput, m.reply), Now: time.Now})
}

// reply answers every gap of a message with a line.
func (m *model) reply(ctx context.Context, message string) (string, error) {
	cs := parse(message)
	if len(cs) == 0 || len(cs) > maxClozes {
		return "", serve.Invalid("messages: %d lines with a gap, this model fills from 1 to %d; write %s for the missing word",
			len(cs), maxClozes, gap)
	}
	out := make([]string, len(cs))
	for i, c := range cs {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if out[i] = m.ready(c); out[i] == "" {
			out[i] = "?" // a line must not vanish
		}
	}
	return strings.Join(out, "\n"), nil
}

// LeftNgram returns the honest model that knows the words before the gap.
func LeftNgram(id string) task.Model {
	return &model{id: id, train: func(ctx context.Context, b *book, _ func(float64)) (answerer, error) {
		m, err := trainNgram(ctx, b)
		if err != nil {
			return nil, err
		}
		return m.left, nil
	}}
}

// BothNgram returns the honest model that knows the words on both sides of the gap.
func BothNgram(id string) task.Model {
	return &model{id: id, train: func(ctx context.Context, b *book, _ func(float64)) (answerer, error) {
		m, err := trainNgram(ctx, b)
		if err != nil {
			return nil, err
		}
		return func(c cloze) string { return m.both(c, nil) }, nil
	}}
}

// Retrieval returns the honest model that looks the verse up in modern English.
func Retrieval(id string) task.Model {
	return &model{id: id, train: func(ctx context.Context, b *book, _ func(float64)) (answerer, error) {
		r, err := trainRetrieval(ctx, b)
		if err != nil {
			return nil, err
		}
		return r.best, nil
	}}
}

// Mixture returns the honest model that weighs what modern English has for the gap by how well it fits in.
func Mixture(id string) task.Model {
	return &model{id: id, train: func(ctx context.Context, b *book, progress func(float64)) (answerer, error) {
		r, err := trainRetrieval(ctx, b)
		if err != nil {
			return nil, err
		}
		progress(0.6)
		m, err := trainNgram(ctx, b)
		if err != nil {
			return nil, err
		}
		return func(c cloze) string { return m.both(c, r.evidence(c)) }, nil
	}}
}

// Frequent returns the cheater that always gives the most frequent word that may be masked.
func Frequent(id string) task.Model {
	return untrained(id, func(b *book, _ cloze) string { return b.usual })
}

// Random returns the cheater that gives some word, the same for the same verse.
func Random(id string) task.Model {
	return untrained(id, func(b *book, c cloze) string {
		key := sha256.Sum256([]byte(strings.Join(c.left, " ") + "_" + strings.Join(c.right, " ")))
		vs := b.train[binary.BigEndian.Uint32(key[:])%uint32(len(b.train))]
		ws := words(vs.Text)
		return ws[int(binary.BigEndian.Uint32(key[4:])%uint32(len(ws)))]
	})
}

// Echo returns the cheater that gives the longest word of the verse itself.
func Echo(id string) task.Model {
	return untrained(id, func(_ *book, c cloze) string {
		best := ""
		for _, side := range [][]string{c.left, c.right} {
			for _, w := range side {
				if len(w) > len(best) {
					best = w
				}
			}
		}
		return best
	})
}

func untrained(id string, answer func(b *book, c cloze) string) task.Model {
	return &model{id: id, train: func(ctx context.Context, b *book, _ func(float64)) (answerer, error) {
		return func(c cloze) string { return answer(b, c) }, ctx.Err()
	}}
}
