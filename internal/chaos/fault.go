package chaos

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"time"

	"github.com/tianwang-net/tianwang/internal/fleet"
	"github.com/tianwang-net/tianwang/internal/lan"
)

// Outcome is what a fault did.
type Outcome struct {
	Fault    Fault
	Height   int64         // the highest block when it was repaired
	Grown    int64         // blocks made while it lasted
	Recovery time.Duration // from the repair until every producer has two blocks more than any had
	Note     string
}

// play breaks something, repairs it, and waits until the network has recovered.
func (s *stage) play(ctx context.Context, f Fault, patience time.Duration) (Outcome, error) {
	o := Outcome{Fault: f}
	before := fleet.Top(ctx, s.fleet.Nodes)
	note, err := s.inflict(ctx, f)
	if err != nil {
		return o, err
	}
	o.Note = note
	if o.Height = s.topOfReachable(ctx); o.Height == 0 { // nobody can be asked
		o.Height = before
	}
	if o.Grown = o.Height - before; f.standstill() && o.Grown > 2 {
		return o, fmt.Errorf("the chain grew by %d blocks without a quorum", o.Grown)
	}
	start := time.Now()
	if err := s.repair(f); err != nil {
		return o, err
	}
	wait, cancel := context.WithTimeoutCause(ctx, patience, fmt.Errorf("not recovered after %s", patience))
	defer cancel()
	err = fleet.Reach(wait, s.fleet.Nodes, o.Height+2)
	o.Recovery = time.Since(start)
	return o, err
}

// topOfReachable is the highest block of the nodes that answer; those that are paused would only cost time.
func (s *stage) topOfReachable(ctx context.Context) int64 {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return fleet.Top(ctx, s.fleet.Nodes)
}

// inflict breaks something and lets it be broken for its time.
func (s *stage) inflict(ctx context.Context, f Fault) (note string, err error) {
	switch f.Kind {
	case Kill, Quorum, Dark:
		err = s.stop(f.Nodes, syscall.SIGKILL)
	case Restart:
		err = s.stop(f.Nodes, syscall.SIGTERM)
	case Pause:
		err = s.each(f.Nodes, syscall.SIGSTOP)
	case Isolate, Halve:
		s.isolate(f.Nodes)
	case Slow:
		s.lay(func(int, int) bool { return true }, lan.Cable{Delay: f.Delay})
	case Lossy:
		s.lay(func(int, int) bool { return true }, lan.Cable{Loss: f.Loss})
	case Byzant:
		return s.signTwice(ctx, f.Nodes[0])
	case Join, Sync:
		return s.join(ctx, f.Kind == Sync)
	}
	if err != nil {
		return "", err
	}
	return "", pauseOf(ctx, f.For)
}

// repair makes whole what a fault broke.
func (s *stage) repair(f Fault) error {
	s.cables.Heal()
	switch f.Kind {
	case Kill, Quorum, Dark, Restart:
		var errs []error
		for _, i := range f.Nodes {
			errs = append(errs, s.fleet.Nodes[i].Start())
		}
		return errors.Join(errs...)
	case Pause:
		return s.each(f.Nodes, syscall.SIGCONT)
	case Isolate, Halve, Slow, Lossy, Byzant, Join, Sync:
	}
	return nil
}

func (s *stage) stop(nodes []int, signal syscall.Signal) error {
	var errs []error
	for _, i := range nodes {
		errs = append(errs, s.fleet.Nodes[i].Stop(signal))
	}
	return errors.Join(errs...)
}
