package openai

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Paths of the endpoints, as an OpenAI client calls them.
const (
	PathChat        = "/v1/chat/completions"
	PathCompletions = "/v1/completions"
	PathModels      = "/v1/models"
)

// Roles of a message.
const (
	RoleSystem    = "system"
	RoleUser      = "user"
	RoleAssistant = "assistant"
)

// Object names and finish reasons.
const (
	ObjectChat       = "chat.completion"
	ObjectChatChunk  = "chat.completion.chunk"
	ObjectCompletion = "text_completion"
	ObjectList       = "list"
	ObjectModel      = "model"

	FinishStop   = "stop"
	FinishLength = "length"
)

// ChatRequest is the body of a chat completion request, as far as built-in models read it.
type ChatRequest struct {
	Model               string         `json:"model"`
	Messages            []Message      `json:"messages"`
	Stream              bool           `json:"stream,omitempty"`
	StreamOptions       *StreamOptions `json:"stream_options,omitempty"`
	MaxTokens           *int           `json:"max_tokens,omitempty"`            // deprecated by OpenAI, still sent by many
	MaxCompletionTokens *int           `json:"max_completion_tokens,omitempty"` // wins over MaxTokens
	Temperature         *float64       `json:"temperature,omitempty"`
	Seed                *int64         `json:"seed,omitempty"`
}

// Limit returns the number of tokens the caller allows, or def when the request names none.
func (r *ChatRequest) Limit(def int) int {
	switch {
	case r.MaxCompletionTokens != nil:
		return *r.MaxCompletionTokens
	case r.MaxTokens != nil:
		return *r.MaxTokens
	}
	return def
}

// LastUser returns the text of the last message by the user, "" when there is none.
func (r *ChatRequest) LastUser() string {
	for _, v := range slices.Backward(r.Messages) {
		if v.Role == RoleUser {
			return string(v.Content)
		}
	}
	return ""
}

// StreamOptions asks for a usage chunk at the end of a stream.
type StreamOptions struct {
	IncludeUsage bool `json:"include_usage,omitempty"`
}

// Message is one turn of a conversation.
type Message struct {
	Role    string  `json:"role"`
	Content Content `json:"content"`
}

// Content is the text of a message. On the wire it is a string, null, or a list of parts; text parts are joined, parts
// of other types are refused, since no text model can read them.
type Content string

// UnmarshalJSON accepts a string, null, or a list of {"type":"text","text":…} parts.
func (c *Content) UnmarshalJSON(b []byte) error {
	var s *string
	if err := json.Unmarshal(b, &s); err == nil {
		*c = ""
		if s != nil {
			*c = Content(*s)
		}
		return nil
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(b, &parts); err != nil {
		return fmt.Errorf("message content: a string or a list of parts is needed: %w", err)
	}
	var sb strings.Builder
	for _, p := range parts {
		if p.Type != "text" {
			return fmt.Errorf("message content: part of type %q is not supported, only text", p.Type)
		}
		sb.WriteString(p.Text)
	}
	*c = Content(sb.String())
	return nil
}

// ChatResponse is the body of a finished chat completion.
type ChatResponse struct {
	ID      string       `json:"id"`
	Object  string       `json:"object"` // ObjectChat
	Created int64        `json:"created"`
	Model   string       `json:"model"`
	Choices []ChatChoice `json:"choices"`
	Usage   *Usage       `json:"usage,omitempty"`
}

// ChatChoice is one answer.
type ChatChoice struct {
	Index        int     `json:"index"`
	Message      Message `json:"message"`
	FinishReason string  `json:"finish_reason"`
}

// ChatChunk is one event of a streamed chat completion.
type ChatChunk struct {
	ID      string        `json:"id"`
	Object  string        `json:"object"` // ObjectChatChunk
	Created int64         `json:"created"`
	Model   string        `json:"model"`
	Choices []ChunkChoice `json:"choices"` // empty in the usage chunk
	Usage   *Usage        `json:"usage,omitempty"`
}

// ChunkChoice carries the next piece of one answer.
type ChunkChoice struct {
	Index        int     `json:"index"`
	Delta        Delta   `json:"delta"`
	FinishReason *string `json:"finish_reason"` // nil until the last chunk
}

// Delta is what a chunk adds.
type Delta struct {
	Role    string `json:"role,omitempty"`
	Content string `json:"content,omitempty"`
}

// Usage counts tokens.
type Usage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
	TotalTokens      int `json:"total_tokens"`
}
