package validator

import (
	"context"

	"github.com/tianwang-net/tianwang/task"
)

// fallible is a task whose judging may fail, since another program does it. An error means that there are no scores.
type fallible interface {
	TryScore(ctx context.Context, c task.Challenge, answers []task.Answer) ([]float64, error)
}

// score judges answers. A judge that fails is in doubt until it has judged a whole round.
func (v *Validator) score(ctx context.Context, t task.Task, c task.Challenge, answers []task.Answer) ([]float64, error) {
	f, ok := t.(fallible)
	if !ok {
		return t.Score(c, answers), nil
	}
	scores, err := f.TryScore(ctx, c, answers)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	v.setSound(err)
	return scores, err
}

// setSound notes that the judge worked, or why it did not, which is said once.
func (v *Validator) setSound(err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch {
	case err == nil:
		if v.unsound != "" {
			v.log.Info("the judge works again")
		}
		v.unsound, v.sound = "", true
		return
	case v.unsound != err.Error():
		v.log.Error("the judge is broken: no weights are sent until it has judged a whole round", "err", err)
	}
	v.unsound, v.sound = err.Error(), false
}

// trusted says whether weights may be sent for a task. A judge that may fail has to have judged a round since this program
// started, and not to have failed since.
func (v *Validator) trusted(t task.Task) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	_, may := t.(fallible)
	return v.sound || !may
}
