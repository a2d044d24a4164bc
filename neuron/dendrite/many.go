package dendrite

import (
	"context"
	"sync"
	"time"

	"github.com/tianwang-net/tianwang/task"
)

// Result is what came of asking one of many miners.
type Result struct {
	Answer *Answer // nil when Err is not
	Err    error
	Took   time.Duration
}

// Many asks all targets the same and returns when each has answered or failed; result i belongs to target i. At most
// width are asked at once. When ctx ends, those not asked yet fail with its reason.
func (d *Dendrite) Many(ctx context.Context, targets []Target, req task.Request, width int) []Result {
	out := make([]Result, len(targets))
	places := make(chan struct{}, max(1, width))
	var all sync.WaitGroup
	for i, t := range targets {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			out[i].Err = explain(ctx, ctx.Err(), ErrUnreachable)
			continue
		}
		all.Go(func() {
			defer func() { <-places }()
			began := d.cfg.Now()
			a, err := d.Do(ctx, t, req)
			out[i] = Result{a, err, d.cfg.Now().Sub(began)}
		})
	}
	all.Wait()
	return out
}
