package rest

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	client "github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

// official returns OpenAI's own client, unmodified, for a test network.
func (n *network) official(tb testing.TB) client.Client {
	tb.Helper()
	tr := &http.Transport{}
	tb.Cleanup(tr.CloseIdleConnections)
	return client.NewClient(
		option.WithBaseURL(n.url+"/v1/"), option.WithAPIKey("any"), option.WithMaxRetries(0),
		option.WithHTTPClient(&http.Client{Transport: tr}),
	)
}

func userSays(text, model string) client.ChatCompletionNewParams {
	return client.ChatCompletionNewParams{
		Model: model, Messages: []client.ChatCompletionMessageParamUnion{client.UserMessage(text)},
	}
}

func TestContract_Models(t *testing.T) {
	t.Parallel()
	c := run(t, Config{}, dendrite.Config{}, honest(says("hola"))).official(t)
	page, err := c.Models.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Data) != 2 || page.Data[0].ID != modelID || page.Data[0].OwnedBy != owner || page.Data[0].Created != 1e9 {
		t.Errorf("%+v", page.Data)
	}
	for _, id := range []string{modelID, "empty/model"} {
		m, err := c.Models.Get(t.Context(), id)
		if err != nil || m.ID != id {
			t.Errorf("%s: %+v, %v", id, m, err)
		}
	}
	_, err = c.Models.Get(t.Context(), "nothing")
	wantError(t, err, http.StatusNotFound, "model_not_found")
}

func TestContract_Chat(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, dendrite.Config{}, honest(says("hola mundo")))
	c := n.official(t)
	got, err := c.Chat.Completions.New(t.Context(), userSays("hello world", modelID))
	if err != nil {
		t.Fatal(err)
	}
	if got.Choices[0].Message.Content != "hola mundo" || got.Usage.TotalTokens != 3 || got.Model != modelID {
		t.Errorf("%+v", got)
	}
}

// TestContract_Stream (G04) has a model that says no second word before its first was heard: none is held back.
func TestContract_Stream(t *testing.T) {
	t.Parallel()
	heard := make(chan struct{})
	n := run(t, Config{}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		for i, word := range []string{"uno ", "dos ", "tres ", "cuatro ", "cinco"} {
			if i > 0 {
				select {
				case <-heard:
				case <-r.Context().Done():
					return
				}
			}
			_ = openai.WriteEvent(w, piece(word))
			_ = http.NewResponseController(w).Flush()
		}
		_ = openai.WriteDone(w)
	}))
	c := n.official(t)
	s := c.Chat.Completions.NewStreaming(t.Context(), userSays("count", modelID))
	acc := client.ChatCompletionAccumulator{}
	chunks := 0
	for s.Next() {
		if chunks == 0 {
			close(heard)
		}
		chunks++
		acc.AddChunk(s.Current())
	}
	if err := s.Err(); err != nil {
		t.Fatalf("after %d chunks: %v", chunks, err)
	}
	if chunks != 5 || acc.Choices[0].Message.Content != "uno dos tres cuatro cinco" {
		t.Errorf("%d chunks: %+v", chunks, acc.Choices)
	}
}

func TestContract_Completions(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, dendrite.Config{}, honest(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != openai.PathCompletions {
			t.Errorf("path %s", r.URL.Path)
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"object":"text_completion","choices":[{"index":0,"text":"b","logprobs":null,"finish_reason":"length"}]}`))
	}))
	c := n.official(t)
	got, err := c.Completions.New(t.Context(), client.CompletionNewParams{
		Model: modelID, Prompt: client.CompletionNewParamsPromptUnion{OfString: client.String("a")},
	})
	if err != nil || got.Choices[0].Text != "b" {
		t.Errorf("%+v, %v", got, err)
	}
}

// wantError checks that an error of the official client carries a status and a code.
func wantError(t *testing.T, err error, status int, code string) {
	t.Helper()
	var e *client.Error
	if !errors.As(err, &e) {
		t.Errorf("not an error of the API: %v", err)
		return
	}
	if e.StatusCode != status || e.Code != code {
		t.Errorf("status %d, code %q, want %d, %q (%s)", e.StatusCode, e.Code, status, code, e.Message)
	}
}

func TestContract_Errors(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, dendrite.Config{}, dead)
	c := n.official(t)
	_, err := c.Chat.Completions.New(t.Context(), userSays("x", "nothing"))
	wantError(t, err, http.StatusNotFound, "model_not_found")
	_, err = c.Chat.Completions.New(t.Context(), userSays("x", "empty/model"))
	wantError(t, err, http.StatusServiceUnavailable, "no_miners")
	_, err = c.Chat.Completions.New(t.Context(), userSays("x", ""))
	wantError(t, err, http.StatusBadRequest, "missing_model")
	_, err = c.Chat.Completions.New(t.Context(), userSays("x", modelID))
	wantError(t, err, http.StatusBadGateway, "miner_failed")
	_, err = c.Chat.Completions.New(t.Context(), userSays("x", modelID))
	wantError(t, err, http.StatusServiceUnavailable, "no_miners") // in quarantine now
	_, err = c.Chat.Completions.New(t.Context(), userSays(strings.Repeat("x", 2<<20), modelID))
	wantError(t, err, http.StatusRequestEntityTooLarge, "payload_too_large")
}

// TestContract_StreamBreaks has a miner that fails after its first event.
func TestContract_StreamBreaks(t *testing.T) {
	t.Parallel()
	n := run(t, Config{}, dendrite.Config{}, honest(breaking), honest(says("another answer")))
	c := n.official(t)
	s := c.Chat.Completions.NewStreaming(t.Context(), userSays("count", modelID))
	var text strings.Builder
	for s.Next() {
		for _, choice := range s.Current().Choices {
			text.WriteString(choice.Delta.Content)
		}
	}
	if s.Err() == nil || text.String() != "uno " {
		t.Errorf("text %q, error %v", text.String(), s.Err())
	}
}

var weather = []client.ChatCompletionToolUnionParam{client.ChatCompletionFunctionTool(shared.FunctionDefinitionParam{
	Name: "weather", Parameters: shared.FunctionParameters{"type": "object"},
})}

// TestContract_Tools takes a tool call there and back.
func TestContract_Tools(t *testing.T) {
	t.Parallel()
	c := contracted(t).official(t)
	q := userSays("count", "chat")
	q.Tools = weather
	got, err := c.Chat.Completions.New(t.Context(), q)
	if err != nil || len(got.Choices[0].Message.ToolCalls) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	call := got.Choices[0].Message.ToolCalls[0]
	if call.Function.Name != "weather" || call.Function.Arguments != `{"city":"Paris"}` || got.Usage.TotalTokens == 0 {
		t.Errorf("%+v", got)
	}
	q.Messages = append(q.Messages, got.Choices[0].Message.ToParam(), client.ToolMessage("sunny", call.ID))
	if got, err = c.Chat.Completions.New(t.Context(), q); err != nil || got.Choices[0].Message.Content != "sunny" {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestContract_ToolStream(t *testing.T) {
	t.Parallel()
	c := contracted(t).official(t)
	q := userSays("count", "chat")
	q.Tools = weather
	q.StreamOptions.IncludeUsage = client.Bool(true)
	s := c.Chat.Completions.NewStreaming(t.Context(), q)
	acc := client.ChatCompletionAccumulator{}
	var last client.ChatCompletionChunk
	for s.Next() {
		last = s.Current()
		acc.AddChunk(last)
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
	call := acc.Choices[0].Message.ToolCalls[0]
	if call.ID != "call_1" || call.Function.Name != "weather" || call.Function.Arguments != `{"city":"Paris"}` || acc.Model != "chat" {
		t.Errorf("%+v", acc)
	}
	if len(last.Choices) != 0 || last.Usage.TotalTokens == 0 {
		t.Errorf("last %s", last.RawJSON())
	}
}

func TestContract_Embeddings(t *testing.T) {
	t.Parallel()
	c := contracted(t).official(t)
	q := client.EmbeddingNewParams{Model: "vectors", Input: client.EmbeddingNewParamsInputUnion{OfArrayOfStrings: []string{"a", "b"}}}
	got, err := c.Embeddings.New(t.Context(), q)
	if err != nil || len(got.Data) != 2 || got.Data[1].Embedding[0] != 0.5 || got.Model != "vectors" {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = c.Chat.Completions.New(t.Context(), userSays("x", "vectors"))
	wantError(t, err, http.StatusBadRequest, "model_does_not_support")
}

// TestContract_Retries has OpenAI's client come again as it is told, and be answered then.
func TestContract_Retries(t *testing.T) {
	t.Parallel()
	n := run(t, Config{Rate: 600}, dendrite.Config{}, honest(says("hola")))
	tr := &http.Transport{}
	t.Cleanup(tr.CloseIdleConnections)
	c := client.NewClient(option.WithBaseURL(n.url+"/v1/"), option.WithAPIKey("any"), option.WithMaxRetries(5), option.WithHTTPClient(&http.Client{Transport: tr}))
	for range 600 { // all that a minute has, without asking a model
		_, err := c.Chat.Completions.New(t.Context(), userSays("x", "nothing"))
		wantError(t, err, http.StatusNotFound, "model_not_found")
	}
	if got, err := c.Chat.Completions.New(t.Context(), userSays("x", modelID)); err != nil || got.Choices[0].Message.Content != "hola" {
		t.Errorf("%+v, %v", got, err)
	}
}
