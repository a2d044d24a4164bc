package qa

import (
	"math/rand/v2"

	"github.com/tianwang-net/tianwang/task"
)

// Name is the name of the task on chain.
const Name = "cloze-en"

// Questions is how many verses a challenge has.
const Questions = 10

// Task asks for words of held-out verses. The zero value is ready to use.
type Task struct{}

var _ task.Task = Task{}

// Info describes the task.
func (Task) Info() task.Info {
	return task.Info{
		Name: Name, Version: 1, Title: "Find the missing word of a verse",
		Metric: "exact match", Example: "Which word is missing? In the beginning God " + gap + " the heaven and the earth.",
	}
}

// Challenge masks a word in each of ten verses of the exam, all different.
func (Task) Challenge(seed [32]byte) (task.Challenge, error) {
	rng := rand.New(rand.NewChaCha8(seed))
	b := kjv()
	var masked, truth []string
	for taken := map[int]bool{}; len(truth) < Questions; {
		i := rng.IntN(len(b.exam))
		if taken[i] {
			continue
		}
		taken[i] = true
		it := b.draw(b.exam[i], rng)
		masked, truth = append(masked, it.masked), append(truth, it.word)
	}
	request, err := task.Ask(Name, ask(masked))
	return task.Challenge{Request: request, Truth: truth}, err
}

// Score returns the share of lines with the right word. Missing and malformed answers score 0.
func (Task) Score(c task.Challenge, answers []task.Answer) []float64 {
	return task.Each(c, answers, func(truth []string, text string) float64 {
		n := 0
		for k, line := range lines(text, len(truth)) {
			if right(line, truth[k]) {
				n++
			}
		}
		return float64(n) / float64(len(truth))
	})
}
