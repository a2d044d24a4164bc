package translate

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/corpus"
	"github.com/tianwang-net/tianwang/task/metric"
	"github.com/tianwang-net/tianwang/task/translate/smt"
)

func noProgress(float64) {}

func TestChallenge_IsDeterministic(t *testing.T) {
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
	for _, p := range a.Truth.([]smt.Pair) {
		if bytes.Contains(a.Request.Body, []byte(p.Spanish)) {
			t.Error("the request contains the truth")
		}
	}
}

func TestExam_SharesLittleWithTraining(t *testing.T) {
	t.Parallel()
	train, held := split()
	english, spanish := sides(train)
	seen := map[string]bool{}
	for i := range english {
		seen[english[i]], seen[spanish[i]] = true, true
	}
	examEnglish, examSpanish := sides(exam())
	for i := range examEnglish {
		if seen[examEnglish[i]] || seen[examSpanish[i]] {
			t.Errorf("verse in both parts: %q", examEnglish[i])
		}
	}
	if n := len(exam()); n < 1500 || n > len(held) {
		t.Errorf("exam of %d verses", n)
	}
	for name, side := range map[string][2][]string{"English": {english, examEnglish}, "Spanish": {spanish, examSpanish}} {
		if got := len(corpus.Novel(side[0], side[1], novelWords, novelShared)); got != len(side[1]) {
			t.Errorf("%s: %d of %d verses repeat the training part", name, len(side[1])-got, len(side[1]))
		}
	}
	if a, b := TrainingPairs(10), TrainingPairs(20); a[9] != b[9] {
		t.Error("fewer pairs are not among more")
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
	truth := []smt.Pair{{English: "The king", Spanish: "El rey habló"}, {English: "The queen", Spanish: "La reina calló"}}
	c := task.Challenge{Truth: truth}
	got := Task{}.Score(c, []task.Answer{
		reply("El rey habló\nLa reina calló"),
		reply("\n el REY habló \n\n\nla reina calló\n"), // case and empty lines do not matter
		reply("El rey habló"),                           // half is missing
		reply("La reina calló\nEl rey habló"),           // wrong order
		reply("The king\nThe queen"),
		reply(strings.Repeat("El rey habló La reina calló ", 10_000)),
		{},
		{Body: []byte("x")},
		{Body: []byte(`{"choices":[]}`)},
	})
	if got[0] != 1 || got[1] != 1 {
		t.Errorf("the reference itself scores %g and %g", got[0], got[1])
	}
	if got[2] <= 0 || got[2] > 0.6 || got[3] > 0.3 {
		t.Errorf("half %g, swapped %g", got[2], got[3])
	}
	if got[4] != 0 || got[5] > 0.35 {
		t.Errorf("copied source %g, flood %g", got[4], got[5])
	}
	for _, s := range got[6:] {
		if s != 0 {
			t.Errorf("malformed answers score %v", got[6:])
		}
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

// TestQuality measures the models over HTTP as a validator does. Margins are well below what is measured (see the guide).
func TestQuality(t *testing.T) {
	t.Parallel()
	names := []string{"smt-10k", "smt-3k", "word-table", "translation-memory", "copy-source", "constant", "random"}
	models := []task.Model{SMT("a", 10_000), SMT("b", 3_000), WordTable("c", 10_000), Memory("d"), CopySource("e"), Constant("f"), Random("g")}
	urls := make([]string, len(models))
	for i, m := range models {
		urls[i] = serveModel(t, m)
	}
	const challenges = 40
	mean := make([]float64, len(models))
	bleu, chrf := make([]metric.BLEU, len(models)), make([]metric.ChrF, len(models))
	for n := range challenges {
		c, err := Task{}.Challenge([32]byte{byte(n), 3})
		if err != nil {
			t.Fatal(err)
		}
		answers := make([]task.Answer, len(models))
		for i, url := range urls {
			answers[i].Body = post(t, url, c.Request.Body)
			text, err := task.Reply(answers[i])
			if err != nil {
				t.Fatal(err)
			}
			truth := c.Truth.([]smt.Pair)
			for k, line := range lines(text, truth) {
				bleu[i].Add(strings.ToLower(line), strings.ToLower(truth[k].Spanish))
				chrf[i].Add(strings.ToLower(line), strings.ToLower(truth[k].Spanish))
			}
		}
		for i, s := range (Task{}).Score(c, answers) {
			mean[i] += s / challenges
		}
	}
	for i, name := range names {
		t.Logf("%-18s chrF2 %.1f, BLEU %.1f, mean score %.3f, weight %.4f", name, chrf[i].Score(), bleu[i].Score(), mean[i], task.Weight(mean[i]))
	}
	for i, least := range []float64{1.3, 1.2, 4} { // ratio of each weight to the next
		if task.Weight(mean[i]) < least*task.Weight(mean[i+1]) {
			t.Errorf("%s earns less than %.2f times %s", names[i], least, names[i+1])
		}
	}
	if chrf[0].Score() < 47 || chrf[1].Score() < 43.5 || chrf[2].Score() < 38 {
		t.Error("a model is worse than it was")
	}
	for i, m := range mean[4:] {
		if task.Weight(m) > 0.0001*task.Weight(mean[2]) {
			t.Errorf("%s earns %.7f, the word table %.7f", names[4+i], task.Weight(m), task.Weight(mean[2]))
		}
	}
}

func post(t *testing.T, url string, body []byte) []byte {
	t.Helper()
	res, err := http.Post(url+openai.PathChat, "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v: %s", res.StatusCode, err, b)
	}
	return b
}

func TestModels_AnswerTheSameTwice(t *testing.T) {
	t.Parallel()
	c, err := Task{}.Challenge([32]byte{9})
	if err != nil {
		t.Fatal(err)
	}
	var first []byte
	for range 2 { // two systems from the same pairs, asked twice each
		url := serveModel(t, SMT("m", 1000))
		for range 2 {
			got := post(t, url, c.Request.Body)
			if first == nil {
				first = got
			}
			if task.Fingerprint(task.Answer{Body: got}) != task.Fingerprint(task.Answer{Body: first}) { // all but the time
				t.Errorf("answers differ:\n%s%s", first, got)
			}
		}
	}
}

func BenchmarkTrainSMT(b *testing.B) {
	for name, n := range map[string]int{"3k": 3000, "10k": 10_000} {
		pairs := TrainingPairs(n)
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := smt.Train(b.Context(), pairs, noProgress); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTrainWordTable(b *testing.B) {
	pairs := TrainingPairs(10_000)
	for b.Loop() {
		if _, err := smt.TrainWordTable(b.Context(), pairs, noProgress); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkTranslate measures one sentence.
func BenchmarkTranslate(b *testing.B) {
	s, err := smt.Train(b.Context(), TrainingPairs(10_000), noProgress)
	if err != nil {
		b.Fatal(err)
	}
	pairs := exam()
	for i := 0; b.Loop(); i++ {
		if _, err := s.Translate(b.Context(), pairs[i*31%len(pairs)].English); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkScore measures the judging of one answer.
func BenchmarkScore(b *testing.B) {
	c, err := Task{}.Challenge([32]byte{})
	if err != nil {
		b.Fatal(err)
	}
	_, spanish := sides(c.Truth.([]smt.Pair))
	answers := []task.Answer{reply(strings.Join(spanish, "\n"))}
	for b.Loop() {
		Task{}.Score(c, answers)
	}
}
