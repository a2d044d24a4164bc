package lm

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// answer makes a body whose i-th choice reports tops[i].
func answer(tops ...map[string]float64) []byte {
	r := openai.CompletionResponse{}
	for i, top := range tops {
		r.Choices = append(r.Choices, openai.CompletionChoice{
			Index: i, Logprobs: &openai.Logprobs{TopLogprobs: []map[string]float64{top}},
		})
	}
	b, err := json.Marshal(r)
	if err != nil {
		panic(err)
	}
	return b
}

func TestBits(t *testing.T) {
	t.Parallel()
	half, quarter := math.Log(0.5), math.Log(0.25)
	for name, c := range map[string]struct {
		top   map[string]float64
		truth byte
		want  float64
	}{
		"listed":                 {map[string]float64{"a": half, "b": half}, 'a', 1},
		"missing shares evenly":  {map[string]float64{"a": half, "b": quarter}, 'c', -math.Log2(0.25 / 254)},
		"nothing listed is even": {map[string]float64{}, 'x', 8},
		"long token":             {map[string]float64{"the": quarter, "to": quarter, "a": half}, 't', 1},
		"byte name":              {map[string]float64{`bytes:\xc3`: quarter, "é": quarter, "a": half}, 0xc3, 1},
		"end of text":            {map[string]float64{"": half, "a": half}, 'b', -math.Log2(0.5 / 255)},
		"floor":                  {map[string]float64{"a": 0}, 'b', 20},
		"rounded sum":            {map[string]float64{"a": math.Log(0.5004), "b": half}, 'b', 1},
	} {
		got, err := Bits(answer(c.top), []byte{c.truth})
		if err != nil || math.Abs(got-c.want) > 1e-9 {
			t.Errorf("%s: %g bits, %v; want %g", name, got, err, c.want)
		}
	}
}

func TestBits_Refuses(t *testing.T) {
	t.Parallel()
	sum2 := map[string]float64{"a": 0, "b": 0}
	fine := map[string]float64{"a": 0}
	for name, body := range map[string][]byte{
		"nil":            nil,
		"not JSON":       []byte("{"),
		"wrong types":    []byte(`{"choices":[{"index":0,"logprobs":{"top_logprobs":[{"a":"x"}]}}]}`),
		"no choices":     []byte(`{}`),
		"choice missing": answer(fine),
		"too many":       answer(fine, fine, fine),
		"no logprobs":    []byte(`{"choices":[{"index":0},{"index":1}]}`),
		"null list":      []byte(`{"choices":[{"index":0,"logprobs":{"top_logprobs":[null]}},{"index":1,"logprobs":{"top_logprobs":[]}}]}`),
		"sum above 1":    answer(fine, sum2),
		"p above 1":      answer(fine, map[string]float64{"a": 0.1}),
		"twice":          []byte(strings.ReplaceAll(string(answer(fine, fine)), `"index":1`, `"index":0`)),
		"negative index": []byte(strings.ReplaceAll(string(answer(fine, fine)), `"index":1`, `"index":-1`)),
	} {
		if bits, err := Bits(body, []byte("aa")); err == nil {
			t.Errorf("%s: passed with %g bits", name, bits)
		}
	}
}

func TestScore_MapsBits(t *testing.T) {
	t.Parallel()
	if score(8) != 0 || score(12) != 0 || score(0) != 1 {
		t.Errorf("score(8)=%g score(12)=%g score(0)=%g, want 0 0 1", score(8), score(12), score(0))
	}
	for b := 0.; b < 8; b += 0.25 {
		if score(b) <= score(b+0.25) {
			t.Errorf("score is not falling at %g bits", b)
		}
	}
}

func TestScore_KeepsOrderAndLength(t *testing.T) {
	t.Parallel()
	c := task.Challenge{Truth: []byte("ab")}
	good := answer(map[string]float64{"a": 0}, map[string]float64{"b": 0})
	got := Task{}.Score(c, []task.Answer{{}, {Body: good}, {Body: []byte("x")}})
	if fmt.Sprint(got) != "[0 1 0]" {
		t.Errorf("got %v", got)
	}
	if got := (Task{}).Score(task.Challenge{}, []task.Answer{{Body: good}}); fmt.Sprint(got) != "[0]" {
		t.Errorf("without truth: got %v", got)
	}
}

func FuzzBits(f *testing.F) {
	f.Add(answer(map[string]float64{"a": -1}, map[string]float64{`bytes:\xc3`: -2, "": -3}))
	f.Add([]byte(`{"choices":[{"index":0,"logprobs":{"top_logprobs":[{"a":1e999}]}}]}`))
	f.Add([]byte(`{"choices":[{"index":0,"logprobs":{"top_logprobs":[{"bytes:\\xzz":-1}]}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		bits, err := Bits(body, []byte("a\xc3"))
		if err != nil {
			return
		}
		if s := score(bits); math.IsNaN(bits) || bits < 0 || bits > floorBits || s < 0 || s > 1 {
			t.Errorf("%d bytes: %g bits, score %g", len(body), bits, s)
		}
	})
}

// BenchmarkScore measures the judging of one full answer.
func BenchmarkScore(b *testing.B) {
	var p [256]float64
	random{}.Predict([]byte("x"), &p)
	tops := make([]map[string]float64, Contexts)
	for i := range tops {
		tops[i] = likeliest(&p, 256)
	}
	c, answers := task.Challenge{Truth: make([]byte, Contexts)}, []task.Answer{{Body: answer(tops...)}}
	for b.Loop() {
		Task{}.Score(c, answers)
	}
}
