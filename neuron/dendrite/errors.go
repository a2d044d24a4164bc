package dendrite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

var (
	// ErrAddress says that a miner published an address that must not be dialled. Asking again does not help.
	ErrAddress = errors.New("address is not allowed")
	// ErrUnreachable says that no connection came about, or that it broke before an answer began.
	ErrUnreachable = errors.New("miner is unreachable")
	// ErrTimeout says that an answer, its first event or the next one took too long.
	ErrTimeout = errors.New("miner took too long")
	// ErrBadResponse says that an answer is unsigned, altered, cut off, too large, or not in the form of an answer.
	ErrBadResponse = errors.New("answer is not valid")
	// ErrRefused says that the miner refused; the error is a *Refusal.
	ErrRefused = errors.New("miner refused")
)

// maxRefusal bounds what is read of a refusal, and maxMessage what is kept of its words.
const (
	maxRefusal = 64 << 10
	maxMessage = 512
)

// Refusal is an answer with a status other than success.
type Refusal struct {
	Status     int
	Code       string // of the error object; "" for none
	Message    string // in the miner's words
	Signed     bool   // the miner signed it; otherwise anybody on the way may have said it
	RetryAfter time.Duration
}

// Error returns what the miner said.
func (r *Refusal) Error() string {
	return fmt.Sprintf("%v: status %d, code %q: %s", ErrRefused, r.Status, r.Code, r.Message)
}

// Is makes a refusal an ErrRefused, and the cause of the wire that its code names.
func (r *Refusal) Is(target error) bool {
	if cause := wire.ErrorByCode(r.Code); cause != nil && target == cause {
		return true
	}
	return target == ErrRefused
}

// refusal reads an answer that is not a success.
func refusal(ctx context.Context, x *wire.Exchange, resp *http.Response) error {
	if resp.StatusCode < http.StatusBadRequest {
		return fmt.Errorf("status %d: %w", resp.StatusCode, ErrBadResponse)
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxRefusal))
	if err != nil {
		return explain(ctx, err, ErrBadResponse)
	}
	r := &Refusal{Status: resp.StatusCode, Signed: x.VerifyResponse(resp.StatusCode, resp.Header, body) == nil}
	var e openai.ErrorBody
	if json.Unmarshal(body, &e) == nil && e.Error != nil {
		r.Message = clip(e.Error.Message)
		if e.Error.Code != nil {
			r.Code = clip(*e.Error.Code)
		}
	}
	if s, err := strconv.ParseUint(resp.Header.Get("Retry-After"), 10, 16); err == nil {
		r.RetryAfter = time.Duration(s) * time.Second // #nosec G115 -- 16 bits
	}
	return r
}

// clip keeps a stranger's words short.
func clip(s string) string {
	if len(s) > maxMessage {
		s = s[:maxMessage]
	}
	return strings.ToValidUTF8(s, "")
}

// explain finds why something failed: the caller gave up, time ran out, an address was not allowed, or else what
// otherwise says.
func explain(ctx context.Context, err, otherwise error) error {
	switch cause := context.Cause(ctx); {
	case errors.Is(cause, context.DeadlineExceeded), errors.Is(cause, ErrTimeout):
		return ErrTimeout
	case cause != nil:
		return cause
	case errors.Is(err, ErrAddress):
		return err
	case errors.Is(err, errDial):
		return fmt.Errorf("%w: %w", ErrUnreachable, err)
	}
	return fmt.Errorf("%w: %w", otherwise, err)
}
