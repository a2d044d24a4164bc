package gateway

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/openai"
)

// shape is what is read of an answer and of every event of a stream; the rest is between the user and the miner.
type shape struct {
	Choices *[]json.RawMessage `json:"choices"`
	Data    *[]json.RawMessage `json:"data"`
	Error   json.RawMessage    `json:"error"`
	Model   json.RawMessage    `json:"model"`
}

// wholeAnswer checks an answer in one piece, which has at least one choice, or one embedding, and is no error. It returns
// the answer under the name by which the user asked for the model: miners call it what they like.
func wholeAnswer(path, model string, body []byte) ([]byte, error) {
	s, err := readShape(body)
	if err != nil {
		return nil, err
	}
	parts, name := s.Choices, "choice"
	if path == openai.PathEmbeddings {
		parts, name = s.Data, "embedding"
	}
	if parts == nil || len(*parts) == 0 {
		return nil, fmt.Errorf("answer without a %s: %w", name, dendrite.ErrBadResponse)
	}
	return s.named(model, body)
}

// chunk checks an event of a stream: it has choices, perhaps none, and is no error. It returns the event under the name
// by which the user asked for the model.
func chunk(model string, data []byte) ([]byte, error) {
	s, err := readShape(data)
	if err != nil {
		return nil, err
	}
	if s.Choices == nil {
		return nil, fmt.Errorf("event without choices: %w", dendrite.ErrBadResponse)
	}
	return s.named(model, data)
}

func readShape(b []byte) (shape, error) {
	var s shape
	switch err := json.Unmarshal(b, &s); {
	case err != nil:
		return s, fmt.Errorf("not the form of an answer: %w", dendrite.ErrBadResponse)
	case s.Error != nil && string(s.Error) != "null":
		return s, fmt.Errorf("an error in the place of an answer: %w", dendrite.ErrBadResponse)
	}
	return s, nil
}

// named returns body with the name of the model, and everything else as it was.
func (s shape) named(model string, body []byte) ([]byte, error) {
	name, err := json.Marshal(model)
	if err != nil {
		return nil, err
	}
	switch {
	case bytes.Equal(s.Model, name):
		return body, nil
	case s.Model == nil:
		at := bytes.IndexByte(body, '{') + 1 // it has fields, so that a comma is right
		return bytes.Join([][]byte{body[:at], []byte(`"model":`), name, {','}, body[at:]}, nil), nil
	}
	out, err := openai.SetModel(body, model)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", err, dendrite.ErrBadResponse)
	}
	return out, nil
}
