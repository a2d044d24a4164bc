package localnet

import (
	"context"
	"sync"

	"github.com/tianwang-net/tianwang/neuron"
)

// opening returns when a validator may begin to judge. Nobody has stake on an empty chain, so that the first to be paid
// would own all of it: the validators of a subnet take their slots, wait for each other and for a miner worth judging, and
// begin together with the next epoch. Where somebody has been paid already, a validator begins at once.
func (n *Network) opening(ctx context.Context, p player) error {
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
		if paid(g) || n.openings.open(p.netuid, g.Clock.Epoch, n.panel(g) && n.training.learned(p.task)) {
			return nil
		}
	}
}

// panel says whether all validators of a subnet have their slots.
func (n *Network) panel(g *neuron.Metagraph) bool {
	for _, p := range n.cast {
		if p.role.judges() && p.netuid == g.Subnet.Subnet.Netuid && neuron.Find(g, n.hotkey(p).Address()) == nil {
			return false
		}
	}
	return true
}

// openings are the epochs in which subnets became ready to be judged. All validators of a subnet go by one entry, so that none
// begins an epoch before the others because it looked a moment earlier.
type openings struct {
	mu    sync.Mutex
	ready map[uint32]uint64 // by netuid
}

// open says whether judging may begin: in an epoch after the first one of which somebody said that the subnet is ready.
func (o *openings) open(netuid uint32, epoch uint64, ready bool) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	since, known := o.ready[netuid]
	if !known && ready {
		if o.ready == nil {
			o.ready = map[uint32]uint64{}
		}
		since, known = epoch, true
		o.ready[netuid] = since
	}
	return known && epoch > since
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
