package embed

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// maxDimensions bounds a vector: what is longer costs validators more than it tells them.
const maxDimensions = 4096

// Score counts how often the nearest text of the other side is the right one, and takes away what guessing gives. Answers
// without a vector for each text score 0.
func (Task) Score(c task.Challenge, answers []task.Answer) []float64 {
	scores := make([]float64, len(answers))
	t, ok := c.Truth.(truth)
	if !ok {
		return scores
	}
	for i, a := range answers {
		if vectors, err := read(a, 2*Pairs); err == nil {
			const chance = 1. / Pairs
			scores[i] = max(0, (t.hits(vectors)-chance)/(1-chance))
		}
	}
	return scores
}

// hits is the share of texts whose nearest text on the other side is their partner. Two that are equally near are none: so
// equal vectors hit nothing.
func (t truth) hits(vectors []openai.Vector) float64 {
	n := 0
	for side := range 2 {
		for i := range t {
			right := cosine(vectors[t[i][side]], vectors[t[i][1-side]])
			best := true
			for k := range t {
				if k != i && cosine(vectors[t[i][side]], vectors[t[k][1-side]]) >= right {
					best = false
					break
				}
			}
			if best {
				n++
			}
		}
	}
	return float64(n) / float64(2*len(t))
}

// cosine is the cosine of the angle between vectors of length 1.
func cosine(a, b openai.Vector) float64 {
	sum := 0.
	for i := range a {
		sum += float64(a[i]) * float64(b[i])
	}
	return sum
}

// read returns the n vectors of an answer by index, each of length 1, or why there are none. A vector without a direction
// stays zero: it is near to nothing.
func read(a task.Answer, n int) ([]openai.Vector, error) {
	if len(a.Body) == 0 {
		return nil, errors.New("answer: missing")
	}
	var r openai.EmbeddingResponse
	if err := json.Unmarshal(a.Body, &r); err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	if len(r.Data) != n {
		return nil, fmt.Errorf("answer: %d vectors for %d texts", len(r.Data), n)
	}
	out := make([]openai.Vector, n)
	for _, e := range r.Data {
		size := len(e.Embedding)
		switch {
		case e.Index < 0 || e.Index >= n || out[e.Index] != nil:
			return nil, fmt.Errorf("answer: index %d is unknown or there twice", e.Index)
		case size == 0 || size > maxDimensions || size != len(r.Data[0].Embedding):
			return nil, fmt.Errorf("answer: vector %d has %d numbers, the first %d; at most %d", e.Index, size, len(r.Data[0].Embedding), maxDimensions)
		}
		v, err := unit(e.Embedding)
		if err != nil {
			return nil, err
		}
		out[e.Index] = v
	}
	return out, nil
}

// unit returns a vector in the same direction with length 1.
func unit(v openai.Vector) (openai.Vector, error) {
	sum := 0.
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return nil, errors.New("answer: a number that is none")
	}
	out := make(openai.Vector, len(v))
	if sum == 0 {
		return out, nil
	}
	scale := 1 / math.Sqrt(sum)
	for i, x := range v {
		out[i] = float32(float64(x) * scale)
	}
	return out, nil
}
