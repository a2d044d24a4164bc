package lm

import (
	"encoding/json"
	"fmt"

	"github.com/tianwang-net/tianwang/openai"
)

// Asks returns the request for the distribution of the byte after each prompt, in the form of a challenge.
func Asks(model string, prompts []string) ([]byte, error) {
	one, all := 1, 256
	return json.Marshal(openai.CompletionRequest{Model: model, Prompt: prompts, MaxTokens: &one, Logprobs: &all})
}

// Distributions reads the answer to Asks: a distribution for each of n prompts, by the rules of Bits. Like a judge it
// refuses an answer that lacks one, gives one twice, or is dishonest in one.
func Distributions(body []byte, n int) ([]*[256]float64, error) {
	var r openai.CompletionResponse
	if err := json.Unmarshal(body, &r); err != nil {
		return nil, fmt.Errorf("answer: %w", err)
	}
	out := make([]*[256]float64, n)
	for _, c := range r.Choices {
		if c.Index < 0 || c.Index >= n || out[c.Index] != nil {
			return nil, fmt.Errorf("choice with index %d: unknown or given twice", c.Index)
		}
		if c.Logprobs == nil || len(c.Logprobs.TopLogprobs) == 0 || c.Logprobs.TopLogprobs[0] == nil {
			return nil, fmt.Errorf("choice with index %d: has no top_logprobs", c.Index)
		}
		p, err := distribution(c.Logprobs.TopLogprobs[0])
		if err != nil {
			return nil, fmt.Errorf("choice with index %d: %w", c.Index, err)
		}
		out[c.Index] = p
	}
	for i, p := range out {
		if p == nil {
			return nil, fmt.Errorf("choice with index %d: is missing", i)
		}
	}
	return out, nil
}
