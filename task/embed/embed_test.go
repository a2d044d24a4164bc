package embed

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// handler trains a model and returns what it serves.
func handler(t *testing.T, m task.Model) http.Handler {
	t.Helper()
	if err := m.Train(t.Context(), func(float64) {}); err != nil {
		t.Fatal(err)
	}
	return m.Handler()
}

// answer asks a handler the question of a challenge.
func answer(h http.Handler, c task.Challenge) task.Answer {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, c.Request.Path, bytes.NewReader(c.Request.Body)))
	if w.Code != http.StatusOK {
		return task.Answer{}
	}
	return task.Answer{Body: w.Body.Bytes()}
}

// mean is the mean score over so many challenges.
func mean(t *testing.T, m task.Model, challenges int) float64 {
	t.Helper()
	h, sum := handler(t, m), 0.
	for n := range challenges {
		c, err := Task{}.Challenge([32]byte{byte(n), 7})
		if err != nil {
			t.Fatal(err)
		}
		sum += Task{}.Score(c, []task.Answer{answer(h, c)})[0]
	}
	return sum / float64(challenges)
}

// TestQuality holds the models to the figures of docs/guide/tasks/embed.md.
func TestQuality(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		model    task.Model
		from, to float64
	}{
		{"mixture", Mixture("m"), 0.41, 0.55},
		{"characters", Characters("m"), 0.37, 0.51},
		{"associations", Associations("m"), 0.26, 0.40},
		{"words", Words("m"), 0.23, 0.36},
		{"bag", Bag("m"), 0.11, 0.23},
		{"length", Length("m"), 0, 0.03},
		{"constant", Constant("m"), 0, 0},
		{"random", Random("m"), 0, 0.03},
	} {
		got := mean(t, c.model, 15)
		t.Logf("%-12s %.3f", c.name, got)
		if got < c.from || got > c.to {
			t.Errorf("%s scores %.3f, not %.2f to %.2f", c.name, got, c.from, c.to)
		}
	}
}

// vectorsOf writes an answer.
func vectorsOf(t *testing.T, vectors []openai.Vector) task.Answer {
	t.Helper()
	r := openai.EmbeddingResponse{Object: openai.ObjectList}
	for i, v := range vectors {
		r.Data = append(r.Data, openai.Embedding{Object: openai.ObjectEmbedding, Index: i, Embedding: v})
	}
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return task.Answer{Body: b}
}

// TestScore_KnownFigures builds vectors of which it is known how many hit.
func TestScore_KnownFigures(t *testing.T) {
	t.Parallel()
	c, err := Task{}.Challenge([32]byte{3})
	if err != nil {
		t.Fatal(err)
	}
	places := c.Truth.(truth)
	for right := range Pairs + 1 {
		vectors := make([]openai.Vector, 2*Pairs)
		for i, p := range places {
			for side := range 2 {
				v := make(openai.Vector, 2*Pairs)
				v[i] = float32(1 + i) // length does not matter
				if i >= right && side == 1 {
					v[i], v[Pairs+i] = 0, 1 // near to nothing
				}
				vectors[p[side]] = v
			}
		}
		hit := float64(right) / Pairs
		want := max(0, (hit-1./Pairs)/(1-1./Pairs))
		if got := (Task{}).Score(c, []task.Answer{vectorsOf(t, vectors)})[0]; got < want-1e-9 || got > want+1e-9 {
			t.Errorf("%d pairs are right: score %g, want %g", right, got, want)
		}
	}
}

func TestScore_RefusesBadAnswers(t *testing.T) {
	t.Parallel()
	c, err := Task{}.Challenge([32]byte{4})
	if err != nil {
		t.Fatal(err)
	}
	good := string(answer(handler(t, Characters("m")), c).Body)
	if s := (Task{}).Score(c, []task.Answer{{Body: []byte(good)}})[0]; s == 0 {
		t.Fatal("a good answer scores nothing")
	}
	long := make([]openai.Vector, 2*Pairs)
	uneven := make([]openai.Vector, 2*Pairs)
	for i := range long {
		long[i], uneven[i] = make(openai.Vector, maxDimensions+1), make(openai.Vector, 1+i%2)
	}
	for name, bad := range map[string]task.Answer{
		"missing": {}, "no JSON": {Body: []byte("x")}, "empty": {Body: []byte("{}")},
		"twice":  {Body: []byte(strings.Replace(good, `"index":1,`, `"index":0,`, 1))},
		"beyond": {Body: []byte(strings.Replace(good, `"index":1,`, `"index":99,`, 1))},
		"below":  {Body: []byte(strings.Replace(good, `"index":1,`, `"index":-1,`, 1))},
		"large":  {Body: []byte(strings.Replace(good, `"embedding":[`, `"embedding":[1e999,`, 1))},
		"long":   vectorsOf(t, long), "uneven": vectorsOf(t, uneven), "one too few": vectorsOf(t, long[1:]),
	} {
		if s := (Task{}).Score(c, []task.Answer{bad})[0]; s != 0 {
			t.Errorf("%s: score %g", name, s)
		}
	}
	if s := (Task{}).Score(task.Challenge{}, []task.Answer{{Body: []byte(good)}})[0]; s != 0 {
		t.Errorf("another task's challenge: score %g", s)
	}
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	a, err := Task{}.Challenge([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	again, _ := Task{}.Challenge([32]byte{1})
	other, _ := Task{}.Challenge([32]byte{2})
	if string(a.Request.Body) != string(again.Request.Body) || string(a.Request.Body) == string(other.Request.Body) {
		t.Error("the seed does not decide")
	}
	lib := library()
	seen := map[string]bool{}
	for _, p := range lib.train {
		seen[p[0]], seen[p[1]] = true, true
	}
	for _, p := range lib.exam {
		if seen[p[0]] || seen[p[1]] {
			t.Errorf("%q: in training too", p)
		}
	}
	if len(lib.exam) < 500 {
		t.Errorf("only %d pairs can be asked about", len(lib.exam))
	}
}

// TestPrint: vectors that were turned, stretched and shaken a little are the same work; another model's are not.
func TestPrint(t *testing.T) {
	t.Parallel()
	c, err := Task{}.Challenge([32]byte{5})
	if err != nil {
		t.Fatal(err)
	}
	original := answer(handler(t, Words("m")), c)
	vectors, err := read(original, 2*Pairs)
	if err != nil {
		t.Fatal(err)
	}
	changed := make([]openai.Vector, len(vectors))
	for i, v := range vectors {
		turned := make(openai.Vector, len(v))
		for k := range v {
			turned[k] = -3*v[len(v)-1-k] + 1e-6*float32((i*31+k*17)%7)
		}
		changed[i] = turned
	}
	want, ok := Task{}.Print(c, original)
	if got, _ := (Task{}).Print(c, vectorsOf(t, changed)); !ok || got != want {
		t.Error("changed vectors pass as other work")
	}
	if got, ok := (Task{}).Print(c, answer(handler(t, Characters("m")), c)); !ok || got == want {
		t.Error("another model passes as the same work")
	}
	if _, ok := (Task{}).Print(c, task.Answer{Body: []byte("{}")}); ok {
		t.Error("an answer without vectors says something")
	}
}
