package openai

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Done is the data of the event that ends a stream.
const Done = "[DONE]"

// WriteEvent writes v as one server-sent event.
func WriteEvent(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "data: %s\n\n", b)
	return err
}

// WriteDone ends a stream.
func WriteDone(w io.Writer) error {
	_, err := io.WriteString(w, "data: "+Done+"\n\n")
	return err
}

// ErrEventTooLong says that a line of a stream is longer than the reader allows.
var ErrEventTooLong = errors.New("event stream: line too long")

// EventReader reads the data of server-sent events, one at a time, and skips comments and fields that are not data.
type EventReader struct{ s *bufio.Scanner }

// NewEventReader reads from r and refuses lines longer than max bytes.
func NewEventReader(r io.Reader, maxLine int) *EventReader {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 0, min(4096, maxLine)), maxLine)
	return &EventReader{s}
}

// Next returns the data of the next event; the slice is valid until the following call. It returns io.EOF at the end
// of the stream and ErrEventTooLong for an oversized line.
func (r *EventReader) Next() ([]byte, error) {
	for r.s.Scan() {
		if data, ok := bytes.CutPrefix(r.s.Bytes(), []byte("data:")); ok {
			return bytes.TrimPrefix(data, []byte(" ")), nil
		}
	}
	switch err := r.s.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return nil, ErrEventTooLong
	case err != nil:
		return nil, err
	}
	return nil, io.EOF
}
