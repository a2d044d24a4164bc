package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/task"
)

// Stream is a streamed answer of one miner. Next and Close are called by one goroutine.
type Stream struct {
	Served

	r     *Router
	s     *dendrite.Stream
	first []byte // read before the miner was settled on; nil once it was passed on
}

// Stream asks for a streamed answer and returns when its first event has come, from whichever miner. Whoever gets a
// stream closes it. The error is a *Failure, or the reason why ctx ended.
func (r *Router) Stream(ctx context.Context, model string, req task.Request) (*Stream, error) {
	out := &Stream{r: r}
	served, err := r.try(ctx, model, func(t dendrite.Target) error {
		s, err := r.web.Stream(ctx, t, req)
		if err != nil {
			return err
		}
		first, err := s.Next()
		if err == nil {
			err = chunk(first)
		}
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("stream without an event: %w", dendrite.ErrBadResponse)
		}
		if err != nil {
			s.Close()
			return err
		}
		out.s, out.first = s, append([]byte{}, first...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	served.ID = out.s.ID
	out.Served = served
	return out, nil
}

// Next returns the data of the next event; the slice is valid until the following call. It returns io.EOF when the stream
// ended as it should. After any other error nothing more comes, and nobody takes over: the error is a *Failure, or the
// reason why the stream's context ended.
func (s *Stream) Next(ctx context.Context) ([]byte, error) {
	if first := s.first; first != nil {
		s.first = nil
		return first, nil
	}
	data, err := s.s.Next()
	if err == nil {
		err = chunk(data)
	}
	switch {
	case err == nil:
		return data, nil
	case errors.Is(err, io.EOF):
		s.r.health.Answered(s.Miner.Hotkey)
		return nil, io.EOF
	case ctx.Err() != nil:
		return nil, ctx.Err()
	}
	t := tally{r: s.r}
	t.count(s.Netuid, s.Miner, err)
	f := t.failure()
	f.Attempts = s.Attempts
	return nil, f
}

// Close ends the stream.
func (s *Stream) Close() { s.s.Close() }
