package qa

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/corpus"
)

func noProgress(float64) {}

func TestChallenge_IsDeterministicAndHidesTruth(t *testing.T) {
	t.Parallel()
	a, err := Task{}.Challenge([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := Task{}.Challenge([32]byte{1})
	c, _ := Task{}.Challenge([32]byte{2})
	if !bytes.Equal(a.Request.Body, b.Request.Body) || bytes.Equal(a.Request.Body, c.Request.Body) {
		t.Error("the request is not a function of the seed")
	}
	var q openai.ChatRequest
	if err := json.Unmarshal(a.Request.Body, &q); err != nil {
		t.Fatal(err)
	}
	truth, cs := a.Truth.([]string), parse(q.LastUser())
	if len(truth) != Questions || len(cs) != Questions {
		t.Fatalf("%d truths, %d clozes in %q", len(truth), len(cs), q.LastUser())
	}
	for i, c := range cs {
		if strings.Contains(" "+strings.Join(append(c.left, c.right...), " ")+" ", " "+truth[i]+" ") {
			t.Errorf("verse %d shows its word %q", i+1, truth[i])
		}
	}
}

func TestExam_SharesLittleWithTraining(t *testing.T) {
	t.Parallel()
	b := kjv()
	var train, exam []string
	for _, v := range b.train {
		if corpus.Held(v.Chapter()) {
			t.Fatalf("%s is held out and in training", v.Ref)
		}
		train = append(train, v.Text)
	}
	for _, v := range b.exam {
		if !corpus.Held(v.Chapter()) {
			t.Fatalf("%s is in training and asked", v.Ref)
		}
		exam = append(exam, v.Text)
	}
	if len(exam) < 1500 {
		t.Errorf("exam of %d verses", len(exam))
	}
	if got := len(corpus.Novel(train, exam, novelWords, novelShared)); got != len(exam) {
		t.Errorf("%d of %d verses repeat the training part", len(exam)-got, len(exam))
	}
}

func TestDraw_MasksContent(t *testing.T) {
	t.Parallel()
	b := kjv()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		v := b.exam[rng.IntN(len(b.exam))]
		it := b.draw(v, rng)
		back := strings.Replace(it.masked, gap, it.word, 1)
		if !strings.EqualFold(back, v.Text) || !b.content(it.word) || strings.Count(it.masked, gap) != 1 {
			t.Errorf("%q, word %q, of %q", it.masked, it.word, v.Text)
		}
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	got := words("1. And Moses' ____ in law, the LORD's high-place; God’s -no- 3d")
	if want := "[and moses in law the lord's high-place god’s no d]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestRight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		answer, truth string
		want          bool
	}{
		{"created", "created", true},
		{" 3. Created. ", "created", true},
		{"12) the \"Created\"", "created", true},
		{"“created”", "created", true},
		{"the word is created", "created", false},
		{"made", "created", false},
		{"", "created", false},
		{"3.", "three", false},
	} {
		if got := right(c.answer, c.truth); got != c.want {
			t.Errorf("right(%q, %q) = %v", c.answer, c.truth, got)
		}
	}
}

func reply(text string) task.Answer {
	b, err := json.Marshal(openai.ChatResponse{Choices: []openai.ChatChoice{{Message: openai.Message{Content: openai.Content(text)}}}})
	if err != nil {
		panic(err)
	}
	return task.Answer{Body: b}
}

func TestScore(t *testing.T) {
	t.Parallel()
	c := task.Challenge{Truth: []string{"light", "earth", "water", "fire"}}
	got := Task{}.Score(c, []task.Answer{
		reply("light\nearth\nwater\nfire"),
		reply("1. Light\n\n2. Earth\n3. water.\n4. Fire\n5. more"),
		reply("light\nstone\nwater"),
		reply("earth\nlight\nfire\nwater"),
		reply(strings.Repeat("light\n", 100)),
		reply("light earth water fire"),
		{},
		{Body: []byte("[]")},
	})
	if want := "[1 1 0.5 0 0.25 0 0 0]"; fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func serveModel(t *testing.T, m task.Model) string {
	t.Helper()
	if err := m.Train(t.Context(), noProgress); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(m.Handler())
	t.Cleanup(s.Close)
	return s.URL
}

func post(t *testing.T, url, body string) (int, []byte) {
	t.Helper()
	res, err := http.Post(url+openai.PathChat, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, b
}

// TestQuality measures the models over HTTP as a validator does. Margins are well below what is measured (see the guide).
func TestQuality(t *testing.T) {
	t.Parallel()
	names := []string{"mixture", "retrieval", "both-ngram", "left-ngram", "frequent", "random", "echo"}
	models := []task.Model{Mixture("a"), Retrieval("b"), BothNgram("c"), LeftNgram("d"), Frequent("e"), Random("f"), Echo("g")}
	urls := make([]string, len(models))
	for i, m := range models {
		urls[i] = serveModel(t, m)
	}
	const challenges = 30
	mean := make([]float64, len(models))
	for n := range challenges {
		c, err := Task{}.Challenge([32]byte{byte(n), 5})
		if err != nil {
			t.Fatal(err)
		}
		answers := make([]task.Answer, len(models))
		for i, url := range urls {
			status, body := post(t, url, string(c.Request.Body))
			if status != http.StatusOK {
				t.Fatalf("%s: status %d: %s", names[i], status, body)
			}
			answers[i].Body = body
		}
		for i, s := range (Task{}).Score(c, answers) {
			mean[i] += s / challenges
		}
	}
	for i, name := range names {
		t.Logf("%-11s exact match %.1f %%, weight %.4f", name, 100*mean[i], task.Weight(mean[i]))
	}
	for i, least := range []float64{1.02, 9, 2} { // ratio of each weight to the next
		if task.Weight(mean[i]) < least*task.Weight(mean[i+1]) {
			t.Errorf("%s earns less than %.2f times %s", names[i], least, names[i+1])
		}
	}
	if mean[0] < 0.6 || mean[1] < 0.55 || mean[2] < 0.15 || mean[3] < 0.07 {
		t.Error("a model is worse than it was")
	}
	for i, m := range mean[4:] {
		if m > 0.02 {
			t.Errorf("%s scores %.3f", names[4+i], m)
		}
	}
}

func TestModel_AnswersUsers(t *testing.T) {
	t.Parallel()
	url := serveModel(t, LeftNgram("m"))
	ask := `{"messages":[{"role":"user","content":"Which word is missing? And they came to the land of ____."}]}`
	status, body := post(t, url, ask)
	var r openai.ChatResponse
	if err := json.Unmarshal(body, &r); err != nil || status != http.StatusOK {
		t.Fatalf("status %d: %s", status, body)
	}
	if text := string(r.Choices[0].Message.Content); len(strings.Fields(text)) != 1 || r.Usage.CompletionTokens != 1 || r.Usage.PromptTokens != 12 {
		t.Errorf("answer %q, usage %+v", text, r.Usage)
	}
	if _, again := post(t, url, ask); !bytes.Equal(again, body) {
		t.Errorf("one request, two answers:\n%s%s", body, again)
	}
	for name, bad := range map[string]string{"no gap": "hello", "too many": strings.Repeat(`a __ b\n`, maxClozes+1)} {
		if status, body := post(t, url, `{"messages":[{"role":"user","content":"`+bad+`"}]}`); status != http.StatusBadRequest {
			t.Errorf("%s: status %d: %s", name, status, body)
		}
	}
}

func TestTrain_Stops(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, m := range []task.Model{Mixture("a"), Retrieval("b"), BothNgram("c"), Random("d")} {
		if err := m.Train(ctx, noProgress); !errors.Is(err, context.Canceled) {
			t.Errorf("after the end of ctx: %v", err)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("1. And ____ said\n2. so __ be it")
	f.Add("____’\xff__'-")
	f.Fuzz(func(t *testing.T, message string) {
		for _, c := range parse(message) {
			for _, w := range append(c.left, c.right...) {
				if w == "" || strings.ContainsAny(w, " _\n") {
					t.Errorf("word %q in %q", w, message)
				}
			}
		}
		if right(message, "word") && !strings.Contains(strings.ToLower(message), "w") {
			t.Errorf("%q passes for a word", message)
		}
	})
}

func BenchmarkTrainMixture(b *testing.B) {
	kjv()
	for b.Loop() {
		if err := Mixture("m").Train(b.Context(), noProgress); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAnswerChallenge(b *testing.B) {
	m := Mixture("m")
	if err := m.Train(b.Context(), noProgress); err != nil {
		b.Fatal(err)
	}
	c, err := Task{}.Challenge([32]byte{})
	if err != nil {
		b.Fatal(err)
	}
	h := m.Handler()
	for b.Loop() {
		h.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, c.Request.Path, bytes.NewReader(c.Request.Body)))
	}
}
