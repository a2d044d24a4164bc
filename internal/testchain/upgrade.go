package testchain

import (
	"github.com/tianwang-net/tianwang/app"
)

// Halts offers an empty block that every instance must refuse, and returns why. Nothing is stored; from then on the
// instances make no block until they are opened again by [Chain.Upgrade].
func (c *Chain) Halts() error {
	c.t.Helper()
	var why error
	req := c.request()
	for n, i := range c.instances {
		if _, why = i.app.FinalizeBlock(req); why == nil {
			c.t.Fatalf("block %d: instance %d made it", req.Height, n)
		}
	}
	return why
}

// Upgrade goes on with a program that knows some upgrades.
func (c *Chain) Upgrade(known ...app.Upgrade) {
	c.t.Helper()
	for _, i := range c.instances {
		i.upgrades = known
		i.open(c.Time())
	}
}
