package localnet

import (
	"context"

	"github.com/tianwang-net/tianwang/neuron"
)

// opening returns when a validator may begin to judge. Nobody has stake on an empty chain, so that the first to be paid
// would own all of it: the validators of a subnet take their slots, wait until there is a miner worth judging, and begin
// together with the next epoch. Where somebody has been paid already, a validator begins at once.
func (n *Network) opening(ctx context.Context, p player) error {
	var since uint64 // the epoch in which there was somebody to judge
	for height := uint64(0); ; {
		next, err := n.view.Next(ctx, height)
		if err != nil {
			return err
		}
		height = next
		g := n.view.Metagraph(p.netuid)
		if g == nil {
			continue
		}
		if neuron.Find(g, n.hotkey(p).Address()) == nil {
			_, err := neuron.Register(ctx, n.client, n.hotkey(p), n.coldkey(p.wallet), p.netuid, n.log.With("part", p.label))
			if err != nil && ctx.Err() == nil {
				n.log.Warn("not registered yet, trying again with the next block", "part", p.label, "err", err)
			}
			continue
		}
		switch {
		case paid(g):
			return nil
		case !n.training.learned(p.task):
		case since == 0:
			since = g.Clock.Epoch
		case g.Clock.Epoch > since:
			return nil
		}
	}
}

// paid says whether a validator of the subnet has earned anything yet.
func paid(g *neuron.Metagraph) bool {
	for i := range g.Neurons {
		if g.Neurons[i].Dividends > 0 {
			return true
		}
	}
	return false
}
