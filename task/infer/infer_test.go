package infer

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/lm"
)

// served trains a model and returns its handler.
func served(t *testing.T, m task.Model) http.Handler {
	t.Helper()
	if err := m.Train(t.Context(), func(float64) {}); err != nil {
		t.Fatal(err)
	}
	return m.Handler()
}

// ask puts a challenge to a model.
func ask(t *testing.T, h http.Handler, c task.Challenge) []byte {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodPost, c.Request.Path, bytes.NewReader(c.Request.Body)))
	if w.Code != http.StatusOK {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return w.Body.Bytes()
}

func challenge(t *testing.T, i byte) task.Challenge {
	t.Helper()
	c, err := Task{}.Challenge([32]byte{7, i})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// altered reads an answer, changes it and writes it again.
func altered(t *testing.T, body []byte, change func(*openai.CompletionResponse)) []byte {
	t.Helper()
	var r openai.CompletionResponse
	if err := json.Unmarshal(body, &r); err != nil {
		t.Fatal(err)
	}
	change(&r)
	out, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestScore_FindsSwappedModels: over fifty requests the model itself is never taken for another one, also where a machine
// rounds otherwise, and what pretends to be it scores next to nothing, each time.
func TestScore_FindsSwappedModels(t *testing.T) {
	t.Parallel()
	right, rng := served(t, Model("right")), rand.New(rand.NewPCG(5, 8))
	cheaters := map[string]http.Handler{
		"smaller": served(t, Smaller("s")), "claims": served(t, Claims("c")), "random": served(t, Random("r")),
		"half the text": served(t, lm.NGram("h", order, lm.Spanish)),
	}
	caught := map[string]int{}
	const requests = 50
	for i := range byte(requests) {
		c := challenge(t, i)
		honest := ask(t, right, c)
		elsewhere := altered(t, honest, func(r *openai.CompletionResponse) { // another machine: thousandths
			for _, choice := range r.Choices {
				for k := range choice.Logprobs.TokenLogprobs {
					choice.Logprobs.TokenLogprobs[k] += 0.01 * (2*rng.Float64() - 1)
				}
			}
		})
		for k, s := range (Task{}).Score(c, []task.Answer{{Body: honest}, {Body: elsewhere}}) {
			if s != 1 {
				t.Errorf("request %d, machine %d: an honest answer scores %g", i, k, s)
			}
		}
		for name, h := range cheaters {
			if s := (Task{}).Score(c, []task.Answer{{Body: ask(t, h, c)}})[0]; s == 0 {
				caught[name]++
			}
		}
	}
	for name := range cheaters {
		t.Logf("%-14s scores 0 in %d of %d requests", name, caught[name], requests)
		if caught[name] < requests*99/100 {
			t.Errorf("%s is caught in %d of %d requests", name, caught[name], requests)
		}
	}
}

// TestScore_Malformed: what is no answer to the question scores 0.
func TestScore_Malformed(t *testing.T) {
	t.Parallel()
	c := challenge(t, 1)
	right := ask(t, served(t, Model("right")), c)
	for name, body := range map[string][]byte{
		"nothing": nil, "no JSON": []byte("{"), "no choices": []byte(`{"choices":[]}`),
		"no probabilities": altered(t, right, func(r *openai.CompletionResponse) {
			for i := range r.Choices {
				r.Choices[i].Logprobs = nil
			}
		}),
		"cut short": altered(t, right, func(r *openai.CompletionResponse) {
			for i := range r.Choices {
				r.Choices[i].Text = r.Choices[i].Text[:Tokens/2]
			}
		}),
		"one for all": altered(t, right, func(r *openai.CompletionResponse) { r.Choices = r.Choices[:1] }),
		"indices": altered(t, right, func(r *openai.CompletionResponse) {
			for i := range r.Choices {
				r.Choices[i].Index = i - 2
			}
		}),
	} {
		if s := (Task{}).Score(c, []task.Answer{{Body: body}}); s[0] != 0 {
			t.Errorf("%s scores %g", name, s[0])
		}
	}
	if s := (Task{}).Score(task.Challenge{}, []task.Answer{{Body: right}}); s[0] != 0 {
		t.Errorf("an answer to nothing scores %g", s[0])
	}
}

// TestChallenge: the same seed asks the same, another one something else.
func TestChallenge(t *testing.T) {
	t.Parallel()
	a, again, b := challenge(t, 1), challenge(t, 1), challenge(t, 2)
	if !bytes.Equal(a.Request.Body, again.Request.Body) || bytes.Equal(a.Request.Body, b.Request.Body) {
		t.Error("challenges do not follow from seeds")
	}
}

// FuzzScore: no answer makes the judge panic, and none scores above 1.
func FuzzScore(f *testing.F) {
	c, err := Task{}.Challenge([32]byte{3})
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"choices":[{"index":0,"text":"abc","logprobs":{"token_logprobs":[-1,0]}}]}`))
	f.Add([]byte(`{"choices":[{"index":-1},{"index":9},null]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if s := (Task{}).Score(c, []task.Answer{{Body: body}})[0]; s < 0 || s > 1 {
			t.Errorf("score %g", s)
		}
	})
}
