package gateway

import (
	"encoding/json"
	"fmt"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
)

// shape is what every answer and every event of a stream must have; the rest is between the user and the miner.
type shape struct {
	Choices *[]json.RawMessage `json:"choices"`
	Error   json.RawMessage    `json:"error"`
}

// wholeAnswer checks an answer in one piece: it has at least one choice.
func wholeAnswer(body []byte) error {
	s, err := readShape(body)
	if err == nil && len(*s.Choices) == 0 {
		err = fmt.Errorf("answer without a choice: %w", dendrite.ErrBadResponse)
	}
	return err
}

// chunk checks an event of a stream: it has choices, perhaps none, and is no error.
func chunk(data []byte) error {
	_, err := readShape(data)
	return err
}

func readShape(b []byte) (shape, error) {
	var s shape
	switch err := json.Unmarshal(b, &s); {
	case err != nil:
		return s, fmt.Errorf("not the form of an answer: %w", dendrite.ErrBadResponse)
	case s.Error != nil && string(s.Error) != "null":
		return s, fmt.Errorf("an error in the place of an answer: %w", dendrite.ErrBadResponse)
	case s.Choices == nil:
		return s, fmt.Errorf("answer without choices: %w", dendrite.ErrBadResponse)
	}
	return s, nil
}
