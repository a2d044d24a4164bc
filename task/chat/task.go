package chat

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"

	"github.com/tianwang-net/tianwang/task"
)

// Name is the name of the task on chain.
const Name = "chat"

// openShare is how many of ten challenges have no reference.
const openShare = 2

// Bounds of an answer that is read, in bytes.
const (
	maxExact = 512
	maxOpen  = 4096
)

// Task asks exercises and open questions. The zero value is ready to use.
type Task struct{}

var _ task.Task = Task{}

// Info describes the task.
func (Task) Info() task.Info {
	return task.Info{
		Name: Name, Version: 1, Title: "Talk with a language model",
		Metric: "exact answer, agreement", Example: "How does a bridge differ from a ladder?",
	}
}

// Challenge makes a question from the seed: eight in ten are exercises.
func (Task) Challenge(seed [32]byte) (task.Challenge, error) {
	rng := rand.New(rand.NewChaCha8(seed))
	if rng.IntN(10) < openShare {
		request, err := task.Ask(Name, discuss(rng))
		return task.Challenge{Request: request, Truth: discussion{}}, err
	}
	e := kinds[rng.IntN(len(kinds))](rng)
	request, err := task.Ask(Name, e.question)
	return task.Challenge{Request: request, Truth: e}, err
}

// discussion is the truth of an open question: there is none.
type discussion struct{}

// Score judges an exercise by its reference, and answers to an open question by each other. Missing and malformed answers
// score 0.
func (Task) Score(c task.Challenge, answers []task.Answer) []float64 {
	if _, ok := c.Truth.(discussion); ok {
		return agreement(answers)
	}
	return task.Each(c, answers, func(e exercise, text string) float64 { return e.judge(text) })
}

// judge is 1 for an answer that says what is wanted and nothing else, a half when it says more: people who wanted the number
// alone have to look for it. Where several words are wanted, they must stand in this order. Naming other candidates as well
// scores nothing, since a list of everything would be right otherwise.
func (e exercise) judge(text string) float64 {
	said := words(text[:min(len(text), maxExact)])
	if slices.Equal(said, lower(e.want)) {
		return 1
	}
	var named []string
	for _, w := range said { // what could be meant as the answer
		if slices.Contains(lower(e.want), w) || number(w) || slices.Contains(places, w) || slices.Contains(plain, w) {
			named = append(named, w)
		}
	}
	if slices.Equal(named, lower(e.want)) && len(said) <= len(e.want)+12 {
		return 0.5
	}
	return 0
}

func number(w string) bool { return strings.Trim(w, "0123456789") == "" }

// words are runs of letters and digits, in lower case; a comma within a number does not end it.
func words(text string) []string {
	var b strings.Builder
	runes := []rune(strings.ToLower(text))
	for i, r := range runes {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case r == ',' && i > 0 && i+1 < len(runes) && unicode.IsDigit(runes[i-1]) && unicode.IsDigit(runes[i+1]):
		default:
			b.WriteByte(' ')
		}
	}
	return strings.Fields(b.String())
}

func lower(all []string) []string {
	out := make([]string, len(all))
	for i, w := range all {
		out[i] = strings.ToLower(w)
	}
	return out
}
