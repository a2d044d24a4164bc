package lm

import (
	"encoding/json"
	"math/rand/v2"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// Name is the name of the task on chain.
const Name = "lm-bytes"

// Shape of a challenge.
const (
	Contexts   = 32  // contexts in a challenge, as many from each domain
	MaxContext = 128 // longest context, in bytes
	minContext = 16  // shortest context, in bytes
)

// Task asks about held-out Spanish and Go. The zero value is ready to use and asks about shipped text.
type Task struct {
	private map[Domain]*exam // nil for shipped text
}

var _ task.Task = Task{}

// Info describes the task.
func (Task) Info() task.Info {
	return task.Info{
		Name: Name, Version: 1, Title: "Predict the next byte of Spanish and Go",
		Metric: "bits per byte", Example: "Y dijo Dios: Sea la luz: y ",
	}
}

// Challenge cuts contexts from held-out text. A context ends before a whole UTF-8 character, since JSON carries no
// halves; the byte asked for is the first of that character.
func (t Task) Challenge(seed [32]byte) (task.Challenge, error) {
	rng, from := rand.New(rand.NewChaCha8(seed)), t.private
	if from == nil {
		from = exams()
	}
	prompts := make(openai.Prompts, Contexts)
	truth := make([]byte, Contexts)
	for i, place := range rng.Perm(Contexts) {
		prompts[place], truth[place] = cut(from[Domains[i%len(Domains)]], rng)
	}
	one, all := 1, 256
	body, err := json.Marshal(openai.CompletionRequest{Model: Name, Prompt: prompts, MaxTokens: &one, Logprobs: &all})
	if err != nil {
		return task.Challenge{}, err
	}
	return task.Challenge{Request: task.Request{Path: openai.PathCompletions, Body: body}, Truth: truth}, nil
}

// Passage draws a stretch of held-out text, at most MaxContext bytes long, that ends before a whole character.
func Passage(d Domain, rng *rand.Rand) string {
	text, _ := cut(exams()[d], rng)
	return text
}

// cut takes one context and the byte after it, each byte of the exam being as likely.
func cut(e *exam, rng *rand.Rand) (string, byte) {
	s, at := e.at(rng.IntN(e.total))
	for !utf8.RuneStart(s.text[at]) {
		at--
	}
	from := max(0, at-MaxContext)
	for !utf8.RuneStart(s.text[from]) {
		from++
	}
	return s.text[from:at], s.text[at]
}

// Score returns 0 for answers that Bits refuses, and the probability of the truth as the package comment defines it for
// the others.
func (Task) Score(c task.Challenge, answers []task.Answer) []float64 {
	scores := make([]float64, len(answers))
	truth, ok := c.Truth.([]byte)
	if !ok {
		return scores
	}
	for i, a := range answers {
		if bits, err := Bits(a.Body, truth); err == nil {
			scores[i] = score(bits)
		}
	}
	return scores
}
