package assistant

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// TestReadmes_AreThoseOfTheRoot keeps the copies true.
func TestReadmes_AreThoseOfTheRoot(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		root, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		if ours, err := readmes.ReadFile("data/" + name + ".txt"); err != nil || !bytes.Equal(root, ours) {
			t.Errorf("%s has changed (%v): cp %s task/assistant/data/%s.txt", name, err, name, name)
		}
	}
}

// TestPairs_HaveParagraphs fails when a page was changed such that a question has lost its answer.
func TestPairs_HaveParagraphs(t *testing.T) {
	t.Parallel()
	got, err := resolve(pairsFile, library())
	if err != nil {
		t.Fatal(err)
	}
	chinese := 0
	for i, p := range got {
		if strings.ContainsRune(p.Question, '?') && len([]rune(p.Question)) < len(p.Question) {
			chinese++
		}
		if slices.ContainsFunc(got[:i], func(q pair) bool { return q.Question == p.Question }) || strings.Contains(p.Question, "\n") {
			t.Errorf("%q: asked twice, or on two lines", p.Question)
		}
	}
	if len(got) < 30 || chinese < 8 {
		t.Errorf("%d pairs, %d of them in Chinese", len(got), chinese)
	}
	if _, err := resolve([]byte(`[{"question":"?","source":"README.md#nowhere","has":"x"}]`), library()); err == nil {
		t.Error("a pair without a paragraph passed")
	}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	page := "# A page\n\nFirst,\nstill first.\n\nA list:\n\n- item\n\n## Next: `code` here!\n\nSo:\n\n```sh\n# not a heading\n\nx\n```\nafter\n"
	want := []paragraph{
		{"p.md#a-page", "A page", "First,\nstill first.", 0},
		{"p.md#a-page", "A page", "A list:", 1},
		{"p.md#a-page", "A page", "- item", 2},
		{"p.md#next-code-here", "A page Next: `code` here!", "So:\n\n```sh\n# not a heading\n\nx\n```\nafter", 0},
	}
	if got := split("p.md", page); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestStems(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"How do I stake, staking stakes staked?": "stak stak stak stak",
		"怎样质押 TAO 吗":                             "样质 质押 tao 吗",
		"press class is":                         "press class",
	} {
		if got := strings.Join(stems(in), " "); got != want {
			t.Errorf("stems(%q) = %q, want %q", in, got, want)
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
	truth := []pair{
		{Source: "a.md#x", reference: "Stake is added with stake add and removed at once"},
		{Source: "b.md#y", reference: "节点从快照开始"},
	}
	c := task.Challenge{Truth: truth}
	flood := strings.Repeat(truth[0].reference+" other words that nobody asked for ", 1000)
	got := Task{}.Score(c, []task.Answer{
		reply(truth[0].reference + "\n\nSource: a.md#x\n\n" + truth[1].reference + "\n来源:b.md#y"),
		reply(truth[0].reference + "\nSource: a.md#x"),                                         // half is missing
		reply(truth[0].reference + "\nSource: c.md\n" + truth[1].reference + "\nSource: c.md"), // the wrong source
		reply("nothing\nSource: a.md#x\nnothing\nSource: b.md#y"),                              // the source alone
		reply(flood + "\nSource: a.md#x"),                                                      // everything at once
		reply("Source: c.md\nSource: a.md#x\nSource: b.md#y"),                                  // all sources
		reply(truth[0].reference + truth[1].reference),                                         // no source
		{},
		{Body: []byte("x")},
	})
	want := []float64{1, 0.5, 4. / 9, 4. / 9, 0, 0, 0, 0, 0}
	for i, w := range want {
		if i == 4 {
			if got[i] > 0.4 {
				t.Errorf("a flood scores %.3f", got[i])
			}
			continue
		}
		if d := got[i] - w; d > 1e-9 || d < -1e-9 {
			t.Errorf("answer %d scores %.4f, want %.4f", i, got[i], w)
		}
	}
	if s := (Task{}).Score(task.Challenge{Truth: 7}, []task.Answer{reply("x")}); s[0] != 0 {
		t.Errorf("a foreign challenge scores %g", s[0])
	}
}

func ask(t *testing.T, h http.Handler, body []byte) task.Answer {
	t.Helper()
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, openai.PathChat, bytes.NewReader(body)))
	if w.Code != http.StatusOK {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	return task.Answer{Body: w.Body.Bytes()}
}

func train(t *testing.T, m task.Model) http.Handler {
	t.Helper()
	if err := m.Train(t.Context(), func(float64) {}); err != nil {
		t.Fatal(err)
	}
	return m.Handler()
}

// TestQuality asks every model all questions.
func TestQuality(t *testing.T) {
	t.Parallel()
	names := []string{"passages", "overlap", "random", "echo"}
	var scores []float64
	for i, m := range []task.Model{Passages("a"), Overlap("b"), Random("c"), Echo("d")} {
		h := train(t, m)
		score, hits := 0., 0
		for _, p := range pairs() {
			r, err := task.Ask(Name, p.Question)
			if err != nil {
				t.Fatal(err)
			}
			a := ask(t, h, r.Body)
			s := Task{}.Score(task.Challenge{Truth: []pair{p}}, []task.Answer{a})[0]
			score += s
			text, err := task.Reply(a)
			if err != nil {
				t.Fatal(err)
			}
			hit := strings.Contains(text, label+p.Source)
			if hit {
				hits++
			}
			if i == 0 && s < 0.9 {
				t.Logf("%s: %.2f for %q, wanted %s: %.120q", names[i], s, p.Question, p.Source, text)
			}
		}
		n := float64(len(pairs()))
		scores = append(scores, score/n)
		t.Logf("%-9s hit %.0f %%, score %.3f, weight %.5f", names[i], 100*float64(hits)/n, score/n, task.Weight(score/n))
	}
	if scores[0] < 0.6 || scores[0] < 1.2*scores[1] || scores[1] < 0.1 || scores[2] > 0.07 || scores[3] > 0.15 {
		t.Errorf("scores %.3f", scores)
	}
}

// TestReply_HowDoIStake is what a newcomer types.
func TestReply_HowDoIStake(t *testing.T) {
	t.Parallel()
	h := train(t, Passages("m"))
	for question, want := range map[string][2]string{
		"how do I stake?":   {"stake add", "stake.md#"},
		"怎样质押?":             {"stake add", "zh/stake.md#"},
		"xyzzy plugh frotz": {"says nothing", "none"},
	} {
		r, err := task.Ask(Name, question)
		if err != nil {
			t.Fatal(err)
		}
		text, err := task.Reply(ask(t, h, r.Body))
		if err != nil || !strings.Contains(text, want[0]) || !strings.Contains(text, want[1]) {
			t.Errorf("%q: %q, %v", question, text, err)
		}
	}
}

func TestChallenge_IsAFunctionOfTheSeed(t *testing.T) {
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
	if bytes.Contains(a.Request.Body, []byte(".md")) {
		t.Error("the request names a source")
	}
}

func FuzzScore(f *testing.F) {
	f.Add("text\nSource: README.md\n来源: x")
	f.Add("#")
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 {
			return
		}
		c, err := Task{}.Challenge([32]byte{3})
		if err != nil {
			t.Fatal(err)
		}
		if s := (Task{}).Score(c, []task.Answer{reply(text)})[0]; !(s >= 0 && s <= 1) {
			t.Errorf("%q scores %g", text, s)
		}
		_ = stems(text)
		_ = split("x.md", text)
	})
}
