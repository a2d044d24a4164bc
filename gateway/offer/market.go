// Package offer tells the gateway what is on offer, as the chain has it.
package offer

import (
	"slices"
	"strings"
	"sync"

	"github.com/tianwang-net/tianwang/gateway"
	"github.com/tianwang-net/tianwang/neuron"
	"github.com/tianwang-net/tianwang/openai"
)

// embedding is how the names of tasks begin whose models turn text into numbers.
const embedding = "embed"

// Market is the gateway's market, read from a view of the chain that somebody else keeps running. A subnet's name is
// the id of its model.
type Market struct {
	View    *neuron.View
	Private bool // axons on private addresses may be asked

	mu      sync.Mutex
	of      []*neuron.Metagraph // what subnets was made of
	subnets []gateway.Subnet
}

// Subnets implements gateway.Market. It makes the list once for each state of the view.
func (m *Market) Subnets() []gateway.Subnet {
	all := m.View.All()
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.subnets != nil && slices.Equal(m.of, all) {
		return m.subnets
	}
	subnets := make([]gateway.Subnet, 0, len(all))
	for _, g := range all {
		s := offered(g, m.Private)
		s.Created = m.View.Opened(g)
		subnets = append(subnets, s)
	}
	m.of, m.subnets = all, subnets
	return subnets
}

func offered(g *neuron.Metagraph, private bool) gateway.Subnet {
	s := g.Subnet.Subnet
	offer := gateway.Subnet{Netuid: s.Netuid, Model: s.Name, Task: s.Task, Path: endpoint(s.Task), Title: s.Description}
	for i := range g.Neurons {
		n := &g.Neurons[i]
		offer.Miners = append(offer.Miners, gateway.Miner{
			UID: n.Uid, Hotkey: n.Hotkey, URL: neuron.URL(n, private), TLSKey: neuron.TLSKey(n), Incentive: n.Incentive,
			Registered: n.RegisteredAt,
		})
	}
	return offer
}

// endpoint returns the endpoint that a task is about.
func endpoint(task string) string {
	if task == embedding || strings.HasPrefix(task, embedding+"-") {
		return openai.PathEmbeddings
	}
	return openai.PathChat
}
