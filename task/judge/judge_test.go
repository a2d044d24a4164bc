package judge

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/builtin"
)

// quick are bounds that a test can wait for.
var quick = Times{Task: time.Minute, Challenge: time.Minute, Score: time.Minute, Probe: time.Minute, All: time.Minute}

// serve starts a judge and returns its address.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// find returns a task of the judge at an address.
func find(t *testing.T, address, name string, times Times) remote {
	t.Helper()
	j, err := New(address, times)
	if err != nil {
		t.Fatal(err)
	}
	found, err := j.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	return found.(remote)
}

// TestHandler_JudgesAlike puts a built-in task behind HTTP: challenges and scores are those of the task itself.
func TestHandler_JudgesAlike(t *testing.T) {
	t.Parallel()
	own, err := builtin.Task("cloze-en")
	if err != nil {
		t.Fatal(err)
	}
	there := find(t, serve(t, Handler(own)), "cloze-en", quick)
	if there.Info() != own.Info() {
		t.Errorf("it is %+v, not %+v", there.Info(), own.Info())
	}
	m, err := builtin.Model("cloze-en", "frequent")
	if err != nil {
		t.Fatal(err)
	}
	if err := m.Train(t.Context(), func(float64) {}); err != nil {
		t.Fatal(err)
	}
	for seed := range byte(30) {
		want, err := own.Challenge([32]byte{seed})
		if err != nil {
			t.Fatal(err)
		}
		got, err := there.Challenge([32]byte{seed})
		if err != nil || got.Request.Path != want.Request.Path || string(got.Request.Body) != string(want.Request.Body) {
			t.Fatalf("another challenge: %v", err)
		}
		w := httptest.NewRecorder()
		m.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodPost, got.Request.Path, strings.NewReader(string(got.Request.Body))))
		answers := []task.Answer{{Body: w.Body.Bytes()}, {}, {Body: []byte("nonsense")}}
		scores, err := there.TryScore(t.Context(), got, answers)
		if diff := cmp.Diff(own.Score(want, answers), scores); err != nil || diff != "" {
			t.Errorf("seed %d: %v\n%s", seed, err, diff)
		}
	}
}

// program is a judge whose answers a test writes.
type program struct {
	task, challenge string
	score           func(answers []json.RawMessage) string // "" for status 500
}

func (p program) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case PathTask:
		_, _ = io.WriteString(w, p.task)
	case PathChallenge:
		_, _ = io.WriteString(w, p.challenge)
	case PathScore:
		var q answered
		if json.NewDecoder(r.Body).Decode(&q) != nil {
			http.Error(w, "body", http.StatusBadRequest)
		} else if said := p.score(q.Answers); said != "" {
			_, _ = io.WriteString(w, said)
		} else {
			http.Error(w, "it broke", http.StatusInternalServerError)
		}
	}
}

const (
	goodTask      = `{"name":"t","version":1}`
	goodChallenge = `{"request":{"path":"/v1/chat/completions","body":{"model":"t"}},"truth":[1,2]}`
)

func TestFind_RefusesBadDescriptions(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "nonsense", "[]", `{"name":"t"}`, `{"name":"u","version":1}`, `{"name":"t","version":-1}`, `{"name":"t","version":1.5}`,
		`{"name":"t","version":1,"title":"` + strings.Repeat("x", 1000) + `"}`, strings.Repeat(" ", maxReply+1) + goodTask,
	} {
		j, err := New(serve(t, program{task: bad}), quick)
		if err != nil {
			t.Fatal(err)
		}
		if found, err := j.Find("t"); err == nil {
			t.Errorf("%.40q: found %v", bad, found.Info())
		}
	}
	for _, bad := range []string{"", "127.0.0.1:7070", "ftp://x", "http://", "http://x?y=1", "http://x#y"} {
		if _, err := New(bad, quick); err == nil {
			t.Errorf("%q: is an address", bad)
		}
	}
	gone := httptest.NewServer(http.NotFoundHandler())
	gone.Close()
	j, err := New(gone.URL, quick)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := j.Find("t"); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("nobody is there: %v", err)
	}
	moved := serve(t, http.RedirectHandler("http://example.org/", http.StatusFound))
	if j, err = New(moved, quick); err != nil {
		t.Fatal(err)
	}
	if _, err := j.Find("t"); err == nil || !strings.Contains(err.Error(), "status 302") {
		t.Errorf("a redirect: %v", err)
	}
}

func TestChallenge_RefusesBadQuestions(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "{}", `{"request":{"path":"/v1/chat/completions"}}`, `{"request":{"path":"/v1/chat/completions","body":[]}}`,
		`{"request":{"path":"/v1/../admin","body":{}}}`, `{"request":{"path":"http://x/v1/a","body":{}}}`,
		`{"request":{"path":"/v1/a","body":{"x":"` + strings.Repeat("x", maxRequest) + `"}}}`,
	} {
		r := find(t, serve(t, program{task: goodTask, challenge: bad}), "t", quick)
		if c, err := r.Challenge([32]byte{}); err == nil {
			t.Errorf("%.60q: asked %+v", bad, c.Request)
		}
	}
}

// ask makes the challenge of a program and has answers scored.
func ask(t *testing.T, p program, times Times, answers ...string) ([]float64, error) {
	t.Helper()
	p.task, p.challenge = goodTask, goodChallenge
	r := find(t, serve(t, p), "t", times)
	c, err := r.Challenge([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	given := make([]task.Answer, len(answers))
	for i, a := range answers {
		given[i].Body = []byte(a)
	}
	return r.TryScore(t.Context(), c, given)
}

func TestTryScore_RefusesBadScores(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		"", "nonsense", "{}", `{"scores":[]}`, `{"scores":[1]}`, `{"scores":[1,1,1]}`, `{"scores":[1,2]}`, `{"scores":[-0.1,1]}`,
		`{"scores":[NaN,1]}`, `{"scores":["1",1]}`, `{"scores":[1e999,1]}`, strings.Repeat(" ", maxReply+1) + `{"scores":[1,1]}`,
	} {
		scores, err := ask(t, program{score: func([]json.RawMessage) string { return bad }}, quick, "{}", "{}")
		if err == nil {
			t.Errorf("%.40q: scores %v", bad, scores)
		}
	}
}

// TestTryScore_OneBadAnswer: an answer that breaks the program costs its miner the score, and nobody else.
func TestTryScore_OneBadAnswer(t *testing.T) {
	t.Parallel()
	fragile := func(answers []json.RawMessage) string {
		var scores []string
		for _, a := range answers {
			if strings.Contains(string(a), "poison") {
				return ""
			}
			scores = append(scores, "0.5")
		}
		return `{"scores":[` + strings.Join(scores, ",") + `]}`
	}
	scores, err := ask(t, program{score: fragile}, quick, `{"a":1}`, `{"a":"poison"}`, "", `{"a":2}`, `{"b":"poison"}`)
	if diff := cmp.Diff([]float64{0.5, 0, 0, 0.5, 0}, scores); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if scores, err := ask(t, program{score: fragile}, quick, `{"a":"poison"}`); err != nil || scores[0] != 0 {
		t.Errorf("alone: %v, %v", scores, err)
	}
	few := func(answers []json.RawMessage) string { // broken only when it matters
		if len(answers) > 1 {
			return ""
		}
		return fragile(answers)
	}
	if scores, err := ask(t, program{score: few}, quick, `{"a":1}`, `{"a":2}`); err == nil {
		t.Errorf("a broken program gave %v", scores)
	}
}

// TestTryScore_Stalls: a program that does not answer in time gave no scores.
func TestTryScore_Stalls(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	defer close(release)
	stalled := func([]json.RawMessage) string { <-release; return "" }
	short := quick
	short.Score, short.Probe = 20*time.Millisecond, 20*time.Millisecond
	if scores, err := ask(t, program{score: stalled}, short, `{"a":1}`); err == nil {
		t.Errorf("it gave %v", scores)
	}
}

func TestTidy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ body, want string }{
		{`{"b":1.50,"a":["x\ud800y",null,true]}`, `{"a":["x` + "�" + `y",null,true],"b":1.50}`},
		{`{}`, `{}`},
		{``, `null`},
		{`null`, `null`},
		{`[]`, `null`},
		{`"x"`, `null`},
		{`{"a":1} {}`, `null`},
		{`{"a":1`, `null`},
		{`{"a":1e999}`, `null`},
		{`{"a":` + strings.Repeat("9", 5000) + `}`, `null`},
		{`{"a":` + strings.Repeat("[", maxDepth) + strings.Repeat("]", maxDepth) + `}`, `null`},
		{`{"a":` + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1) + `}`, `{"a":` + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1) + `}`},
		{`{"a":"` + strings.Repeat("x", maxAnswer) + `"}`, `null`},
	} {
		if got := string(tidy([]byte(c.body))); got != c.want {
			t.Errorf("%.60q: %.60q, want %.60q", c.body, got, c.want)
		}
	}
}

func FuzzTidy(f *testing.F) {
	f.Add([]byte(`{"choices":[{"message":{"content":"x"}}]}`))
	f.Fuzz(func(t *testing.T, body []byte) {
		out := tidy(body)
		if !json.Valid(out) || (!isNull(out) && out[0] != '{') {
			t.Errorf("%q became %q", body, out)
		}
		if again := tidy(out); !isNull(out) && string(again) != string(out) {
			t.Errorf("%q became %q", out, again)
		}
	})
}
