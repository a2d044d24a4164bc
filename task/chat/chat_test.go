package chat

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/neuron/axon"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
	"github.com/tianwang-net/tianwang/task/serve"
)

// solve is a model server's model: it does what the exercises ask, by looking at the same words, and is polite where a
// number would do if wordy.
func solve(message string, wordy bool) string {
	var answer string
	switch list := message[strings.LastIndex(message, ":")+1:]; {
	case strings.HasPrefix(message, "Sort"):
		var sorted []string
		for _, w := range plain { // which are in order
			if strings.Contains(list, w) {
				sorted = append(sorted, w)
			}
		}
		answer = strings.Join(sorted, ", ")
	case strings.HasPrefix(message, "Write the first"):
		var letters strings.Builder
		for _, w := range words(list) {
			letters.WriteString(w[:1])
		}
		answer = letters.String()
	case strings.HasPrefix(message, "How often"):
		n := 0
		word := strings.Split(message, `"`)[1]
		for _, w := range words(message[strings.Index(message, "alone.")+6:]) {
			if w == word {
				n++
			}
		}
		answer = string(rune('0' + n))
	default:
		return Rules("m").(*model).answer(message)
	}
	if wordy {
		return "Sure! The answer is: " + answer + "."
	}
	return answer
}

// server starts an OpenAI-compatible server and returns a miner's handler in front of it.
func server(t *testing.T, wordy bool) http.Handler {
	t.Helper()
	s := httptest.NewServer(serve.Handler(serve.Model{ID: "llama", Now: time.Now, Chat: serve.Words(maxInput,
		func(_ context.Context, message string) (string, error) { return solve(message, wordy), nil })}))
	t.Cleanup(s.Close)
	h, err := axon.Upstream{URL: s.URL, Model: "llama"}.Handler(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// reply asks a handler.
func reply(h http.Handler, c task.Challenge) task.Answer {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, c.Request.Path, bytes.NewReader(c.Request.Body)))
	if w.Code != http.StatusOK {
		return task.Answer{}
	}
	return task.Answer{Body: w.Body.Bytes()}
}

// TestQuality puts a real model server on the market beside what is built in, and holds all to docs/guide/tasks/chat.md.
func TestQuality(t *testing.T) {
	t.Parallel()
	lines := []struct {
		name     string
		handler  http.Handler
		from, to float64
	}{
		{"server", server(t, false), 0.75, 1},
		{"wordy server", server(t, true), 0.5, 0.75},
		{"rules", Rules("m").Handler(), 0.3, 0.55},
		{"random", Random("m").Handler(), 0, 0.03},
		{"echo", Echo("m").Handler(), 0, 0.03},
		{"list", List("m").Handler(), 0, 0.03},
	}
	const challenges = 200
	sums := make([]float64, len(lines))
	for n := range challenges {
		c, err := Task{}.Challenge([32]byte{byte(n), 3})
		if err != nil {
			t.Fatal(err)
		}
		answers := make([]task.Answer, len(lines))
		for i, l := range lines {
			answers[i] = reply(l.handler, c)
		}
		for i, s := range (Task{}).Score(c, answers) {
			sums[i] += s / challenges
		}
	}
	for i, l := range lines {
		t.Logf("%-12s %.3f", l.name, sums[i])
		if sums[i] < l.from || sums[i] > l.to {
			t.Errorf("%s scores %.3f, not %.2f to %.2f", l.name, sums[i], l.from, l.to)
		}
	}
}

// say is the answer with a text.
func say(t *testing.T, text string) task.Answer {
	t.Helper()
	b, err := json.Marshal(openai.ChatResponse{Choices: []openai.ChatChoice{{Message: openai.Message{Content: openai.Content(text)}}}})
	if err != nil {
		t.Fatal(err)
	}
	return task.Answer{Body: b}
}

func TestScore_Exercise(t *testing.T) {
	t.Parallel()
	number, place, order := exercise{want: []string{"1234"}}, exercise{want: []string{"attic"}}, exercise{want: []string{"amber", "zebra"}}
	for _, x := range []struct {
		e    exercise
		text string
		want float64
	}{
		{number, "1234", 1},
		{number, " 1,234.\n", 1},
		{number, "The answer is 1234.", 0.5},
		{number, "1234 or 1235", 0},
		{number, "12345", 0},
		{number, "", 0},
		{number, strings.Repeat("1234 ", 10_000), 0},
		{number, "one thousand", 0},
		{place, "Attic", 1},
		{place, "In the attic.", 0.5},
		{place, "attic, barn", 0},
		{place, strings.Join(places, " "), 0},
		{order, "amber, zebra", 1},
		{order, "1. amber\n2. zebra", 0},
		{order, "zebra amber", 0},
		{order, "amber", 0},
	} {
		got := Task{}.Score(task.Challenge{Truth: x.e}, []task.Answer{say(t, x.text)})[0]
		if got != x.want {
			t.Errorf("%v, %.40q: score %g, want %g", x.e.want, x.text, got, x.want)
		}
	}
	for _, bad := range []task.Answer{{}, {Body: []byte("x")}, {Body: []byte("{}")}} {
		if got := (Task{}).Score(task.Challenge{Truth: number}, []task.Answer{bad})[0]; got != 0 {
			t.Errorf("%s: score %g", bad.Body, got)
		}
	}
}

func TestScore_Agreement(t *testing.T) {
	t.Parallel()
	bridge := []string{
		"A bridge is a structure that carries a road over a river.",
		"A bridge is a structure which carries a road or a railway over a river or a valley.",
		"It is a structure that carries a road over water such as a river; that is a bridge.",
	}
	junk := "lorem ipsum dolor sit amet"
	score := func(texts ...string) []float64 {
		var answers []task.Answer
		for _, text := range texts {
			answers = append(answers, say(t, text))
		}
		return Task{}.Score(task.Challenge{Truth: discussion{}}, answers)
	}
	if s := score(bridge[0], bridge[1], bridge[2], junk, ""); s[0] < 0.3 || s[1] < 0.3 || s[2] < 0.3 || s[3] != 0 || s[4] != 0 {
		t.Errorf("three who agree, one who does not, one silent: %v", s)
	}
	if s := score(bridge[0], bridge[1], bridge[2], junk, junk, junk, junk, junk); s[3] != 0 || s[0] < 0.3 {
		t.Errorf("a crowd of copies: %v", s)
	}
	if s := score(bridge[0], bridge[1]); s[0] != 0 || s[1] != 0 {
		t.Errorf("two cannot agree: %v", s)
	}
}

func TestChallenge(t *testing.T) {
	t.Parallel()
	seen, talks := map[string]bool{}, 0
	for n := range 500 {
		seed := [32]byte{byte(n), byte(n >> 8)}
		c, err := Task{}.Challenge(seed)
		if err != nil {
			t.Fatal(err)
		}
		again, _ := Task{}.Challenge(seed)
		if !bytes.Equal(c.Request.Body, again.Request.Body) {
			t.Fatal("the seed does not decide")
		}
		switch e := c.Truth.(type) {
		case discussion:
			talks++
		case exercise:
			if seen[e.question] {
				t.Errorf("asked twice: %s", e.question)
			}
			seen[e.question] = true
			if got := e.judge(strings.Join(e.want, ", ")); got != 1 {
				t.Errorf("%s: the reference scores %g", e.question, got)
			}
		}
	}
	if talks < 60 || talks > 140 {
		t.Errorf("%d of 500 questions are open", talks)
	}
	for _, kind := range kinds {
		if e := kind(rand.New(rand.NewPCG(1, 1))); e.question == "" || len(e.want) == 0 {
			t.Errorf("an empty exercise: %+v", e)
		}
	}
}
