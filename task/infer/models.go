package infer

import (
	"context"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/lm"
	"github.com/tianwang-net/tianwang/task/serve"
)

// Model returns the model that the task is about.
func Model(id string) task.Model { return lm.NGram(id, order, lm.Domains...) }

// Smaller returns the cheater that runs a smaller model.
func Smaller(id string) task.Model { return lm.NGram(id, order-2, lm.Domains...) }

// Claims returns the cheater that has the smaller model write, and claims for what it wrote the log-probabilities of the right
// one: these take one look at a whole text, where writing takes one for each token.
func Claims(id string) task.Model { return &claims{id: id} }

type claims struct {
	id           string
	small, right *lm.KN
}

func (m *claims) Train(ctx context.Context, progress func(float64)) (err error) {
	text := lm.TrainingText(lm.Domains...)
	if m.small, err = lm.TrainKN(ctx, text, order-2, func(done float64) { progress(done / 2) }); err != nil {
		return err
	}
	m.right, err = lm.TrainKN(ctx, text, order, func(done float64) { progress((1 + done) / 2) })
	return err
}

func (m *claims) Handler() http.Handler {
	write := lm.Complete(m.small)
	return serve.Handler(serve.Model{ID: m.id, Now: time.Now, Complete: func(ctx context.Context, q *openai.CompletionRequest) (*openai.CompletionResponse, error) {
		r, err := write(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, c := range r.Choices {
			if c.Logprobs != nil {
				c.Logprobs.TokenLogprobs, _ = lm.Trace(m.right, q.Prompt[c.Index], c.Text)
			}
		}
		return r, nil
	}})
}

// Random returns the cheater that writes noise.
func Random(id string) task.Model { return lm.Random(id) }
