// Package offer tells the gateway what is on offer, as the chain has it.
package offer

import (
	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/neuron"
)

// Market is the gateway's market, read from a view of the chain that somebody else keeps running. A subnet's name is
// the id of its model.
type Market struct {
	View    *neuron.View
	Private bool // axons on private addresses may be asked
}

// Subnets implements gateway.Market.
func (m Market) Subnets() []gateway.Subnet {
	var out []gateway.Subnet
	for _, g := range m.View.All() {
		s := g.Subnet.Subnet
		offer := gateway.Subnet{Netuid: s.Netuid, Model: s.Name, Task: s.Task, Title: s.Description}
		for i := range g.Neurons {
			n := &g.Neurons[i]
			offer.Miners = append(offer.Miners, gateway.Miner{
				UID: n.Uid, Hotkey: n.Hotkey, URL: neuron.URL(n, m.Private), TLSKey: neuron.TLSKey(n), Incentive: n.Incentive,
				Registered: n.RegisteredAt,
			})
		}
		out = append(out, offer)
	}
	return out
}
