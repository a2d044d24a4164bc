package lm

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task/corpus"
	"github.com/tianwang-net/tianwang/task/lm/neural"
	"github.com/tianwang-net/tianwang/task/metric"
)

func TestChallenge_IsDeterministicAndWellFormed(t *testing.T) {
	t.Parallel()
	a, err := Task{}.Challenge([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Task{}.Challenge([32]byte{1})
	c, _ := Task{}.Challenge([32]byte{2})
	if !bytes.Equal(a.Request.Body, b.Request.Body) || !bytes.Equal(a.Truth.([]byte), b.Truth.([]byte)) {
		t.Error("one seed gave two challenges")
	}
	if bytes.Equal(a.Request.Body, c.Request.Body) {
		t.Error("two seeds gave one challenge")
	}
	var q openai.CompletionRequest
	if err := json.Unmarshal(a.Request.Body, &q); err != nil {
		t.Fatal(err)
	}
	if len(q.Prompt) != Contexts || len(a.Truth.([]byte)) != Contexts || *q.MaxTokens != 1 || *q.Logprobs != 256 {
		t.Errorf("request %s", a.Request.Body)
	}
	for _, p := range q.Prompt {
		if !utf8.ValidString(p) || len(p) > MaxContext || len(p) < minContext-utf8.UTFMax {
			t.Errorf("context %q", p)
		}
	}
}

func TestExams_ShareNoUnitAndFewGramsWithTraining(t *testing.T) {
	t.Parallel()
	for d, e := range exams() {
		if e.total < 100_000 {
			t.Errorf("%s: only %d bytes to ask about", d, e.total)
		}
		training := string(TrainingText(d))
		var asked []string
		for _, s := range e.spans {
			if strings.Contains(training, s.text) {
				t.Errorf("%s: a document of the exam is in the training text: %.60q", d, s.text)
			}
			asked = append(asked, s.text[s.start:s.end])
		}
		novel := corpus.Novel([]string{training}, asked, novelWords, 0.35) // spans may begin inside a passage
		long := 0
		for _, a := range asked {
			if len(corpus.Novel(nil, []string{a}, novelWords, 1)) > 0 {
				long++
			}
		}
		if len(novel) < long*99/100 {
			t.Errorf("%s: %d of %d passages repeat the training text", d, long-len(novel), long)
		}
	}
}

// TestQuality measures every model of the package on the exam; margins are well below what is measured (see the guide).
func TestQuality(t *testing.T) {
	t.Parallel()
	both := TrainingText(Domains...)
	bits := map[string]float64{}
	for _, c := range []struct {
		name  string
		text  []byte
		order int
	}{
		{"kn7", both, 7},
		{"kn6", both, 6},
		{"kn4", both, 4},
		{"kn3", both, 3},
		{"kn1", both, 1},
		{"kn6-spanish", TrainingText(Spanish), 6},
		{"kn6-go", TrainingText(Go), 6},
	} {
		m, err := TrainKN(t.Context(), c.text, c.order, noProgress)
		if err != nil {
			t.Fatal(err)
		}
		bits[c.name] = measure(t, c.name, m)
	}
	cm, err := TrainCM(t.Context(), interleave(Domains), noProgress)
	if err != nil {
		t.Fatal(err)
	}
	if bits["contexts"] = measure(t, "contexts", cm); bits["contexts"] > 2.45 {
		t.Errorf("contexts needs %.3f bits", bits["contexts"])
	}
	if nn, err := neural.Embedded(); errors.Is(err, neural.ErrUntrained) {
		t.Log("the transformer is not measured: make model")
	} else if err != nil {
		t.Error(err)
	} else if bits["transformer"] = measureSome(t, "transformer", nn, 1000); bits["transformer"] > 3 {
		t.Errorf("the transformer needs %.3f bits", bits["transformer"])
	}
	bits["uniform"] = measure(t, "uniform", uniform{})
	bits["random"] = measure(t, "random", random{})
	order := []string{"kn7", "kn6", "kn4", "kn3", "kn6-spanish", "kn1", "uniform", "random"}
	for i, name := range order[1:] {
		if better := order[i]; bits[better]+0.05 > bits[name] {
			t.Errorf("%s needs %.3f bits, %s %.3f", better, bits[better], name, bits[name])
		}
	}
	if bits["kn7"] > 1.95 || math.Abs(bits["uniform"]-8) > 1e-9 || score(bits["random"]) > 0.001 {
		t.Errorf("bits per byte: %v", bits)
	}
}

// measure returns the bits per byte of a model over both domains, each weighing the same as in a challenge.
func measure(t *testing.T, name string, m Predictor) float64 { return measureSome(t, name, m, 10_000) }

// measureSome looks at some bytes of each domain.
func measureSome(t *testing.T, name string, m Predictor, samples int) float64 {
	t.Helper()
	var per []float64
	for _, d := range Domains {
		e := exams()[d]
		bits := metric.Bits{Floor: floorBits}
		var p [256]float64
		for i := range samples {
			s, at := e.at(i * (e.total / samples))
			m.Predict([]byte(s.text[max(0, at-MaxContext):at]), &p)
			bits.Add(p[s.text[at]])
		}
		per = append(per, bits.PerByte())
	}
	mean := (per[0] + per[1]) / 2
	t.Logf("%-12s %s %.3f, %s %.3f, both %.3f bits per byte, score %.3f", name, Domains[0], per[0], Domains[1], per[1], mean, score(mean))
	return mean
}
