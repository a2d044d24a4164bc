package gateway

import (
	"cmp"
	"slices"

	"github.com/tianwang-net/tianwang/openai"
)

// Market tells what is on offer. Implementations follow the chain, are safe for concurrent use, and answer from memory.
type Market interface {
	// Subnets returns the subnets as of a recent block. Callers do not change what they get.
	Subnets() []Subnet
}

// Subnet is a model for users: what its miners serve.
type Subnet struct {
	Netuid  uint32
	Model   string // the id by which users ask for it; of two subnets with the same id the older one, by netuid, is asked
	Task    string
	Path    string // the endpoint that its task is about; "" means that of chats
	Title   string // one line for people
	Created int64  // when it was opened, Unix seconds; 0 when unknown
	Miners  []Miner
}

// Endpoint returns the endpoint that the subnet's task is about. Every miner of the subnet serves it; some may serve others.
func (s Subnet) Endpoint() string { return cmp.Or(s.Path, openai.PathChat) }

// Miner is a neuron of a subnet that may serve.
type Miner struct {
	UID       uint32
	Hotkey    string // bech32
	URL       string // "" when it published none
	TLSKey    string // names the key of an encrypted axon, "" of a plain one
	Incentive uint32 // by consensus, parts of 65535

	Registered uint64 // block at which it came; 0 when unknown
	Wanted     bool   // by who asks: such miners come before all others
}

// Models returns what users can ask for, each id once, in the order of netuids. What is switched off is not among them.
func (r *Router) Models() []Subnet {
	all := slices.Clone(r.market.Subnets())
	slices.SortFunc(all, func(a, b Subnet) int { return cmp.Compare(a.Netuid, b.Netuid) })
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(s Subnet) bool {
		twice := seen[s.Model] || s.Model == ""
		seen[s.Model] = true
		return twice || r.cfg.Switch.IsOff(s.Model)
	})
}

// Model returns the model with an id. The error is ErrUnknownModel or ErrModelDisabled.
func (r *Router) Model(id string) (Subnet, error) {
	return r.find(func(s Subnet) bool { return s.Model == id && id != "" })
}

// Subnet returns the model of a subnet. The error is ErrUnknownModel or ErrModelDisabled.
func (r *Router) Subnet(netuid uint32) (Subnet, error) {
	return r.find(func(s Subnet) bool { return s.Netuid == netuid })
}

// find returns the oldest subnet that is wanted.
func (r *Router) find(wanted func(Subnet) bool) (Subnet, error) {
	all := r.market.Subnets()
	found := -1
	for i := range all {
		if wanted(all[i]) && (found < 0 || all[i].Netuid < all[found].Netuid) {
			found = i
		}
	}
	switch {
	case found < 0:
		return Subnet{}, &Failure{Cause: ErrUnknownModel}
	case r.cfg.Switch.IsOff(all[found].Model):
		return Subnet{}, &Failure{Cause: ErrModelDisabled}
	}
	return all[found], nil
}
