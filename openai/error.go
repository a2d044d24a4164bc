package openai

import (
	"encoding/json"
	"net/http"
)

// Error types, as OpenAI names them.
const (
	ErrInvalidRequest = "invalid_request_error"
	ErrAuthentication = "authentication_error"
	ErrPermission     = "permission_error"
	ErrNotFound       = "not_found_error"
	ErrRateLimit      = "rate_limit_error"
	ErrServer         = "server_error"
	ErrUpstream       = "upstream_error" // not OpenAI's: whoever answers behind a relay did not
)

// Error is an error object. It implements error, so that a client can return what a server sent.
type Error struct {
	Message string  `json:"message"`
	Type    string  `json:"type"`
	Param   *string `json:"param"`
	Code    *string `json:"code"`
}

// Error returns the message.
func (e *Error) Error() string { return e.Message }

// ErrorBody is the body of every answer that is not a success.
type ErrorBody struct {
	Error *Error `json:"error"`
}

// WriteError answers with status and an error object. code is our stable machine-readable cause ("" for none).
func WriteError(w http.ResponseWriter, status int, kind, code, message string) {
	e := &Error{Message: message, Type: kind}
	if code != "" {
		e.Code = &code
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(ErrorBody{Error: e})
}
