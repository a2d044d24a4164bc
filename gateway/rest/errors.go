package rest

import (
	"errors"
	"math"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/openai"
)

// cause is why a request was not answered, as the client sees it.
type cause struct {
	status     int
	kind, code string
	text       string
	retry      time.Duration
	attempts   int
}

func (c *cause) Error() string { return c.text }

// with returns the cause with other words.
func (c *cause) with(text string) *cause {
	d := *c
	d.text = text
	return &d
}

var (
	errNotFound    = &cause{status: http.StatusNotFound, kind: openai.ErrNotFound, code: "unknown_url", text: "no such endpoint"}
	errMethod      = &cause{status: http.StatusMethodNotAllowed, kind: openai.ErrInvalidRequest, code: "method_not_allowed", text: "method not allowed"}
	errBody        = &cause{status: http.StatusBadRequest, kind: openai.ErrInvalidRequest, code: "invalid_body", text: "body is not valid"}
	errEncoding    = &cause{status: http.StatusUnsupportedMediaType, kind: openai.ErrInvalidRequest, code: "unsupported_encoding", text: "content encoding: bodies are sent as they are"}
	errNoModel     = &cause{status: http.StatusBadRequest, kind: openai.ErrInvalidRequest, code: "missing_model", text: "field \"model\" is missing"}
	errNoSubnet    = &cause{status: http.StatusNotFound, kind: openai.ErrNotFound, code: "subnet_not_found", text: "no such subnet"}
	errUnsupported = &cause{status: http.StatusBadRequest, kind: openai.ErrInvalidRequest, code: "model_does_not_support", text: gateway.ErrUnsupported.Error()}
	errTooLarge    = &cause{status: http.StatusRequestEntityTooLarge, kind: openai.ErrInvalidRequest, code: "payload_too_large", text: "body is too large"}
	errRate        = &cause{status: http.StatusTooManyRequests, kind: openai.ErrRateLimit, code: "rate_limit_exceeded", text: "too many requests"}
	errOverloaded  = &cause{
		status: http.StatusServiceUnavailable, kind: openai.ErrServer, code: "overloaded",
		text: "the gateway has too many requests at once", retry: time.Second,
	}
	errInternal = &cause{status: http.StatusInternalServerError, kind: openai.ErrServer, code: "internal", text: "internal error"}
)

// failures is how the router's causes reach the client.
var failures = []struct {
	err    error
	status int
	kind   string
	code   string
}{
	{gateway.ErrUnknownModel, http.StatusNotFound, openai.ErrNotFound, "model_not_found"},
	{gateway.ErrModelDisabled, http.StatusServiceUnavailable, openai.ErrServer, "model_disabled"},
	{gateway.ErrUnsupported, http.StatusBadRequest, openai.ErrInvalidRequest, "model_does_not_support"},
	{gateway.ErrNoMiners, http.StatusServiceUnavailable, openai.ErrUpstream, "no_miners"},
	{gateway.ErrMinersBusy, http.StatusServiceUnavailable, openai.ErrUpstream, "miners_busy"},
	{gateway.ErrMinersFailed, http.StatusBadGateway, openai.ErrUpstream, "miner_failed"},
	{gateway.ErrMinersLate, http.StatusGatewayTimeout, openai.ErrUpstream, "miner_timeout"},
	{gateway.ErrRequestRefused, http.StatusBadRequest, openai.ErrInvalidRequest, "request_refused"},
}

// passedCodes are the codes of a model that clients act upon; others become request_refused.
var passedCodes = []string{"context_length_exceeded", "unsupported_parameter", "unsupported_value", "invalid_value"}

// causeOf finds what the client is told of an error.
func causeOf(err error) *cause {
	if own, ok := errors.AsType[*cause](err); ok {
		return own
	}
	var f *gateway.Failure
	if !errors.As(err, &f) {
		return errInternal
	}
	for _, k := range failures {
		if !errors.Is(err, k.err) {
			continue
		}
		c := &cause{k.status, k.kind, k.code, f.Error(), f.RetryAfter, f.Attempts}
		if f.Status != 0 {
			c.status = f.Status
		}
		if slices.Contains(passedCodes, f.Code) {
			c.code = f.Code
		}
		return c
	}
	return errInternal
}

// fail answers with an error object.
func fail(w http.ResponseWriter, err error) {
	c := causeOf(err)
	if c.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(c.retry.Seconds()))))
		w.Header().Set("Retry-After-Ms", strconv.FormatInt(c.retry.Milliseconds(), 10)) // what OpenAI's clients look at first
	}
	if c.attempts > 0 {
		w.Header().Set(HeaderAttempts, strconv.Itoa(c.attempts))
	}
	openai.WriteError(w, c.status, c.kind, c.code, c.text)
}
