package translate

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/serve"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

// maxInput is the longest message, in bytes, that the models read.
const maxInput = 16 << 10

// translator turns English text into Spanish, line by line.
type translator func(ctx context.Context, text string) (string, error)

// model is a translator and how to come by it.
type model struct {
	id    string
	train func(ctx context.Context, progress func(float64)) (translator, error)
	ready translator
}

func (m *model) Train(ctx context.Context, progress func(float64)) error {
	t, err := m.train(ctx, progress)
	m.ready = t
	return err
}

func (m *model) Handler() http.Handler {
	return serve.Handler(serve.Model{ID: m.id, Chat: serve.Words(maxInput, m.ready), Now: time.Now})
}

// SMT returns the honest phrase-based system, trained on a number of verse pairs; 0 means all.
func SMT(id string, pairs int) task.Model {
	return &model{id: id, train: func(ctx context.Context, progress func(float64)) (translator, error) {
		s, err := smt.Train(ctx, TrainingPairs(pairs), progress)
		if err != nil {
			return nil, err
		}
		return s.Translate, nil
	}}
}

// WordTable returns the honest word-by-word translator, trained on a number of verse pairs; 0 means all.
func WordTable(id string, pairs int) task.Model {
	return &model{id: id, train: func(ctx context.Context, progress func(float64)) (translator, error) {
		t, err := smt.TrainWordTable(ctx, TrainingPairs(pairs), progress)
		if err != nil {
			return nil, err
		}
		return t.Translate, nil
	}}
}

// Memory returns the translation memory: weak, but honest work. It holds all training pairs.
func Memory(id string) task.Model {
	return &model{id: id, train: func(ctx context.Context, progress func(float64)) (translator, error) {
		m, err := smt.NewMemory(ctx, TrainingPairs(0), progress)
		if err != nil {
			return nil, err
		}
		return m.Translate, nil
	}}
}

// CopySource returns the cheater that hands back the English text.
func CopySource(id string) task.Model {
	return untrained(id, func(line string) string { return line })
}

// Constant returns the cheater that answers every line with the same verse.
func Constant(id string) task.Model {
	return untrained(id, func(string) string { return TrainingPairs(1)[0].Spanish })
}

// Random returns the cheater that answers every line with some verse, the same for the same line.
func Random(id string) task.Model {
	return untrained(id, func(line string) string {
		key := sha256.Sum256([]byte(line))
		all := TrainingPairs(0)
		return all[binary.BigEndian.Uint64(key[:])%uint64(len(all))].Spanish
	})
}

// untrained makes a model of a function of a line.
func untrained(id string, answer func(line string) string) task.Model {
	return &model{id: id, train: func(ctx context.Context, progress func(float64)) (translator, error) {
		progress(1)
		return smt.Lines(answer), ctx.Err()
	}}
}
