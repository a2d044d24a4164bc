package dendrite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/tianwang-net/tianwang/neuron/wire"
	"github.com/tianwang-net/tianwang/task"
)

// Stream is a miner's streamed answer. Next and Close are called by one goroutine at a time.
type Stream struct {
	ID wire.ID

	ctx    context.Context // ends with the stream; its cause says why
	cancel context.CancelCauseFunc
	body   io.Closer
	r      *wire.StreamReader
	timer  *time.Timer // cancels when the next event is late
	total  *time.Timer
	wait   time.Duration // for the next event
	stall  time.Duration
}

// Stream asks a miner and returns once the head of its stream is verified. Whoever gets a stream closes it. Errors are
// those of Do.
func (d *Dendrite) Stream(ctx context.Context, t Target, req task.Request) (*Stream, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	late := func() { cancel(ErrTimeout) }
	s := &Stream{
		ctx: ctx, cancel: cancel, stall: d.cfg.Stall, wait: d.cfg.FirstEvent,
		timer: time.AfterFunc(d.cfg.FirstEvent, late), total: time.AfterFunc(d.cfg.Total, late),
	}
	if err := s.open(d, t, req); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

func (s *Stream) open(d *Dendrite, t Target, req task.Request) error {
	began := d.cfg.Now()
	resp, x, err := d.send(s.ctx, t, req, typeStream) //nolint:bodyclose // Close closes it
	if err != nil {
		return err
	}
	s.body, s.ID = resp.Body, x.ID
	if err := hasType(resp, typeStream); err != nil {
		return err
	}
	s.r, err = x.VerifyStream(resp.StatusCode, resp.Header, resp.Body, d.cfg.MaxLine, d.cfg.MaxAnswer)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrBadResponse, err)
	}
	s.timer.Stop()
	s.wait -= d.cfg.Now().Sub(began) // the first event is timed from the question on
	return nil
}

// Next returns the data of the next event, JSON in valid UTF-8; the slice is valid until the following call. It returns
// io.EOF when the stream ended as it should and every byte of it was signed; any other error means that it did not.
func (s *Stream) Next() ([]byte, error) {
	s.timer.Reset(max(s.wait, 1))
	data, err := s.r.Next()
	s.timer.Stop()
	s.wait = s.stall
	switch {
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case err != nil:
		return nil, explain(s.ctx, err, ErrBadResponse)
	}
	if err := valid(data); err != nil {
		return nil, err
	}
	return data, nil
}

// Close ends the stream, and tells the miner so if it is not at its end.
func (s *Stream) Close() {
	s.timer.Stop()
	s.total.Stop()
	s.cancel(context.Canceled)
	if s.body != nil {
		_ = s.body.Close()
	}
}
