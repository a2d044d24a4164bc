package judge

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"

	"github.com/tianwang-net/tianwang/task"
)

// null stands for an answer that a miner did not give, or that no program need read.
var null = json.RawMessage("null")

// Score is TryScore with zeros for an error.
func (r remote) Score(c task.Challenge, answers []task.Answer) []float64 {
	scores, err := r.TryScore(context.Background(), c, answers)
	if err != nil {
		return make([]float64, len(answers))
	}
	return scores
}

// TryScore asks the judge for scores. An error means that it gave none that count, and says why; there are no scores then.
//
// When a call fails, the fault may be that of one answer, which some miner made for the purpose. The judge is then asked
// about nothing; if that works it is asked about each answer alone, and once more about all without those that failed,
// whose score is 0. A program that fails at nothing is broken.
func (r remote) TryScore(ctx context.Context, c task.Challenge, answers []task.Answer) ([]float64, error) {
	truth, ok := c.Truth.(sealed)
	if !ok {
		return nil, fmt.Errorf("judge %s: the challenge is another task's", r.base)
	}
	ctx, cancel := context.WithTimeout(ctx, r.times.All)
	defer cancel()
	q := answered{Seed: truth.hex(), Request: request{c.Request.Path, c.Request.Body}, Truth: truth.truth}
	if q.Truth == nil {
		q.Truth = null
	}
	for _, a := range answers {
		q.Answers = append(q.Answers, tidy(a.Body))
	}
	scores, err := r.score(ctx, q)
	if err == nil {
		return scores, nil
	}
	if r.probe(ctx, q, null) != nil {
		return nil, err
	}
	for i, a := range q.Answers {
		if !isNull(a) && r.probe(ctx, q, a) != nil {
			q.Answers[i] = null
		}
	}
	if ctx.Err() != nil {
		return nil, err
	}
	return r.score(ctx, q)
}

// score asks once. Whoever gave no answer gets nothing, whatever the judge says.
func (r remote) score(ctx context.Context, q answered) ([]float64, error) {
	ctx, cancel := context.WithTimeout(ctx, r.times.Score)
	defer cancel()
	var s scored
	if err := r.ask(ctx, http.MethodPost, PathScore, q, &s); err != nil {
		return nil, err
	}
	if err := s.check(len(q.Answers)); err != nil {
		return nil, r.wrong(PathScore, err)
	}
	for i, a := range q.Answers {
		if isNull(a) {
			s.Scores[i] = 0
		}
	}
	return s.Scores, nil
}

// probe asks about one answer alone.
func (r remote) probe(ctx context.Context, q answered, answer json.RawMessage) error {
	ctx, cancel := context.WithTimeout(ctx, r.times.Probe)
	defer cancel()
	q.Answers = []json.RawMessage{answer}
	_, err := r.score(ctx, q)
	return err
}

func isNull(m json.RawMessage) bool { return slices.Equal(m, null) }
