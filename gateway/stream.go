package gateway

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/tianwang-net/tianwang/gateway/health"
	"github.com/tianwang-net/tianwang/neuron/dendrite"
	"github.com/tianwang-net/tianwang/task"
)

// Stream is a streamed answer of one miner. Next and Close are called by one goroutine.
type Stream struct {
	Served

	r       *Router
	main    bool
	release func()
	opened
}

// opened is a stream of which the first event was read, before its miner was settled on.
type opened struct {
	s     *dendrite.Stream
	first []byte // nil once it was passed on
}

// Stream asks a model for a streamed answer and returns when its first event has come, from whichever miner. Whoever gets
// a stream closes it. The error is a *Failure, or the reason why ctx ended.
func (r *Router) Stream(ctx context.Context, model string, req task.Request) (*Stream, error) {
	s, err := r.Model(model)
	if err != nil {
		return nil, err
	}
	return r.StreamFrom(ctx, s, req)
}

// StreamFrom asks the miners of a subnet for a streamed answer, as Stream does.
func (r *Router) StreamFrom(ctx context.Context, s Subnet, req task.Request) (*Stream, error) {
	won, err := race(ctx, r, s, req.Path, health.Streamed, asking[opened]{
		ask: func(ctx context.Context, t dendrite.Target) (opened, error) {
			return r.open(ctx, s.Model, t, req)
		},
		drop: func(o opened) { o.s.Close() },
	})
	if err != nil {
		return nil, err
	}
	won.served.ID = won.value.s.ID
	return &Stream{Served: won.served, r: r, main: req.Path == s.Endpoint(), release: won.release, opened: won.value}, nil
}

// open asks one miner for a stream and reads its first event.
func (r *Router) open(ctx context.Context, model string, t dendrite.Target, req task.Request) (opened, error) {
	s, err := r.web.Stream(ctx, t, req)
	if err != nil {
		return opened{}, err
	}
	first, err := s.Next()
	if err == nil {
		first, err = chunk(model, first)
	}
	if errors.Is(err, io.EOF) {
		err = fmt.Errorf("stream without an event: %w", dendrite.ErrBadResponse)
	}
	if err != nil {
		s.Close()
		return opened{}, err
	}
	return opened{s, append([]byte{}, first...)}, nil
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
		data, err = chunk(s.Model, data)
	}
	if err != nil {
		return nil, s.ended(ctx, err)
	}
	return data, nil
}

// ended says why nothing more comes, and remembers it of the miner.
func (s *Stream) ended(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, io.EOF):
		s.r.health.Answered(s.Miner.Hotkey, health.Streamed, 0)
		return io.EOF
	case ctx.Err() != nil:
		return ctx.Err()
	}
	t := tally{r: s.r, netuid: s.Netuid, main: s.main}
	t.count(s.Miner, err)
	f := t.failure()
	f.Attempts = s.Attempts
	return f
}

// Close ends the stream.
func (s *Stream) Close() {
	s.s.Close()
	s.release()
}
