package axon

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
)

const (
	typeStream  = "text/event-stream"
	typeUnknown = "application/octet-stream"
)

// passed are the header fields of a model's answer that reach the caller; the rest is the model server's own.
var passed = []string{"Content-Type", "Retry-After"}

// ask lets the model answer a request. An error means that nothing was answered yet.
func (a *Axon) ask(w http.ResponseWriter, r *http.Request, x *wire.Exchange, body []byte) error {
	ctx, cancel := context.WithTimeout(r.Context(), a.cfg.Timeout)
	defer cancel()
	req := r.Clone(ctx)
	req.Body, req.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	req.Header = http.Header{}
	for _, name := range []string{"Content-Type", "Accept", wire.HeaderSender, wire.HeaderNetuid, wire.HeaderRequestID} {
		if v := r.Header[name]; v != nil {
			req.Header[name] = v
		}
	}
	rep := &reply{a: a, w: w, rc: http.NewResponseController(w), x: x, header: http.Header{}}
	err := rep.run(req)
	switch {
	case r.Context().Err() != nil:
		panic(http.ErrAbortHandler) // the caller left, there is nobody to answer
	case ctx.Err() != nil:
		err = errModelTimeout // whatever came of it: the model did not finish
	}
	return rep.finish(err)
}

// reply takes what the model writes: whole, to sign it at its end, or as a signed stream.
type reply struct {
	a      *Axon
	w      http.ResponseWriter
	rc     *http.ResponseController
	x      *wire.Exchange
	header http.Header // as the model sets it

	status int
	size   int64
	whole  bytes.Buffer
	stream *wire.StreamWriter // nil for an answer in one piece
	err    error              // why nothing more is taken
}

// run calls the model and turns a panic of its into an error.
func (rep *reply) run(r *http.Request) (err error) {
	defer func() {
		switch p := recover(); p {
		case nil:
		case http.ErrAbortHandler:
			err = errModelUnreachable // an upstream broke off
		default:
			err = fmt.Errorf("panic: %v: %w", p, errModelFailed)
		}
	}()
	rep.a.model.ServeHTTP(rep, r)
	return rep.err
}

// Header returns the header fields that the model may set.
func (rep *reply) Header() http.Header { return rep.header }

// WriteHeader begins the answer.
func (rep *reply) WriteHeader(status int) {
	if rep.status != 0 || status < http.StatusOK {
		return
	}
	rep.status = status
	switch {
	case status >= 300 && status < 400:
		rep.err = fmt.Errorf("status %d: %w", status, errModelInvalid)
		return
	case rep.header.Get("Content-Encoding") != "":
		rep.err = fmt.Errorf("content encoding %q: %w", rep.header.Get("Content-Encoding"), errModelInvalid)
		return
	case rep.header.Get("Content-Type") == "":
		rep.header.Set("Content-Type", typeUnknown)
	}
	if kind, _, _ := mime.ParseMediaType(rep.header.Get("Content-Type")); kind == typeStream && status == http.StatusOK {
		rep.err = rep.begin()
	}
}

// begin signs and sends the head of a stream.
func (rep *reply) begin() error {
	h := rep.w.Header()
	rep.pass(h)
	h.Set("Cache-Control", "no-cache")
	h.Set("X-Accel-Buffering", "no")
	stream, err := rep.x.SignStream(rep.w, rep.status, h, rep.a.signer, rep.a.cfg.Now())
	if err != nil {
		clear(h)
		return fmt.Errorf("%w: %w", err, errModelInvalid)
	}
	rep.stream = stream
	extend(rep.rc)
	rep.w.WriteHeader(rep.status)
	return rep.rc.Flush()
}

func (rep *reply) pass(h http.Header) {
	for _, name := range passed {
		if v := rep.header[name]; len(v) > 0 {
			h[name] = v[:1]
		}
	}
}

// extend gives the caller time to take what is written next.
func extend(rc *http.ResponseController) {
	_ = rc.SetWriteDeadline(time.Now().Add(writeStall)) // not every ResponseWriter has deadlines
}

// Write takes a piece of the answer.
func (rep *reply) Write(b []byte) (int, error) {
	rep.WriteHeader(http.StatusOK)
	if rep.err != nil {
		return 0, rep.err
	}
	if rep.size += int64(len(b)); rep.size > rep.a.cfg.MaxAnswer {
		rep.err = fmt.Errorf("answer of more than %d bytes: %w", rep.a.cfg.MaxAnswer, errModelInvalid)
		return 0, rep.err
	}
	if rep.stream == nil {
		return rep.whole.Write(b)
	}
	extend(rep.rc)
	n, err := rep.stream.Write(b)
	rep.err = err
	return n, err
}

// Flush sends what was written so far of a stream.
func (rep *reply) Flush() {
	if rep.stream != nil && rep.err == nil {
		rep.err = rep.rc.Flush()
	}
}

// finish signs the answer, or refuses to: a stream that did not end well is broken off. Otherwise it returns err.
func (rep *reply) finish(err error) error {
	if rep.stream != nil {
		if err == nil {
			extend(rep.rc)
			err = rep.stream.Close(rep.a.cfg.Now())
		}
		if err != nil {
			rep.a.blame.about("stream_broken", rep.x.Sender, err)
			panic(http.ErrAbortHandler)
		}
		return nil
	}
	if err != nil {
		return err
	}
	rep.WriteHeader(http.StatusOK) // for a model that wrote nothing
	if rep.err != nil {
		return rep.err
	}
	h := rep.w.Header()
	rep.pass(h)
	if err := rep.x.SignResponse(rep.status, h, rep.whole.Bytes(), rep.a.signer, rep.a.cfg.Now()); err != nil {
		clear(h)
		return fmt.Errorf("%w: %w", err, errModelInvalid)
	}
	extend(rep.rc)
	rep.w.WriteHeader(rep.status)
	_, _ = rep.w.Write(rep.whole.Bytes()) // a caller that left needs no answer
	return nil
}
