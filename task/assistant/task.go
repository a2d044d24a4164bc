package assistant

import (
	_ "embed" // the pairs
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/metric"
)

// Name is the name of the task on chain.
const Name = "assistant"

// Questions is how many questions a challenge has.
const Questions = 5

// floor is the score of a question that counts as nothing.
const floor = 0.1

// label begins the line that names the source of an answer.
const label = "Source: "

// pair is a question with what answers it.
type pair struct {
	Question string
	Source   string // page and heading
	Has      string // words of the paragraph that is the answer

	reference string // that paragraph
}

//go:embed pairs.json
var pairsFile []byte

// pairs holds what validators ask. It panics if a pair has no paragraph in the documentation: the binary is then broken.
var pairs = sync.OnceValue(func() []pair {
	out, err := resolve(pairsFile, library())
	if err != nil {
		panic(err)
	}
	return out
})

// resolve finds the paragraph of each pair.
func resolve(file []byte, all []paragraph) ([]pair, error) {
	var out []pair
	if err := json.Unmarshal(file, &out); err != nil {
		return nil, fmt.Errorf("pairs: %w", err)
	}
	var lost []error
	for i, p := range out {
		for _, x := range all {
			if x.source == p.Source && strings.Contains(x.text, p.Has) {
				out[i].reference = x.text
			}
		}
		if out[i].reference == "" {
			lost = append(lost, fmt.Errorf("pair %q: no paragraph of %s has %q; correct task/assistant/pairs.json", p.Question, p.Source, p.Has))
		}
	}
	return out, errors.Join(lost...)
}

// Task asks about the documentation. The zero value is ready to use.
type Task struct{}

var _ task.Task = Task{}

// Info describes the task.
func (Task) Info() task.Info {
	return task.Info{
		Name: Name, Version: 1, Title: "Answer questions about Tianwang",
		Metric: "hit and F1", Example: "How do I stake?",
	}
}

// Challenge draws questions, all different.
func (Task) Challenge(seed [32]byte) (task.Challenge, error) {
	rng := rand.New(rand.NewChaCha8(seed))
	all := pairs()
	var truth []pair
	var lines []string
	for _, i := range rng.Perm(len(all))[:Questions] {
		truth, lines = append(truth, all[i]), append(lines, all[i].Question)
	}
	request, err := task.Ask(Name, strings.Join(lines, "\n"))
	return task.Challenge{Request: request, Truth: truth}, err
}

// Score judges answers as the package comment says. Missing and malformed answers score 0.
func (Task) Score(c task.Challenge, answers []task.Answer) []float64 {
	return task.Each(c, answers, func(truth []pair, text string) (score float64) {
		for k, b := range blocks(text, len(truth)) {
			score += truth[k].judge(b) / float64(len(truth))
		}
		return score
	})
}

// block is the answer to one question.
type block struct{ text, source string }

var sourceLine = regexp.MustCompile(`(?m)^[ \t]*(?:Source|来源)[ \t]*[:：][ \t]*(\S+)[ \t]*$`)

// blocks splits an answer at the lines that name sources, into at most n blocks.
func blocks(text string, n int) []block {
	var out []block
	at := 0
	for _, m := range sourceLine.FindAllStringSubmatchIndex(text, n) {
		out = append(out, block{text[at:m[0]], text[m[2]:m[3]]})
		at = m[1]
	}
	return out
}

func (p pair) judge(b block) float64 {
	text := b.text[:min(len(b.text), 8*len(p.reference)+256)] // a flood is not read to its end
	s := metric.WordF1(stems(text), stems(p.reference)) / 2
	if b.source == p.Source {
		s += 0.5
	}
	return max(0, (s-floor)/(1-floor))
}
