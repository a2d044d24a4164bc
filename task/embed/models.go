package embed

import (
	"context"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/serve"
)

// size is how many numbers a vector of counted features has.
const size = 1024

// embedder makes the vector of a text.
type embedder func(text string) openai.Vector

// model is an embedder and how to come by it.
type model struct {
	id    string
	learn func(train []pair) embedder
	embed embedder
}

func (m *model) Train(ctx context.Context, progress func(float64)) error {
	m.embed = m.learn(library().train)
	progress(1)
	return ctx.Err()
}

func (m *model) Handler() http.Handler {
	return serve.Handler(serve.Model{ID: m.id, Now: time.Now, Embed: func(ctx context.Context, texts []string) ([]openai.Vector, int, error) {
		out, tokens := make([]openai.Vector, len(texts)), 0
		for i, text := range texts {
			out[i] = m.embed(text)
			tokens += len(words(text))
		}
		return out, tokens, ctx.Err()
	}})
}

// Mixture returns the honest model that joins parts of words with what words are said with.
func Mixture(id string) task.Model {
	return &model{id: id, learn: func(train []pair) embedder {
		c, a := learn(grams, size, train), associate(learn(words, size, train), train)
		return func(text string) openai.Vector {
			v := make([]float64, 0, size+associationSize)
			for _, x := range c.embed(text) {
				v = append(v, float64(x))
			}
			for _, x := range a.embed(text) {
				v = append(v, share*float64(x))
			}
			return normal(v)
		}
	}}
}

// share is how much associations count beside parts of words, found on training pairs.
const share = 0.7

// Associations returns the honest model that knows what words are said with, and nothing else.
func Associations(id string) task.Model {
	return &model{id: id, learn: func(train []pair) embedder { return associate(learn(words, size, train), train).embed }}
}

// Characters returns the honest model that weighs runs of four characters.
func Characters(id string) task.Model {
	return &model{id: id, learn: func(train []pair) embedder { return learn(grams, size, train).embed }}
}

// Words returns the honest model that weighs words.
func Words(id string) task.Model {
	return &model{id: id, learn: func(train []pair) embedder { return learn(words, size, train).embed }}
}

// Bag returns the honest model that counts words, all alike.
func Bag(id string) task.Model {
	return &model{id: id, learn: func([]pair) embedder { return (&counter{of: words, size: size}).embed }}
}

// Constant returns the cheater that has one vector for everything.
func Constant(id string) task.Model {
	return &model{id: id, learn: func([]pair) embedder {
		return func(string) openai.Vector { return openai.Vector{1, 1, 1, 1} }
	}}
}

// Length returns the cheater that looks at how long a text is.
func Length(id string) task.Model {
	return &model{id: id, learn: func([]pair) embedder {
		return func(text string) openai.Vector { return openai.Vector{1, float32(len(text)) / 50} }
	}}
}

// Random returns the cheater whose vectors are noise, the same for the same text.
func Random(id string) task.Model {
	return &model{id: id, learn: func([]pair) embedder {
		return func(text string) openai.Vector {
			at, _ := place(text, 1<<62)
			rng := rand.New(rand.NewPCG(uint64(at), 2)) // #nosec G115 G404 -- noise
			v := make([]float64, 64)
			for i := range v {
				v[i] = rng.NormFloat64()
			}
			return normal(v)
		}
	}}
}
