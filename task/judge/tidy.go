package judge

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
)

// Bounds of an answer that reaches a judge.
const (
	maxAnswer = 256 << 10 // bytes
	maxDepth  = 32        // objects and lists within each other
	maxDigits = 40        // bytes of a number
)

// tidy returns an answer as any JSON library can read it: one object, not deep, without numbers that overflow, and with
// text that is UTF-8. Everything else becomes null: such answers are made to break judges.
func tidy(body []byte) json.RawMessage {
	if len(body) == 0 || len(body) > maxAnswer || checkTokens(body) != nil {
		return null
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	var object map[string]any
	if d.Decode(&object) != nil || object == nil {
		return null
	}
	out, err := json.Marshal(object) // the order of fields does not matter
	if err != nil || len(out) > maxAnswer {
		return null
	}
	return out
}

var errAnswer = errors.New("answer: not plain JSON")

// checkTokens reads one JSON value and looks at its depth and its numbers.
func checkTokens(body []byte) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	depth := 0
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case json.Delim:
			if t == '{' || t == '[' {
				depth++
			} else {
				depth--
			}
		case json.Number:
			if x, err := t.Float64(); err != nil || math.IsInf(x, 0) || len(t) > maxDigits {
				return errAnswer
			}
		}
		if depth > maxDepth {
			return errAnswer
		}
		if depth == 0 && d.More() {
			return errAnswer // a second value
		}
	}
}
