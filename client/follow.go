package client

import (
	"context"
	"time"
)

// followInterval is how often the height is asked for.
const followInterval = 250 * time.Millisecond

// Follow calls each with the height of the chain, once at the start and again whenever it has grown, until ctx ends or
// each returns an error. When the node that it asks stands still while another one goes on, it goes over to that. It polls, so that nothing is lost when a node restarts or a connection half-breaks; heights may
// be skipped when each takes long. While no node answers it goes on asking and, if silence is not nil, tells it so.
func (c *Client) Follow(ctx context.Context, each func(height uint64) error, silence func(error)) error {
	tick := time.NewTicker(followInterval)
	defer tick.Stop()
	for last, first, grew := uint64(0), true, time.Now(); ; {
		height, err := c.Height(ctx)
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case err != nil && silence != nil:
			silence(err)
		case err == nil && height > 0 && (first || height > last):
			if err := each(height); err != nil {
				return err
			}
			last, first, grew = height, false, time.Now()
		case time.Since(grew) > c.stands:
			c.catchUp(ctx, last)
			grew = time.Now()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
}
