package billing

import (
	"errors"
	"math"
	"net/http"
	"strconv"
	"time"

	"github.com/tianwang-net/tianwang/gateway/books"
	"github.com/tianwang-net/tianwang/gateway/ledger"
	"github.com/tianwang-net/tianwang/openai"
	"github.com/tianwang-net/tianwang/voucher"
)

// errFunds is the type of errors that money ends.
const errFunds = "insufficient_funds"

// cause is why a request was refused, as the client sees it.
type cause struct {
	status     int
	kind, code string
	text       string
	retry      time.Duration
}

func (c *cause) Error() string { return c.text }

// with returns the cause with other words.
func (c *cause) with(text string) *cause {
	d := *c
	d.text = text
	return &d
}

var (
	errBody     = &cause{status: http.StatusBadRequest, kind: openai.ErrInvalidRequest, code: "invalid_body", text: "body is not valid"}
	errTooLarge = &cause{status: http.StatusRequestEntityTooLarge, kind: openai.ErrInvalidRequest, code: "payload_too_large", text: "body is too large"}
	errNoModel  = &cause{status: http.StatusNotFound, kind: openai.ErrNotFound, code: "model_not_found", text: "no such model; see /v1/models"}
	errNoKey    = &cause{status: http.StatusUnauthorized, kind: openai.ErrAuthentication, code: "missing_api_key", text: "this gateway is paid: send an " +
		"API key as \"Authorization: Bearer tw-…\"; make one: tianwang gateway key create"}
	errInternal  = &cause{status: http.StatusInternalServerError, kind: openai.ErrServer, code: "internal", text: "internal error; nothing was charged"}
	errSignature = &cause{status: http.StatusUnauthorized, kind: openai.ErrAuthentication, code: "invalid_signature", text: "request is not signed by the " +
		"payer of the channel"}
	errParameter = &cause{status: http.StatusBadRequest, kind: openai.ErrInvalidRequest, code: "invalid_value", text: "value is not valid"}
)

// causes is how errors of the books reach the client; the words are the error's own.
var causes = []struct {
	err    error
	status int
	kind   string
	code   string
	next   string // what to do
}{
	{ledger.ErrKeyUnknown, http.StatusUnauthorized, openai.ErrAuthentication, "invalid_api_key", "; see which there are: tianwang gateway key list"},
	{ledger.ErrKeyRevoked, http.StatusUnauthorized, openai.ErrAuthentication, "revoked_api_key", "; make another: tianwang gateway key create"},
	{ledger.ErrKeyExpired, http.StatusUnauthorized, openai.ErrAuthentication, "expired_api_key", "; make another: tianwang gateway key create"},
	{ledger.ErrKeyEndpoint, http.StatusForbidden, openai.ErrPermission, "endpoint_not_allowed", "; use another key"},
	{ledger.ErrKeyModel, http.StatusForbidden, openai.ErrPermission, "model_not_allowed", "; use another key"},
	{ledger.ErrKeyForm, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_value", ""},
	{books.ErrTooManyKeys, http.StatusConflict, openai.ErrInvalidRequest, "too_many_keys", ""},
	{books.ErrReplay, http.StatusUnauthorized, openai.ErrAuthentication, "invalid_signature", "; sign again"},
	{books.ErrNoReceipt, http.StatusNotFound, openai.ErrNotFound, "request_not_found", ""},
	{ledger.ErrNoAccount, http.StatusNotFound, openai.ErrNotFound, "unknown_channel", "; open one: tianwang escrow open"},
	{ledger.ErrClosing, http.StatusPaymentRequired, errFunds, "channel_closing", "; open another: tianwang escrow open"},
	{ledger.ErrSubnets, http.StatusPaymentRequired, errFunds, "too_many_subnets", ""},
	{ledger.ErrVoucherChain, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_voucher", ""},
	{ledger.ErrVoucherDeposit, http.StatusPaymentRequired, errFunds, "insufficient_funds", ""},
	{ledger.ErrVoucherAhead, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_voucher", ""},
	{voucher.ErrForm, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_voucher", ""},
	{voucher.ErrSignature, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_voucher", ""},
	{voucher.ErrLower, http.StatusBadRequest, openai.ErrInvalidRequest, "invalid_voucher", "; see what is promised: tianwang gateway account"},
}

// causeOf finds what the client is told of an error.
func (g *Gate) causeOf(err error) *cause {
	if own, ok := errors.AsType[*cause](err); ok {
		return own
	}
	if e, ok := errors.AsType[*ledger.ShortError](err); ok {
		c := &cause{status: http.StatusPaymentRequired, kind: errFunds, code: "insufficient_funds", text: e.Error()}
		if e.Waits() {
			c.code, c.retry = "funds_reserved", time.Second
		}
		return c
	}
	if e, ok := errors.AsType[*ledger.DueError](err); ok {
		return &cause{status: http.StatusPaymentRequired, kind: errFunds, code: "voucher_required", text: e.Error()}
	}
	if e, ok := errors.AsType[*ledger.LimitError](err); ok {
		c := &cause{status: http.StatusPaymentRequired, kind: errFunds, code: "key_limit", text: e.Error()}
		if !e.Until.IsZero() {
			c.retry = e.Until.Sub(g.cfg.Now())
		}
		return c
	}
	if e, ok := errors.AsType[*ledger.RateError](err); ok {
		return &cause{status: http.StatusTooManyRequests, kind: openai.ErrRateLimit, code: "rate_limit_exceeded", text: e.Error(), retry: e.After}
	}
	for _, k := range causes {
		if errors.Is(err, k.err) {
			return &cause{status: k.status, kind: k.kind, code: k.code, text: err.Error() + k.next}
		}
	}
	g.log.Error("the books fail", "err", err)
	return errInternal
}

// refuse answers with an error object.
func (g *Gate) refuse(w http.ResponseWriter, err error) {
	c := g.causeOf(err)
	if c.retry > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(c.retry.Seconds()))))
	}
	openai.WriteError(w, c.status, c.kind, c.code, c.text)
}

// noKey tells who sent no key from who sent a wrong one.
func noKey(r *http.Request, err error) error {
	if secretOf(r) == "" && errors.Is(err, ledger.ErrKeyUnknown) {
		return errNoKey
	}
	return err
}

// unreadable is the error of a body.
func unreadable(err error) error {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		return errTooLarge
	}
	return errBody.with(err.Error())
}
