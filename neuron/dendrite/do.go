package dendrite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"unicode/utf8"

	"github.com/tianwang-net/tianwang/task"
)

const (
	typeJSON   = "application/json"
	typeStream = "text/event-stream"
)

// Do asks a miner and returns its whole answer, verified. Its errors are ErrAddress, ErrUnreachable, ErrTimeout,
// ErrBadResponse, ErrRefused (a *Refusal), or the reason why ctx ended.
func (d *Dendrite) Do(ctx context.Context, t Target, req task.Request) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, d.cfg.Answer)
	defer cancel()
	resp, x, err := d.send(ctx, t, req, typeJSON)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	if err := hasType(resp, typeJSON); err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, d.cfg.MaxAnswer+1))
	if err != nil {
		return nil, explain(ctx, err, ErrBadResponse)
	}
	if int64(len(body)) > d.cfg.MaxAnswer {
		return nil, fmt.Errorf("answer of more than %d bytes: %w", d.cfg.MaxAnswer, ErrBadResponse)
	}
	if err := x.VerifyResponse(resp.StatusCode, resp.Header, body); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadResponse, err)
	}
	if err := valid(body); err != nil {
		return nil, err
	}
	return &Answer{body, x.ID}, nil
}

// hasType checks the content type of an answer, and that it is not coded.
func hasType(resp *http.Response, want string) error {
	got := resp.Header.Get("Content-Type")
	if kind, _, err := mime.ParseMediaType(got); err != nil || kind != want {
		return fmt.Errorf("content type %q, want %s: %w", clip(got), want, ErrBadResponse)
	}
	if coding := resp.Header.Get("Content-Encoding"); coding != "" {
		return fmt.Errorf("content encoding %q: %w", clip(coding), ErrBadResponse)
	}
	return nil
}

var errNotJSON = errors.New("not JSON in valid UTF-8")

func valid(b []byte) error {
	if !utf8.Valid(b) || !json.Valid(b) {
		return fmt.Errorf("%w: %w", ErrBadResponse, errNotJSON)
	}
	return nil
}
