package translate

import (
	"math/rand/v2"
	"strings"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/metric"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

// Name is the name of the task on chain.
const Name = "translate-en-es"

// Sentences is how many sentences a challenge has.
const Sentences = 4

// floor is the chrF2 that counts as nothing: a little above what unrelated Spanish reaches.
const floor = 20

// Task asks for held-out verses. The zero value is ready to use and asks about shipped text.
type Task struct {
	private []smt.Pair // nil for shipped text
}

var _ task.Task = Task{}

// Info describes the task.
func (Task) Info() task.Info {
	return task.Info{
		Name: Name, Version: 1, Title: "Translate English to Spanish",
		Metric: "chrF2", Example: "The king sent messengers to all the cities of the land.",
	}
}

// Challenge asks for sentences drawn from the exam, without repetition.
func (t Task) Challenge(seed [32]byte) (task.Challenge, error) {
	rng := rand.New(rand.NewChaCha8(seed))
	pairs := t.private
	if pairs == nil {
		pairs = exam()
	}
	truth := make([]smt.Pair, 0, Sentences)
	var lines []string
	for taken := map[int]bool{}; len(truth) < Sentences; {
		if i := rng.IntN(len(pairs)); !taken[i] {
			taken[i] = true
			truth = append(truth, pairs[i])
			lines = append(lines, pairs[i].English)
		}
	}
	request, err := task.Ask(Name, strings.Join(lines, "\n"))
	return task.Challenge{Request: request, Truth: truth}, err
}

// Score compares answers with the reference as the package comment defines it. Missing and malformed answers score 0.
func (Task) Score(c task.Challenge, answers []task.Answer) []float64 {
	return task.Each(c, answers, func(truth []smt.Pair, text string) float64 {
		source := make([]string, len(truth))
		for i, p := range truth {
			source[i] = p.English
		}
		base := max(floor, chrF(source, truth))
		return max(0, (chrF(lines(text, truth), truth)-base)/(100-base))
	})
}

// chrF measures hypotheses, one for each pair, against the Spanish side. Case is ignored.
func chrF(hypotheses []string, truth []smt.Pair) float64 {
	var m metric.ChrF
	for i, p := range truth {
		m.Add(strings.ToLower(hypotheses[i]), strings.ToLower(p.Spanish))
	}
	return m.Score()
}

// lines splits an answer into one line for each sentence asked. Empty lines do not count; missing lines are empty, lines
// too many belong to the last. A line is read up to four times the length of its reference and a little more, so that
// nobody is paid or slowed down by length.
func lines(text string, truth []smt.Pair) []string {
	out := make([]string, len(truth))
	at := 0
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		n := min(at, len(out)-1)
		if room := 4*len(truth[n].Spanish) + 80 - len(out[n]); room > 0 {
			out[n] += " " + line[:min(len(line), room)]
		}
		at++
	}
	return out
}
