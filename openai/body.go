package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"
)

// Head is what a relay reads of a request; everything else it passes on as it came.
type Head struct {
	Model        string // "" when there is none
	Stream       bool
	IncludeUsage bool // of stream_options

	// Market is a field of our own, in which a user says who shall answer; empty when there is none.
	Market json.RawMessage

	at, end int // where the value of model stands in the body; end is 0 when there is none
}

// ReadHead reads the head of a request body. The body must be one JSON object in valid UTF-8 in which no field occurs
// twice, so that everybody who reads it after us reads the same.
func ReadHead(body []byte) (Head, error) {
	var h Head
	if !utf8.Valid(body) {
		return h, errors.New("body: not valid UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return h, errors.New("body: a JSON object is needed")
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return h, fmt.Errorf("body: %w", err)
		}
		name, _ := t.(string)
		if seen[name] {
			return h, fmt.Errorf("body: field %q occurs twice", name)
		}
		seen[name] = true
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return h, fmt.Errorf("body: field %q: %w", name, err)
		}
		if err := h.take(name, raw, int(d.InputOffset())); err != nil {
			return h, err
		}
	}
	if _, err := d.Token(); err != nil {
		return h, fmt.Errorf("body: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return h, errors.New("body: more than one JSON value")
	}
	return h, nil
}

// take keeps the fields that a relay knows; end is where raw ends in the body.
func (h *Head) take(name string, raw []byte, end int) error {
	var dst any
	switch name {
	case "model":
		dst = &h.Model
		h.at, h.end = end-len(raw), end
	case "stream":
		dst = &h.Stream
	case "market":
		h.Market = raw
		return nil
	case "stream_options":
		var o *StreamOptions
		if err := json.Unmarshal(raw, &o); err != nil {
			return fmt.Errorf("field %q: %w", name, err)
		}
		h.IncludeUsage = o != nil && o.IncludeUsage
		return nil
	default:
		return nil
	}
	if err := json.Unmarshal(raw, dst); err != nil {
		return fmt.Errorf("field %q: %w", name, err)
	}
	return nil
}

// SetModel returns body with another model and everything else as it was, byte for byte.
func SetModel(body []byte, model string) ([]byte, error) {
	h, err := ReadHead(body)
	if err != nil {
		return nil, err
	}
	if h.end == 0 {
		return nil, errors.New("body: field \"model\" is missing")
	}
	name, err := json.Marshal(model)
	if err != nil {
		return nil, err
	}
	return splice(body, h.at, h.end, name), nil
}

// SetField returns body, a JSON object, with a field set to a value, and everything else as it was, byte for byte. A field
// that is not there comes first.
func SetField(body []byte, field string, value json.RawMessage) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return nil, errors.New("body: a JSON object is needed")
	}
	begin, empty := int(d.InputOffset()), !d.More()
	for d.More() {
		t, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("body: %w", err)
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return nil, fmt.Errorf("body: field %q: %w", t, err)
		}
		if end := int(d.InputOffset()); t == field {
			return splice(body, end-len(raw), end, value), nil
		}
	}
	name, err := json.Marshal(field)
	if err != nil {
		return nil, err
	}
	add := append(append(name, ':'), value...)
	if !empty {
		add = append(add, ',')
	}
	return splice(body, begin, begin, add), nil
}

// splice returns body with other bytes in the place of those from at to end.
func splice(body []byte, at, end int, other []byte) []byte {
	out := make([]byte, 0, len(body)+len(other))
	out = append(out, body[:at]...)
	out = append(out, other...)
	return append(out, body[end:]...)
}
