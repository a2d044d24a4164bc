package axon

import (
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/openai"
)

// cause is a reason not to serve that is the axon's own; those of the wire are wire.Error.
type cause struct {
	status     int
	kind, code string
	text       string
	retry      time.Duration // 0 for none
}

func (c *cause) Error() string { return c.text }

var (
	errNotServed      = &cause{http.StatusNotFound, openai.ErrNotFound, "not_served", "no such endpoint", 0}
	errNotAdmitted    = &cause{http.StatusForbidden, openai.ErrPermission, "not_admitted", "caller is not admitted", 0}
	errCallersUnknown = &cause{
		http.StatusServiceUnavailable, openai.ErrServer, "callers_unknown", "callers cannot be looked up just now", 5 * time.Second,
	}
	errTooLarge   = &cause{http.StatusRequestEntityTooLarge, openai.ErrInvalidRequest, "too_large", "request is too large", 0}
	errCallerBusy = &cause{
		http.StatusTooManyRequests, openai.ErrRateLimit, "caller_busy", "too many requests of this caller at once", time.Second,
	}
	errOverloaded       = &cause{http.StatusServiceUnavailable, openai.ErrServer, "overloaded", "no free place", time.Second}
	errModelFailed      = &cause{http.StatusInternalServerError, openai.ErrServer, "model_failed", "the model failed", 0}
	errModelUnreachable = &cause{http.StatusBadGateway, openai.ErrServer, "model_unreachable", "the model cannot be reached", 0}
	errModelInvalid     = &cause{http.StatusBadGateway, openai.ErrServer, "model_invalid", "the model's answer cannot be passed on", 0}
	errModelTimeout     = &cause{http.StatusGatewayTimeout, openai.ErrServer, "model_timeout", "the model took too long", 0}
)

// causeOf finds the reason in an error. Every cause of the wire has its status here.
func causeOf(err error) *cause {
	if own, ok := errors.AsType[*cause](err); ok {
		return own
	}
	var of *wire.Error
	if !errors.As(err, &of) {
		return errModelFailed
	}
	c := &cause{http.StatusUnauthorized, openai.ErrAuthentication, of.Code(), of.Error(), 0}
	switch of {
	case wire.ErrMalformed, wire.ErrDigestMismatch:
		c.status, c.kind = http.StatusBadRequest, openai.ErrInvalidRequest
	case wire.ErrWrongReceiver, wire.ErrWrongChain, wire.ErrWrongNetuid:
		c.status, c.kind = http.StatusMisdirectedRequest, openai.ErrInvalidRequest
	case wire.ErrReplayed:
		c.status, c.kind = http.StatusConflict, openai.ErrInvalidRequest
	case wire.ErrReplayDoubt:
		c.status, c.kind, c.retry = http.StatusServiceUnavailable, openai.ErrServer, wire.Skew
	}
	return c
}

// refuse answers with an error, signed if x is the verified request. The caller is told the reason in full only when it
// proved who it is.
func (a *Axon) refuse(w http.ResponseWriter, r *http.Request, x *wire.Exchange, err error) {
	c := causeOf(err)
	message, who := c.text, ip(r)
	if x != nil {
		message, who = err.Error(), x.Sender
		if c.status >= http.StatusInternalServerError {
			message = c.text // what went wrong inside is for our log
		}
	}
	a.blame.about(c.code, who, err)
	h := w.Header()
	h.Set("Content-Type", "application/json")
	if c.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(int(c.retry/time.Second)))
	}
	body, _ := json.Marshal(openai.ErrorBody{Error: &openai.Error{Message: message, Type: c.kind, Code: &c.code}})
	if x != nil {
		if err := x.SignResponse(c.status, h, body, a.signer, a.cfg.Now()); err != nil {
			a.log.Error("answer cannot be signed", "err", err)
		}
	}
	extend(http.NewResponseController(w))
	w.WriteHeader(c.status)
	_, _ = w.Write(body)
}

// ip returns the address of the other side, without its port.
func ip(r *http.Request) string {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return host
}
