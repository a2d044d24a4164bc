package rest

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/task"
)

// tokens estimates how many tokens a text has, for answers whose miner did not count: a word of up to four letters is one,
// longer ones are one for each four, and every sign of a script without spaces is one.
func tokens(text string) (n int) {
	letters := 0
	for _, r := range text {
		switch {
		case unicode.IsSpace(r):
			n, letters = n+(letters+3)/4, 0
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai):
			n, letters = n+(letters+3)/4+1, 0
		default:
			letters++
		}
	}
	return n + (letters+3)/4
}

// said is the text in a request or an answer, whatever its endpoint.
type said struct {
	Messages []struct {
		Content json.RawMessage `json:"content"`
	} `json:"messages"`
	Prompt  json.RawMessage `json:"prompt"`
	Input   json.RawMessage `json:"input"`
	Choices []struct {
		Text    string `json:"text"`
		Message spoken `json:"message"`
		Delta   spoken `json:"delta"`
	} `json:"choices"`
	Usage json.RawMessage `json:"usage"`
}

// spoken is a message, or a piece of one.
type spoken struct {
	Content   json.RawMessage `json:"content"`
	Reasoning string          `json:"reasoning_content"`
	ToolCalls []struct {
		Function struct {
			Name      string `json:"name"`
			Arguments string `json:"arguments"`
		} `json:"function"`
	} `json:"tool_calls"`
}

func (s spoken) tokens() int {
	n := textTokens(s.Content) + tokens(s.Reasoning)
	for _, c := range s.ToolCalls {
		n += tokens(c.Function.Name) + tokens(c.Function.Arguments)
	}
	return n
}

// textTokens counts every string inside a value, but for the names of fields and the types of parts.
func textTokens(raw json.RawMessage) int {
	var v any
	if len(raw) == 0 || json.Unmarshal(raw, &v) != nil {
		return 0
	}
	return valueTokens(v)
}

func valueTokens(v any) (n int) {
	switch v := v.(type) {
	case string:
		return tokens(v)
	case float64: // a prompt in tokens
		return 1
	case []any:
		for _, part := range v {
			n += valueTokens(part)
		}
	case map[string]any:
		return valueTokens(v["text"])
	}
	return n
}

// promptTokens estimates the tokens of a request.
func promptTokens(body []byte) (n int) {
	var s said
	if json.Unmarshal(body, &s) != nil {
		return 0
	}
	for _, m := range s.Messages {
		n += textTokens(m.Content)
	}
	return n + textTokens(s.Prompt) + textTokens(s.Input)
}

// answerTokens estimates the tokens of an answer or of an event, and says whether it has a usage of its own.
func answerTokens(body []byte) (n int, has bool) {
	var s said
	if json.Unmarshal(body, &s) != nil {
		return 0, false
	}
	for _, c := range s.Choices {
		n += tokens(c.Text) + c.Message.tokens() + c.Delta.tokens()
	}
	return n, len(s.Usage) > 0 && !bytes.Equal(s.Usage, []byte("null"))
}

// usageMark is in every answer that has a usage; looking for it is much cheaper than reading the answer.
var usageMark = []byte(`"usage"`)

// counted returns an answer with its usage: the miner's, or else what the gateway counts.
func counted(req task.Request, body []byte) ([]byte, error) {
	if bytes.Contains(body, usageMark) {
		if _, has := answerTokens(body); has {
			return body, nil
		}
	}
	n, _ := answerTokens(body)
	usage, err := json.Marshal(usageOf(req, n))
	if err != nil {
		return nil, err
	}
	return openai.SetField(body, "usage", usage)
}

func usageOf(req task.Request, answered int) openai.Usage {
	asked := promptTokens(req.Body)
	return openai.Usage{PromptTokens: asked, CompletionTokens: answered, TotalTokens: asked + answered}
}

// count follows a stream whose user wants to know what it used.
type count struct {
	tokens  int
	has     bool   // the miner said it
	id      string // what the events have in common
	created int64
}

// see takes an event.
func (c *count) see(data []byte) {
	n, has := answerTokens(data)
	c.tokens += n
	c.has = c.has || has
	if c.id == "" {
		var head struct {
			ID      string `json:"id"`
			Created int64  `json:"created"`
		}
		if json.Unmarshal(data, &head) == nil {
			c.id, c.created = strings.ToValidUTF8(head.ID, ""), head.Created
		}
	}
}

// last is the event that says what a stream used: it has no choices.
func (c *count) last(q *question, by *gateway.Served) ([]byte, error) {
	u := usageOf(q.req, c.tokens)
	object := openai.ObjectChatChunk
	if q.req.Path == openai.PathCompletions {
		object = openai.ObjectCompletion
	}
	return json.Marshal(openai.ChatChunk{
		ID: c.id, Object: object, Created: c.created, Model: by.Model, Choices: []openai.ChunkChoice{}, Usage: &u,
	})
}
