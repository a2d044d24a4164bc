package localnet

import (
	"context"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/tianwang-net/tianwang/task"
)

// training is a model that has to learn before it can serve.
type training struct {
	model  task.Model
	name   string
	task   string
	honest bool
	done   func()
}

// school lets models learn, a few at a time, and knows how far it has come.
type school struct {
	mu       sync.Mutex
	waiting  chan training
	progress map[string]float64
	able     map[string]bool // tasks that an honest model has learned
}

// maxPupils is how many models may be waiting; more than any cast has.
const maxPupils = 256

func newSchool() *school {
	return &school{waiting: make(chan training, maxPupils), progress: map[string]float64{}, able: map[string]bool{}}
}

func (s *school) add(t training) {
	s.note(t.name, 0)
	s.waiting <- t
}

func (s *school) note(name string, part float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress[name] = part
}

// run lets the models learn with so many workers until ctx ends.
func (s *school) run(ctx context.Context, workers int) error {
	g, ctx := errgroup.WithContext(ctx)
	for range workers {
		g.Go(func() error {
			for {
				select {
				case <-ctx.Done():
					return nil
				case t := <-s.waiting:
					if err := t.model.Train(ctx, func(part float64) { s.note(t.name, part) }); err != nil {
						if ctx.Err() != nil {
							return nil //nolint:nilerr // stopped, not failed
						}
						return fmt.Errorf("training %s: %w", t.name, err)
					}
					t.done()
					s.finish(t)
				}
			}
		})
	}
	return g.Wait()
}

// finish notes that a model has learned all it will.
func (s *school) finish(t training) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress[t.name] = 1
	s.able[t.task] = s.able[t.task] || t.honest
}

// learned says whether there is an honest model of a task that has learned.
func (s *school) learned(task string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.able[task]
}

// count says how many models have learned, of how many.
func (s *school) count() (done, all int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, part := range s.progress {
		if part >= 1 {
			done++
		}
	}
	return done, len(s.progress)
}
