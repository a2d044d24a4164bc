package client

import (
	"context"
	"sync"
	"time"
)

// heartbeat is for how long the chain may seem to stand still before all nodes are asked: more than one block of the public
// chain.
const heartbeat = 15 * time.Second

// catchUp asks all nodes at once how far they are, and goes on with the one that is furthest, if it is further than a
// height. Nodes of another chain do not count.
func (c *Client) catchUp(ctx context.Context, than uint64) {
	if len(c.nodes) < 2 {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout/2)
	defer cancel()
	c.mu.Lock()
	chain := c.chainID
	c.mu.Unlock()
	heights := make([]uint64, len(c.nodes))
	var all sync.WaitGroup
	for i, n := range c.nodes {
		all.Go(func() {
			s, err := n.Status(ctx)
			if err == nil && (chain == "" || s.NodeInfo.Network == chain) {
				heights[i] = uint64(max(s.SyncInfo.LatestBlockHeight, 0)) // #nosec G115 -- not negative
			}
		})
	}
	all.Wait()
	best := int(c.current.Load())
	for i, h := range heights {
		if h > than && h > heights[best] {
			best = i
		}
	}
	c.current.Store(int32(best)) // #nosec G115 -- few nodes
}
