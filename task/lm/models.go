package lm

import (
	"context"
	"crypto/sha256"
	"math"
	"net/http"

	"github.com/tianwang-net/tianwang/task"
)

// NGram returns the honest model: a KN model of the given order, trained on the training text of domains. Order 1 knows
// only how often each byte occurs.
func NGram(id string, order int, domains ...Domain) task.Model {
	return &ngram{id: id, order: order, domains: domains}
}

type ngram struct {
	id      string
	order   int
	domains []Domain
	kn      *KN
}

func (m *ngram) Train(ctx context.Context, progress func(float64)) error {
	text := TrainingText(m.domains...)
	progress(0.1)
	kn, err := TrainKN(ctx, text, m.order, func(done float64) { progress(0.1 + 0.9*done) })
	m.kn = kn
	return err
}

func (m *ngram) Handler() http.Handler { return Handler(m.id, m.kn) }

// fixed is a model that learns nothing.
type fixed struct {
	id string
	Predictor
}

func (fixed) Train(ctx context.Context, progress func(float64)) error {
	progress(1)
	return ctx.Err()
}

func (m fixed) Handler() http.Handler { return Handler(m.id, m.Predictor) }

// Uniform returns the cheater that calls every byte equally likely. It needs 8 bits per byte: score 0.
func Uniform(id string) task.Model { return fixed{id, uniform{}} }

// Random returns the cheater that answers with noise: a random distribution, the same for the same context.
func Random(id string) task.Model { return fixed{id, random{}} }

// Sure returns the cheater that reports probability 1 for every byte. The judge refuses it: the sum is 256.
func Sure(id string) task.Model { return fixed{id, sure{}} }

type uniform struct{}

func (uniform) Predict(_ []byte, p *[256]float64) {
	for b := range p {
		p[b] = 1. / 256
	}
}

type sure struct{}

func (sure) Predict(_ []byte, p *[256]float64) {
	for b := range p {
		p[b] = 1
	}
}

type random struct{}

// Predict draws each weight from an exponential distribution, so that p is uniform over all distributions.
func (random) Predict(history []byte, p *[256]float64) {
	key := sha256.Sum256(history[max(0, len(history)-MaxContext):])
	sum := 0.
	for b := range p {
		if b%32 == 0 {
			key = sha256.Sum256(key[:])
		}
		p[b] = -math.Log((float64(key[b%32]) + 0.5) / 256)
		sum += p[b]
	}
	for b := range p {
		p[b] /= sum
	}
}
