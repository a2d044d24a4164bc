package rest

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/tianwang-net/tianwang/openai"
)

// webui sends what Open WebUI sends to a connection of the kind "OpenAI": its base URL ends in /v1, and besides OpenAI's
// fields the body has some of its own, or of whoever wrote a filter for it.
func (n *network) webui(t *testing.T, method, path, body string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, n.url+"/v1"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "Authorization": "Bearer sk-any", "User-Agent": "Python/3.11 aiohttp/3.12.15",
		"Accept": "*/*", "Accept-Encoding": "gzip, deflate", "X-OpenWebUI-User-Name": "Ada%20Lovelace", "X-OpenWebUI-User-Id": "6f1c",
		"X-OpenWebUI-User-Email": "ada@example.org", "X-OpenWebUI-User-Role": "admin", "X-OpenWebUI-Chat-Id": "c0ffee",
	} {
		r.Header.Set(name, value)
	}
	resp, got := send(t, r)
	if resp.Header.Get("Content-Encoding") != "" {
		t.Errorf("%s: coded", path)
	}
	return resp, got
}

// TestWebUI_Models is what it does when a connection is saved, and whenever the list of models is shown: it keeps every
// field of an entry, and needs id.
func TestWebUI_Models(t *testing.T) {
	t.Parallel()
	n := contracted(t)
	resp, body := n.webui(t, http.MethodGet, "/models", "")
	var list struct {
		Data []map[string]any `json:"data"`
	}
	if err := json.Unmarshal([]byte(body), &list); err != nil || resp.StatusCode != 200 || len(list.Data) != 3 || list.Data[0]["id"] != "chat" {
		t.Errorf("%d %s, %v", resp.StatusCode, body, err)
	}
}

func TestWebUI_Chat(t *testing.T) {
	t.Parallel()
	n := contracted(t)
	resp, body := n.webui(t, http.MethodPost, "/chat/completions", `{"stream": true, "model": "chat",
		"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "hi"}, {"role": "assistant", "content": ""}, {"role": "user", "content": "count"}],
		"stream_options": {"include_usage": true}, "temperature": 0.7, "top_p": 0.9, "stop": ["###", "\n\n"], "seed": 1, "logit_bias": {}, "max_tokens": 128,
		"frequency_penalty": 0, "user": {"name": "Ada", "id": "6f1c", "email": "ada@example.org", "role": "admin"},
		"chat_id": "c0ffee", "session_id": "s", "id": "m", "features": {"web_search": false}, "variables": {"{{USER_NAME}}": "Ada"}, "keep_alive": "5m", "num_ctx": 4096}`)
	if resp.StatusCode != 200 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/event-stream") {
		t.Fatalf("%d %v %s", resp.StatusCode, resp.Header, body)
	}
	// It looks for lines that begin with "data:", and reads choices[0].delta and usage of each.
	var text strings.Builder
	var used, done bool
	events := openai.NewEventReader(strings.NewReader(body), 1<<20)
	for {
		data, err := events.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if done = string(data) == openai.Done; done {
			continue
		}
		var c openai.ChatChunk
		if err != nil || json.Unmarshal(data, &c) != nil || c.ID == "" || c.Model != "chat" {
			t.Fatalf("%s, %v", data, err)
		}
		used = used || c.Usage != nil
		for _, choice := range c.Choices {
			text.WriteString(choice.Delta.Content)
		}
	}
	if text.String() != "uno dos tres" || !used || !done {
		t.Errorf("%s", body)
	}
}

// TestWebUI_Title is how it names a chat: a question in one piece, after the first answer.
func TestWebUI_Title(t *testing.T) {
	t.Parallel()
	n := contracted(t)
	resp, body := n.webui(t, http.MethodPost, "/chat/completions", `{"model": "chat", "stream": false, "max_completion_tokens": 1000,
		"messages": [{"role": "user", "content": [{"type": "text", "text": "count"}]}]}`)
	var got openai.ChatResponse
	if err := json.Unmarshal([]byte(body), &got); err != nil || resp.StatusCode != 200 || got.Choices[0].Message.Content != "uno dos tres" {
		t.Errorf("%d %s, %v", resp.StatusCode, body, err)
	}
}

// TestWebUI_Embeddings is how it indexes documents.
func TestWebUI_Embeddings(t *testing.T) {
	t.Parallel()
	n := contracted(t)
	resp, body := n.webui(t, http.MethodPost, "/embeddings", `{"input": ["a", "b"], "model": "vectors"}`)
	var got struct {
		Data []struct {
			Embedding []float64 `json:"embedding"`
		} `json:"data"`
	}
	if err := json.Unmarshal([]byte(body), &got); err != nil || resp.StatusCode != 200 || len(got.Data) != 2 || len(got.Data[1].Embedding) != 2 {
		t.Errorf("%d %s, %v", resp.StatusCode, body, err)
	}
}

// TestWebUI_Errors shows people what error.message says.
func TestWebUI_Errors(t *testing.T) {
	t.Parallel()
	n := contracted(t)
	for _, stream := range []string{"true", "false"} {
		resp, body := n.webui(t, http.MethodPost, "/chat/completions", `{"model": "nobody/serves-it", "messages": [], "stream": `+stream+`}`)
		var e openai.ErrorBody
		if err := json.Unmarshal([]byte(body), &e); err != nil || resp.StatusCode != 503 || e.Error == nil || e.Error.Message == "" {
			t.Errorf("%d %s, %v", resp.StatusCode, body, err)
		}
	}
}
