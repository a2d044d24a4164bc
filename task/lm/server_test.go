package lm

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

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
	res, err := http.Post(url, "application/json", strings.NewReader(body))
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

// TestScore_OverHTTP asks every kind of model the same challenges and judges what comes back.
func TestScore_OverHTTP(t *testing.T) {
	t.Parallel()
	models := []task.Model{NGram("good", 6, Domains...), NGram("poor", 3, Domains...), Uniform("u"), Random("r"), Sure("s")}
	urls := make([]string, len(models))
	for i, m := range models {
		urls[i] = serveModel(t, m)
	}
	const challenges = 12
	mean := make([]float64, len(models))
	for n := range challenges {
		c, err := Task{}.Challenge([32]byte{byte(n), 7})
		if err != nil {
			t.Fatal(err)
		}
		answers := make([]task.Answer, len(models))
		for i, url := range urls {
			status, body := post(t, url+c.Request.Path, string(c.Request.Body))
			if status != http.StatusOK {
				t.Fatalf("model %d: status %d: %s", i, status, body)
			}
			answers[i].Body = body
		}
		for i, s := range (Task{}).Score(c, answers) {
			mean[i] += s / challenges
		}
	}
	t.Logf("mean scores of kn6, kn3, uniform, random, sure: %.4f", mean)
	if good, poor := task.Weight(mean[0]), task.Weight(mean[1]); good < 4*poor || mean[1] < 0.07 {
		t.Errorf("weights %.6f and %.6f", good, poor)
	}
	if mean[2] > 1e-6 || task.Weight(mean[3]) > 1e-4 || mean[4] != 0 {
		t.Errorf("cheaters score %.4f", mean[2:])
	}
}

func TestChat_ContinuesInWholeCharacters(t *testing.T) {
	t.Parallel()
	good, noise := serveModel(t, NGram("m", 6, Spanish)), serveModel(t, Uniform("u"))
	for _, url := range []string{good, noise} {
		for _, limit := range []string{"1", "2", "7", "200"} {
			ask := `{"messages":[{"role":"user","content":"Y dijo Dios: Sea la luz: y "}],"temperature":1,"max_tokens":` + limit
			_, body := post(t, url+openai.PathChat, ask+`}`)
			var r openai.ChatResponse
			if err := json.Unmarshal(body, &r); err != nil {
				t.Fatalf("%v: %s", err, body)
			}
			text := string(r.Choices[0].Message.Content)
			if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) || text == "" {
				t.Errorf("limit %s: text %q", limit, text)
			}
			if len(text) > r.Usage.CompletionTokens || r.Usage.PromptTokens != 27 {
				t.Errorf("limit %s: %d bytes, usage %+v", limit, len(text), r.Usage)
			}
			if _, again := post(t, url+openai.PathChat, ask+`}`); string(again) != string(body) {
				t.Errorf("one request, two answers")
			}
			_, stream := post(t, url+openai.PathChat, ask+`,"stream":true}`)
			if got := joinStream(t, stream); got != text {
				t.Errorf("limit %s: stream %q, whole %q", limit, got, text)
			}
		}
	}
}

func joinStream(t *testing.T, body []byte) string {
	t.Helper()
	var sb strings.Builder
	events := openai.NewEventReader(strings.NewReader(string(body)), 1<<16)
	for {
		data, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		if string(data) == openai.Done {
			return sb.String()
		}
		var c openai.ChatChunk
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatal(err)
		}
		for _, choice := range c.Choices {
			if !utf8.ValidString(choice.Delta.Content) {
				t.Errorf("piece %q", choice.Delta.Content)
			}
			sb.WriteString(choice.Delta.Content)
		}
	}
}

func TestChat_SeedChangesText(t *testing.T) {
	t.Parallel()
	url := serveModel(t, NGram("m", 4, Spanish))
	ask := func(seed string) string {
		_, body := post(t, url+openai.PathChat, `{"messages":[{"role":"user","content":"En el principio"}],"seed":`+seed+`}`)
		var r openai.ChatResponse
		if err := json.Unmarshal(body, &r); err != nil {
			t.Fatal(err)
		}
		return string(r.Choices[0].Message.Content)
	}
	if a, b := ask("1"), ask("2"); a == b {
		t.Errorf("seeds 1 and 2 both give %q", a)
	}
}

func TestCompletions(t *testing.T) {
	t.Parallel()
	url := serveModel(t, NGram("m", 5, Spanish))
	status, body := post(t, url+openai.PathCompletions, `{"prompt":"Y dijo Jehov","max_tokens":3,"logprobs":2,"temperature":0}`)
	var r openai.CompletionResponse
	if err := json.Unmarshal(body, &r); err != nil || status != http.StatusOK {
		t.Fatalf("status %d, %v: %s", status, err, body)
	}
	c := r.Choices[0]
	if c.Text != "á á" && c.Text != "á: " && c.Text != "á " || len(c.Logprobs.TopLogprobs[0]) != 2 || c.Logprobs.Tokens[0] != `bytes:\xc3` {
		t.Errorf("choice %+v %+v", c, c.Logprobs)
	}
	if *r.Usage != (openai.Usage{PromptTokens: 12, CompletionTokens: 3, TotalTokens: 15}) {
		t.Errorf("usage %+v", r.Usage)
	}
	for name, bad := range map[string]string{
		"no prompt":       `{"prompt":[]}`,
		"number":          `{"prompt":7}`,
		"stream":          `{"prompt":"x","stream":true}`,
		"no tokens":       `{"prompt":"x","max_tokens":0}`,
		"too many tokens": `{"prompt":["x","y"],"max_tokens":2049}`,
		"too many tops":   `{"prompt":"x","logprobs":257}`,
		"long report":     `{"prompt":"x","logprobs":1,"max_tokens":257}`,
		"hot":             `{"prompt":"x","temperature":3}`,
	} {
		if status, body := post(t, url+openai.PathCompletions, bad); status != http.StatusBadRequest {
			t.Errorf("%s: status %d: %s", name, status, body)
		}
	}
}

func BenchmarkAnswerChallenge(b *testing.B) {
	m := NGram("m", 7, Domains...)
	if err := m.Train(b.Context(), noProgress); err != nil {
		b.Fatal(err)
	}
	c, err := Task{}.Challenge([32]byte{})
	if err != nil {
		b.Fatal(err)
	}
	h := m.Handler()
	var body []byte
	for b.Loop() {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, c.Request.Path, strings.NewReader(string(c.Request.Body))))
		body = w.Body.Bytes()
	}
	b.ReportMetric(float64(len(body)), "bytes/answer")
}
