package infer

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/score"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/lm"
)

// Name is the name of the task on chain. It names the model: another model is another task.
const Name = "infer-kn7"

// Shape of a challenge, and how it is checked.
const (
	Prompts   = 4    // prompts in a challenge
	Tokens    = 48   // tokens to write after each
	Tolerance = 0.02 // how far, in the mean, claimed log-probabilities may be off; machines differ by thousandths
	burst     = 8
)

// order of the model: it looks at the six bytes before.
const order = 7

// Task asks for continuations of held-out text. The zero value is ready to use.
type Task struct{}

var _ task.Measured = Task{}

// Info describes the task.
func (Task) Info() task.Info {
	return task.Info{
		Name: Name, Version: 1, Title: "Run a given open model, a 7-gram of bytes, exactly and fast",
		Metric: "agreement with the model, and work done in a unit of time", Example: "Y dijo Dios: ",
	}
}

// Burst is how many questions are put to a miner at once to learn how much it can do.
func (Task) Burst() int { return burst }

// Challenge takes prompts from held-out text.
func (Task) Challenge(seed [32]byte) (task.Challenge, error) {
	rng := rand.New(rand.NewChaCha8(seed))
	prompts := make(openai.Prompts, Prompts)
	for i := range prompts {
		prompts[i] = lm.Passage(lm.Domains[i%len(lm.Domains)], rng)
	}
	tokens, logprobs, temperature := Tokens, 1, 0.
	body, err := json.Marshal(openai.CompletionRequest{
		Model: Name, Prompt: prompts, MaxTokens: &tokens, Logprobs: &logprobs, Temperature: &temperature,
	})
	if err != nil {
		return task.Challenge{}, err
	}
	return task.Challenge{Request: task.Request{Path: openai.PathCompletions, Body: body}, Truth: []string(prompts)}, nil
}

// model is the judge's copy, which learns when it is first needed.
var model = sync.OnceValues(func() (*lm.KN, error) {
	return lm.TrainKN(context.Background(), lm.TrainingText(lm.Domains...), order, func(float64) {})
})

// Score returns 1 for answers that are the model's in every prompt, and 0 for others: nobody who runs it is wrong in a part.
func (Task) Score(c task.Challenge, answers []task.Answer) []float64 {
	scores := make([]float64, len(answers))
	asked, ok := c.Truth.([]string)
	m, err := model()
	if !ok || err != nil {
		return scores
	}
	for i, a := range answers {
		if slices.Max(deviations(m, asked, a.Body)) <= Tolerance {
			scores[i] = 1
		}
	}
	return scores
}

// deviations returns for each prompt how far an answer is from what the model says.
func deviations(m lm.Predictor, prompts []string, body []byte) []float64 {
	var r openai.CompletionResponse
	written := make([]openai.CompletionChoice, len(prompts))
	if json.Unmarshal(body, &r) == nil {
		for _, c := range r.Choices {
			if c.Index >= 0 && c.Index < len(written) {
				written[c.Index] = c
			}
		}
	}
	off := make([]float64, len(written))
	for i, w := range written {
		off[i] = deviation(m, prompts[i], w)
	}
	return off
}

// everywhere lists all positions: to look at them takes no more than one look.
var everywhere = score.Positions([32]byte{}, Tokens, Tokens)

// deviation compares one continuation. What was not likeliest counts as claimed wrongly.
func deviation(m lm.Predictor, prompt string, w openai.CompletionChoice) float64 {
	if len(w.Text) != Tokens || w.Logprobs == nil || len(w.Logprobs.TokenLogprobs) != Tokens {
		return score.Deviation(nil, nil, everywhere)
	}
	reckoned, behind := lm.Trace(m, prompt, w.Text)
	for i, by := range behind {
		if by > Tolerance {
			reckoned[i] = math.NaN() // whatever was claimed for it
		}
	}
	return score.Deviation(w.Logprobs.TokenLogprobs, reckoned, everywhere)
}
