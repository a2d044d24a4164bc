package ocr

import (
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"net/http"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/serve"
)

// read reads a picture.
type read func(ctx context.Context, p *picture) (string, error)

// model is a way to read and how to come by it.
type model struct {
	id    string
	learn func(ctx context.Context) (read, error)
	read  read
}

func (m *model) Train(ctx context.Context, progress func(float64)) (err error) {
	if m.read, err = m.learn(ctx); err != nil {
		return err
	}
	progress(1)
	return ctx.Err()
}

func (m *model) Handler() http.Handler {
	return vision(serve.Handler(serve.Model{ID: m.id, Now: time.Now, Chat: serve.Words(serve.MaxBody, m.reply)}))
}

func (m *model) reply(ctx context.Context, _ string) (string, error) {
	p, err := pictureOf(ctx)
	if err != nil {
		return "", err
	}
	return m.read(ctx, p)
}

// Templates returns the honest model that cleans a page and compares its glyphs with those of four typefaces.
func Templates(id string) task.Model {
	return &model{id: id, learn: func(context.Context) (read, error) {
		r := newReader(typefaces(), true)
		return func(_ context.Context, p *picture) (string, error) { return r.read(p.gray), nil }, nil
	}}
}

// Plain returns the honest model that compares the glyphs of a page, as it is, with those of one typeface.
func Plain(id string) task.Model {
	return &model{id: id, learn: func(context.Context) (read, error) {
		r := newReader(typefaces()[:1], false)
		return func(_ context.Context, p *picture) (string, error) { return r.read(p.gray), nil }, nil
	}}
}

// Random returns the cheater that writes a text of its own, the same for the same picture.
func Random(id string) task.Model {
	return &model{id: id, learn: func(context.Context) (read, error) {
		return func(_ context.Context, p *picture) (string, error) {
			return strings.Join(compose(rand.New(rand.NewChaCha8(sha256.Sum256(p.file)))), "\n"), nil // #nosec G404 -- noise
		}, nil
	}}
}

// Constant returns the cheater that always writes the most frequent letters.
func Constant(id string) task.Model {
	return &model{id: id, learn: func(context.Context) (read, error) {
		return func(context.Context, *picture) (string, error) {
			return strings.Repeat("the and ", lineCount*lineWords/2), nil
		}, nil
	}}
}
