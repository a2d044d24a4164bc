package lm

import (
	"context"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/lm/neural"
)

// Transformer returns the honest model that is a small neural network, trained by make model on the training text of both
// domains before the program was built.
func Transformer(id string) task.Model {
	return &trained{id: id, train: func(ctx context.Context, progress func(float64)) (Predictor, error) {
		m, err := neural.Embedded()
		if err != nil {
			return nil, err
		}
		progress(1)
		return m, ctx.Err()
	}}
}
