package embed

import (
	"encoding/json"
	"math/rand/v2"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// Name is the name of the task on chain.
const Name = "embed-en"

// Pairs is how many pairs of definitions a challenge has.
const Pairs = 24

// Task asks for vectors of held-out definitions. The zero value is ready to use.
type Task struct{}

var _ task.Task = Task{}

// Info describes the task.
func (Task) Info() task.Info {
	return task.Info{
		Name: Name, Version: 1, Title: "Vectors for English texts",
		Metric: "nearest definition", Example: "moving with great speed",
	}
}

// truth says where the texts of each pair stand in the input.
type truth [Pairs][2]int

// Challenge draws pairs of the exam, all different, and shuffles their texts: a miner sees neither pairs nor sides.
func (Task) Challenge(seed [32]byte) (task.Challenge, error) {
	rng := rand.New(rand.NewChaCha8(seed))
	exam := library().exam
	places := rng.Perm(2 * Pairs)
	input := make(openai.Inputs, 2*Pairs)
	var t truth
	for i, k := range rng.Perm(len(exam))[:Pairs] {
		for side := range 2 {
			at := places[2*i+side]
			t[i][side], input[at] = at, exam[k][side]
		}
	}
	body, err := json.Marshal(openai.EmbeddingRequest{Model: Name, Input: input})
	return task.Challenge{Request: task.Request{Path: openai.PathEmbeddings, Body: body}, Truth: t}, err
}
