package openai

import (
	"encoding/json"
	"errors"
)

// CompletionRequest is the body of a (legacy) completion request. Language-modelling subnets use it with MaxTokens 1
// and Logprobs set: it is the standard form for "what comes next, and how sure are you".
type CompletionRequest struct {
	Model       string   `json:"model"`
	Prompt      Prompts  `json:"prompt"`
	MaxTokens   *int     `json:"max_tokens,omitempty"`
	Logprobs    *int     `json:"logprobs,omitempty"` // how many of the most likely tokens to report
	Temperature *float64 `json:"temperature,omitempty"`
	Seed        *int64   `json:"seed,omitempty"`
	Stream      bool     `json:"stream,omitempty"`
}

// Prompts is one prompt or several; on the wire a string or a list of strings.
type Prompts []string

// UnmarshalJSON accepts a string or a list of strings.
func (p *Prompts) UnmarshalJSON(b []byte) error {
	var one string
	if err := json.Unmarshal(b, &one); err == nil {
		*p = Prompts{one}
		return nil
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil {
		return errors.New("prompt: a string or a list of strings is needed")
	}
	*p = many
	return nil
}

// CompletionResponse is the body of a finished completion; Choices[i] answers prompt i.
type CompletionResponse struct {
	ID      string             `json:"id"`
	Object  string             `json:"object"` // ObjectCompletion
	Created int64              `json:"created"`
	Model   string             `json:"model"`
	Choices []CompletionChoice `json:"choices"`
	Usage   *Usage             `json:"usage,omitempty"`
}

// CompletionChoice is one answer.
type CompletionChoice struct {
	Index        int       `json:"index"`
	Text         string    `json:"text"`
	Logprobs     *Logprobs `json:"logprobs"`
	FinishReason string    `json:"finish_reason"`
}

// Logprobs reports natural logarithms of probabilities, one list entry per generated token. A token that is not valid
// UTF-8 by itself is written as "bytes:\xNN", as OpenAI does.
type Logprobs struct {
	Tokens        []string             `json:"tokens"`
	TokenLogprobs []float64            `json:"token_logprobs"`
	TopLogprobs   []map[string]float64 `json:"top_logprobs"`
}
