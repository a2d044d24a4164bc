package localnet

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"syscall"
)

// parts runs the parts of a network, each in a goroutine of its own that can be stopped and started again.
type parts struct {
	ctx  context.Context
	quit context.CancelFunc

	mu  sync.Mutex
	all map[string]*part
	err error // of the first part that failed
}

// part is one of them; done is closed when it has stopped.
type part struct {
	run    func(context.Context) error
	cancel context.CancelFunc
	done   chan struct{}
}

func newParts(ctx context.Context) *parts {
	ctx, quit := context.WithCancel(ctx)
	return &parts{ctx: ctx, quit: quit, all: map[string]*part{}}
}

// start runs a part until it is stopped. A part that fails stops the whole network: half of one helps nobody.
func (p *parts) start(name string, run func(context.Context) error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	ctx, cancel := context.WithCancel(p.ctx)
	one := &part{run: run, cancel: cancel, done: make(chan struct{})}
	p.all[name] = one
	go func() {
		defer close(one.done)
		defer cancel()
		if err := run(ctx); err != nil && !errors.Is(err, context.Canceled) {
			p.fail(fmt.Errorf("%s: %w", name, err))
		}
	}()
}

// startReady runs a part and returns when it says that it is ready, or why it cannot be.
func (p *parts) startReady(name string, run func(ctx context.Context, ready func(error)) error) error {
	said := make(chan error, 1)
	p.start(name, func(ctx context.Context) error {
		return run(ctx, func(err error) {
			select {
			case said <- err:
			default: // a restart; nobody waits
			}
		})
	})
	return <-said
}

func (p *parts) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err == nil {
		p.err = err
	}
	p.quit()
}

// stop stops everything.
func (p *parts) stop() { p.quit() }

// wait returns when everything has stopped, with what stopped it first, if it failed.
func (p *parts) wait() error {
	<-p.ctx.Done()
	p.mu.Lock()
	all := make([]*part, 0, len(p.all))
	for _, one := range p.all {
		all = append(all, one)
	}
	p.mu.Unlock()
	for _, one := range all {
		<-one.done
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.err
}

func (p *parts) find(name string) (*part, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if one := p.all[name]; one != nil {
		return one, nil
	}
	return nil, fmt.Errorf("there is no part %q", name)
}

func (p *parts) stopOne(name string) error {
	one, err := p.find(name)
	if err != nil {
		return err
	}
	one.cancel()
	<-one.done
	return nil
}

func (p *parts) restart(name string) error {
	one, err := p.find(name)
	if err != nil {
		return err
	}
	select {
	case <-one.done:
	default:
		return fmt.Errorf("%q runs already", name)
	}
	p.start(name, one.run)
	return nil
}

func (p *parts) list() map[string]bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string]bool{}
	for name, one := range p.all {
		select {
		case <-one.done:
			out[name] = false
		default:
			out[name] = true
		}
	}
	return out
}

// alive says whether a process exists.
func alive(pid int) bool {
	p, err := os.FindProcess(pid)
	return err == nil && p.Signal(syscall.Signal(0)) == nil
}
