package task

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/tianwang-net/tianwang/openai"
)

// Ask returns the request that a user with this one message would send. Challenges in the form of a chat use it, so that
// a miner cannot tell them from users by their shape.
func Ask(model, message string) (Request, error) {
	body, err := json.Marshal(openai.ChatRequest{
		Model: model, Messages: []openai.Message{{Role: openai.RoleUser, Content: openai.Content(message)}},
	})
	return Request{Path: openai.PathChat, Body: body}, err
}

// Reply returns the text of an answer to a chat request, or an error for an answer that is missing or malformed.
func Reply(a Answer) (string, error) {
	if len(a.Body) == 0 {
		return "", errors.New("answer: missing")
	}
	var r openai.ChatResponse
	if err := json.Unmarshal(a.Body, &r); err != nil {
		return "", fmt.Errorf("answer: %w", err)
	}
	if len(r.Choices) == 0 {
		return "", errors.New("answer: has no choice")
	}
	return string(r.Choices[0].Message.Content), nil
}
