package rest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

// scripted is a model that does what the contract tests ask of one. It answers chats with tool calls when it has tools,
// and with what a tool said after that; "break" and "never end" are for streams.
func scripted(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	var q struct {
		Stream   bool              `json:"stream"`
		Tools    []json.RawMessage `json:"tools"`
		Messages []struct {
			Role    string `json:"role"`
			Content any    `json:"content"`
		} `json:"messages"`
		Format struct {
			Schema struct {
				Name string `json:"name"`
			} `json:"json_schema"`
		} `json:"response_format"`
	}
	if err := json.Unmarshal(body, &q); err != nil {
		openai.WriteError(w, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_body", err.Error())
		return
	}
	if r.URL.Path == openai.PathCompletions {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"id":"x","object":"text_completion","choices":[{"index":0,"text":"b","logprobs":null,"finish_reason":"length"}]}`)
		return
	}
	last := struct{ role, content string }{}
	if n := len(q.Messages); n > 0 {
		last.role = q.Messages[n-1].Role
		last.content, _ = q.Messages[n-1].Content.(string)
	}
	switch {
	case last.role == "tool":
		says(last.content)(w, again(r, body))
	case len(q.Tools) > 0:
		callTool(w, q.Stream)
	case q.Format.Schema.Name != "":
		says(fmt.Sprintf(`{"schema":%q}`, q.Format.Schema.Name))(w, again(r, body))
	case q.Stream && last.content != "count":
		w.Header().Set("Content-Type", "text/event-stream")
		_ = openai.WriteEvent(w, piece("uno "))
		_ = http.NewResponseController(w).Flush()
		if last.content == "never end" {
			<-r.Context().Done()
		}
		panic(http.ErrAbortHandler)
	default:
		says("uno dos tres")(w, again(r, body))
	}
}

// callTool calls a tool, as OpenAI's models do: in a stream, its name comes first and its arguments in pieces.
func callTool(w http.ResponseWriter, stream bool) {
	const head = `{"id":"x","object":"chat.completion%s","created":1,"model":"any","choices":[{"index":0,`
	if !stream {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprintf(w, head+`"message":{"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Paris\"}"}}]},"finish_reason":"tool_calls"}]}`, "")
		return
	}
	w.Header().Set("Content-Type", "text/event-stream")
	for _, delta := range []string{
		`"delta":{"role":"assistant","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"weather","arguments":""}}]},"finish_reason":null`,
		`"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"city\":"}}]},"finish_reason":null`,
		`"delta":{"tool_calls":[{"index":0,"function":{"arguments":"\"Paris\"}"}}]},"finish_reason":null`,
		`"delta":{},"finish_reason":"tool_calls"`,
	} {
		_, _ = fmt.Fprintf(w, "data: "+head+"%s}]}\n\n", ".chunk", delta)
	}
	_ = openai.WriteDone(w)
}

// contracted is a network with what the contract tests need: a model for chats, one for embeddings, and one that nobody
// serves.
func contracted(tb testing.TB) *network {
	tb.Helper()
	embed := honest(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.5,-0.5]},{"object":"embedding","index":1,"embedding":[0.5,-0.5]}],"model":"x"}`)
	})
	market := stall{
		{Netuid: netuid, Model: "chat", Miners: []gateway.Miner{honest(scripted)(tb, "a")}},
		{Netuid: netuid, Model: "vectors", Path: openai.PathEmbeddings, Miners: []gateway.Miner{embed(tb, "b")}},
		{Netuid: netuid, Model: "nobody/serves-it"},
	}
	return subnet{}.open(tb, Config{}, dendrite.Config{}, market)
}
