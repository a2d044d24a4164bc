package rest

import (
	"context"
	"errors"
	"io"
	"net/http"

	"github.com/tianwang-net/tianwang/gateway"
)

// stream answers as a stream.
func (h *Handler) stream(ctx context.Context, w http.ResponseWriter, q *question) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out := h.newEvents(w, q.req.Path, cancel)
	defer out.close()
	s, err := h.router.StreamFrom(ctx, q.subnet, q.req)
	if err != nil {
		h.done(ctx, q, nil, err)
		out.fail(err)
		return
	}
	defer s.Close()
	out.begin(who(&s.Served))
	if err = h.relay(ctx, s, out, q); errors.Is(err, io.EOF) {
		err = nil
	}
	h.done(ctx, q, &s.Served, err)
	if err != nil {
		out.fail(err)
		return
	}
	h.tempos.of(q.model()).streamed(q, out)
	out.end()
}

// relay passes the events of a stream on, to its end, which is io.EOF. Below it, where the header is written, the stack is
// at its deepest: what makes the frames from ask to here much larger costs each stream a stack of 16 KiB instead of 8.
func (h *Handler) relay(ctx context.Context, s *gateway.Stream, out *events, q *question) error {
	var used *count
	if q.head.IncludeUsage {
		used = &count{}
	} else {
		q.forget() // nobody else is asked any more
		q.req.Body = nil
	}
	for {
		data, err := s.Next(ctx)
		if errors.Is(err, io.EOF) && used != nil {
			return used.close(q, s, out)
		}
		if err != nil {
			return err
		}
		if used != nil {
			used.see(data)
		}
		if err := out.event(data); err != nil {
			return err
		}
	}
}

// close says what was used at the end of a stream, unless the miner did; it returns io.EOF.
func (c *count) close(q *question, s *gateway.Stream, out *events) error {
	if c.has {
		return io.EOF
	}
	data, err := c.last(q, &s.Served)
	if err == nil {
		err = out.event(data)
	}
	if err == nil {
		err = io.EOF
	}
	return err
}
