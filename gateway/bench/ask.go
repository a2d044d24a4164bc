package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/openai"
)

// maxLine bounds a line of a stream, and maxAnswer an answer in one piece, in bytes.
const (
	maxLine   = 1 << 20
	maxAnswer = 64 << 20
)

// ask sends one request, and counts what came of it from the moment on when it was due.
func (l *load) ask(ctx context.Context, due time.Time) {
	o := outcome{}
	var err error
	o.events, err = l.answer(ctx, func() { o.first = time.Since(due) })
	o.whole = time.Since(due)
	switch {
	case ctx.Err() != nil:
		return // it did not fail, we stopped
	case err != nil:
		o.code = err.Error()
	}
	l.took.add(o)
}

// answer reads an answer to its end. began is called with its first byte, or its first event.
func (l *load) answer(ctx context.Context, began func()) (events int, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url, bytes.NewReader(l.body))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	if l.cfg.Key != "" {
		r.Header.Set("Authorization", "Bearer "+l.cfg.Key)
	}
	resp, err := l.web.RoundTrip(r)
	if err != nil {
		return 0, errors.New("no_connection")
	}
	defer func() { _ = resp.Body.Close() }()
	if resp.StatusCode != http.StatusOK {
		return 0, refusal(resp)
	}
	if l.cfg.Stream {
		return stream(resp.Body, began)
	}
	began()
	if n, err := io.Copy(io.Discard, io.LimitReader(resp.Body, maxAnswer)); err != nil || n == 0 {
		return 0, errors.New("broken_off")
	}
	return 1, nil
}

// stream reads events to the end.
func stream(body io.Reader, began func()) (n int, err error) {
	events := openai.NewEventReader(body, maxLine)
	for {
		data, err := events.Next()
		switch {
		case err != nil:
			return n, errors.New("broken_off")
		case string(data) == openai.Done:
			return n, nil
		case n == 0:
			began()
		}
		var e openai.ErrorBody
		if bytes.Contains(data, []byte(`"error"`)) && json.Unmarshal(data, &e) == nil && e.Error != nil {
			return n, named(e.Error, http.StatusOK)
		}
		n++
	}
}

// refusal is why a request was not answered: the code of its error object.
func refusal(resp *http.Response) error {
	var e openai.ErrorBody
	raw, err := io.ReadAll(io.LimitReader(resp.Body, maxLine))
	if err != nil || json.Unmarshal(raw, &e) != nil || e.Error == nil {
		return fmt.Errorf("status_%d", resp.StatusCode)
	}
	return named(e.Error, resp.StatusCode)
}

func named(e *openai.Error, status int) error {
	if e.Code == nil || *e.Code == "" {
		return fmt.Errorf("status_%d", status)
	}
	return errors.New(*e.Code)
}
