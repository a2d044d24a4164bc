package qa

import (
	"math/rand/v2"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/corpus"
)

// Name is the name of the task on chain.
const Name = "cloze-en"

// Questions is how many verses a challenge has.
const Questions = 10

// Task asks for words of held-out verses, or of lines that only one validator has. The zero value is ready to use.
type Task struct {
	private []corpus.Verse // asked about in place of the held-out verses, if there are any
}

var _ task.Task = Task{}

// Info describes the task.
func (Task) Info() task.Info {
	return task.Info{
		Name: Name, Version: 1, Title: "Find the missing word of a verse",
		Metric: "exact match", Example: "Which word is missing? In the beginning God " + gap + " the heaven and the earth.",
	}
}

// Challenge masks a word in each of ten verses of the exam, all different.
func (t Task) Challenge(seed [32]byte) (task.Challenge, error) {
	rng := rand.New(rand.NewChaCha8(seed))
	b, exam, about := kjv(), t.private, instructionPrivate
	if len(exam) == 0 {
		exam, about = b.exam, instruction
	}
	var masked, truth []string
	for taken := map[int]bool{}; len(truth) < Questions; {
		i := rng.IntN(len(exam))
		if taken[i] {
			continue
		}
		taken[i] = true
		it := b.draw(exam[i], rng)
		masked, truth = append(masked, it.masked), append(truth, it.word)
	}
	request, err := task.Ask(Name, ask(about, masked))
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
