package serve

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tianwang-net/tianwang/openai"
)

// noon is what the clock of the models says.
var noon = time.Unix(1_800_000_000, 0)

// echo answers with the message in upper case, word by word.
func echo() Model {
	return Model{
		ID:  "echo",
		Now: func() time.Time { return noon },
		Chat: Words(64, func(_ context.Context, message string) (string, error) {
			switch message {
			case "refuse":
				return "", Invalid("message %q: not liked", message)
			case "break":
				return "", errors.New("secret detail")
			}
			return strings.ToUpper(message), nil
		}),
	}
}

func newServer(t *testing.T, m Model) string {
	t.Helper()
	s := httptest.NewServer(Handler(m))
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

const hello = `{"messages":[{"role":"user","content":"hello wide world"}]`

func TestChat_Whole(t *testing.T) {
	t.Parallel()
	url := newServer(t, echo())
	status, body := post(t, url+openai.PathChat, hello+`}`)
	var r openai.ChatResponse
	if err := json.Unmarshal(body, &r); err != nil || status != http.StatusOK {
		t.Fatalf("status %d, %v: %s", status, err, body)
	}
	if got := r.Choices[0]; got.Message.Content != "HELLO WIDE WORLD" || got.FinishReason != openai.FinishStop {
		t.Errorf("choice %+v", got)
	}
	if r.Created != noon.Unix() {
		t.Errorf("created %d, want %d", r.Created, noon.Unix())
	}
	if *r.Usage != (openai.Usage{PromptTokens: 3, CompletionTokens: 3, TotalTokens: 6}) {
		t.Errorf("usage %+v", r.Usage)
	}
	if _, again := post(t, url+openai.PathChat, hello+`}`); !bytes.Equal(again, body) {
		t.Errorf("one request, two answers:\n%s%s", body, again)
	}
	_, cut := post(t, url+openai.PathChat, hello+`,"max_tokens":2}`)
	if err := json.Unmarshal(cut, &r); err != nil {
		t.Fatal(err)
	}
	if got := r.Choices[0]; got.Message.Content != "HELLO WIDE" || got.FinishReason != openai.FinishLength {
		t.Errorf("choice %+v", got)
	}
}

func TestChat_Stream(t *testing.T) {
	t.Parallel()
	url := newServer(t, echo())
	res, err := http.Post(url+openai.PathChat, "application/json",
		strings.NewReader(hello+`,"stream":true,"stream_options":{"include_usage":true}}`))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got := res.Header.Get("Content-Type"); got != "text/event-stream" {
		t.Errorf("content type %q", got)
	}
	var text []string
	var finish string
	var usage *openai.Usage
	events := openai.NewEventReader(res.Body, 1<<16)
	for {
		data, err := events.Next()
		if err != nil {
			t.Fatal(err)
		}
		if string(data) == openai.Done {
			break
		}
		var c openai.ChatChunk
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatal(err)
		}
		usage = c.Usage
		if c.Created != noon.Unix() {
			t.Errorf("created %d, want %d", c.Created, noon.Unix())
		}
		for _, choice := range c.Choices {
			text = append(text, choice.Delta.Content)
			if choice.FinishReason != nil {
				finish = *choice.FinishReason
			}
		}
	}
	if got := strings.Join(text, "|"); got != "|HELLO| WIDE| WORLD|" || finish != openai.FinishStop {
		t.Errorf("pieces %q, finish %q", got, finish)
	}
	if usage == nil || usage.TotalTokens != 6 {
		t.Errorf("usage %+v", usage)
	}
}

func TestChat_StreamThatBreaksHasNoDone(t *testing.T) {
	t.Parallel()
	url := newServer(t, Model{ID: "m", Now: time.Now, Chat: func(_ context.Context, _ *openai.ChatRequest, emit Emit) (Result, error) {
		if err := emit("half"); err != nil {
			return Result{}, err
		}
		return Result{}, errors.New("secret detail")
	}})
	status, body := post(t, url+openai.PathChat, hello+`,"stream":true}`)
	if status != http.StatusOK || bytes.Contains(body, []byte(openai.Done)) || bytes.Contains(body, []byte("secret")) {
		t.Errorf("status %d: %s", status, body)
	}
	if !bytes.Contains(body, []byte(openai.ErrServer)) {
		t.Errorf("no error event: %s", body)
	}
}

func TestHandler_Refuses(t *testing.T) {
	t.Parallel()
	url := newServer(t, echo())
	user := func(s string) string { return `{"messages":[{"role":"user","content":"` + s + `"}]}` }
	for name, c := range map[string]struct {
		path, body string
		status     int
	}{
		"unknown path":     {"/v1/embeddings", `{}`, http.StatusNotFound},
		"no completions":   {openai.PathCompletions, `{"prompt":"x"}`, http.StatusNotFound},
		"not JSON":         {openai.PathChat, `{"messages"`, http.StatusBadRequest},
		"empty":            {openai.PathChat, ``, http.StatusBadRequest},
		"two values":       {openai.PathChat, user("a") + user("b"), http.StatusBadRequest},
		"image":            {openai.PathChat, `{"messages":[{"role":"user","content":[{"type":"image_url"}]}]}`, http.StatusBadRequest},
		"no message":       {openai.PathChat, `{"messages":[]}`, http.StatusBadRequest},
		"no text":          {openai.PathChat, user("  "), http.StatusBadRequest},
		"two choices":      {openai.PathChat, hello + `,"n":2}`, http.StatusBadRequest},
		"no tokens":        {openai.PathChat, hello + `,"max_completion_tokens":0}`, http.StatusBadRequest},
		"message too long": {openai.PathChat, user(strings.Repeat("x", 65)), http.StatusBadRequest},
		"refused":          {openai.PathChat, user("refuse"), http.StatusBadRequest},
		"refused stream":   {openai.PathChat, `{"stream":true,` + user("refuse")[1:], http.StatusBadRequest},
		"body too large":   {openai.PathChat, user(strings.Repeat("x", MaxBody)), http.StatusRequestEntityTooLarge},
		"broken model":     {openai.PathChat, user("break"), http.StatusInternalServerError},
	} {
		status, body := post(t, url+c.path, c.body)
		var e openai.ErrorBody
		if err := json.Unmarshal(body, &e); err != nil || e.Error == nil || e.Error.Message == "" || e.Error.Code == nil {
			t.Errorf("%s: not an error object: %s", name, body)
		}
		if status != c.status {
			t.Errorf("%s: status %d, want %d: %s", name, status, c.status, body)
		}
		if bytes.Contains(body, []byte("secret")) {
			t.Errorf("%s: shows what is internal: %s", name, body)
		}
	}
	res, err := http.Get(url + openai.PathChat)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusMethodNotAllowed || res.Header.Get("Allow") != http.MethodPost {
		t.Errorf("GET: status %d, Allow %q", res.StatusCode, res.Header.Get("Allow"))
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	url := newServer(t, echo())
	for _, path := range []string{openai.PathModels, openai.PathModels + "/echo"} {
		res, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(res.Body)
		res.Body.Close()
		if res.StatusCode != http.StatusOK || !bytes.Contains(body, []byte(`"id":"echo","object":"model","created":1800000000`)) {
			t.Errorf("%s: status %d: %s", path, res.StatusCode, body)
		}
	}
}

func FuzzToken(f *testing.F) {
	f.Add("hello  wide\nworld ")
	f.Add("\xff \xfe")
	f.Fuzz(func(t *testing.T, text string) {
		var back strings.Builder
		for rest := text; rest != ""; {
			n := token(rest)
			if n < 1 {
				t.Fatalf("token of %q has length %d", rest, n)
			}
			back.WriteString(rest[:n])
			rest = rest[n:]
		}
		if back.String() != text {
			t.Errorf("tokens of %q join to %q", text, back.String())
		}
	})
}
