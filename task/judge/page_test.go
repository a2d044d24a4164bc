package judge

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/tianwang-net/tianwang/docs/guide"
	"github.com/tianwang-net/tianwang/internal/freeport"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// pagePort is the port that the judge of the page listens on.
const pagePort = "7070"

// TestPage runs the judge that docs/guide/create-a-subnet.md shows, as it stands there, and judges with it.
func TestPage(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("python3 is not installed; the judge of docs/guide/create-a-subnet.md is written in it")
	}
	page, err := guide.Files.ReadFile("create-a-subnet.md")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile("(?s)```python\n(.*?)```").FindSubmatch(page)
	if code == nil || strings.Count(string(code[1]), "\n") > 40 {
		t.Fatal("the page has no judge of at most 40 lines")
	}
	port := freePort(t)
	file := filepath.Join(t.TempDir(), "judge.py")
	if err := os.WriteFile(file, []byte(strings.Replace(string(code[1]), pagePort, port, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	p := exec.CommandContext(ctx, python, file)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); _ = p.Wait() }) // killed
	r := await(t, "http://127.0.0.1:"+port, "sort-words")
	c, err := r.Challenge([32]byte{1})
	if err != nil {
		t.Fatal(err)
	}
	again, err := r.Challenge([32]byte{1})
	if err != nil || string(again.Request.Body) != string(c.Request.Body) {
		t.Fatalf("the seed does not decide: %v", err)
	}
	var q openai.ChatRequest
	if err := json.Unmarshal(c.Request.Body, &q); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(q.LastUser(), "\n")
	answers := []task.Answer{
		say(t, sorted(lines)), say(t, lines),
		{},
		{Body: []byte(`{"choices":[{"message":{"content":5}}]}`)},
		{Body: []byte(`{"choices":7}`)},
		say(t, append(sorted(lines[:2]), lines[2:]...)),
	}
	scores, err := r.TryScore(t.Context(), c, answers)
	if diff := cmp.Diff([]float64{1, 0, 0, 0, 0, 0.4}, scores); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
}

// await finds the task of a judge that is starting.
func await(t *testing.T, address, name string) remote {
	t.Helper()
	j, err := New(address, quick)
	if err != nil {
		t.Fatal(err)
	}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for give := time.After(time.Minute); ; {
		found, err := j.Find(name)
		if err == nil {
			return found.(remote)
		}
		select {
		case <-tick.C:
		case <-give:
			t.Fatalf("the judge did not start: %v", err)
		}
	}
}

// freePort returns a port that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	at, err := freeport.Next()
	if err != nil {
		t.Fatal(err)
	}
	return at[strings.LastIndex(at, ":")+1:]
}

func sorted(lines []string) []string {
	var out []string
	for _, line := range lines {
		words := strings.Fields(line)
		slices.Sort(words)
		out = append(out, strings.Join(words, " "))
	}
	return out
}

// say is the answer of a chat model.
func say(t *testing.T, lines []string) task.Answer {
	t.Helper()
	b, err := json.Marshal(openai.ChatResponse{Choices: []openai.ChatChoice{{
		Message: openai.Message{Role: openai.RoleAssistant, Content: openai.Content(strings.Join(lines, "\n"))},
	}}})
	if err != nil {
		t.Fatal(err)
	}
	return task.Answer{Body: b}
}
