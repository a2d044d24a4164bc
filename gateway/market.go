package gateway

import (
	"cmp"
	"slices"
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
	Title   string // one line for people
	Created int64  // when it was opened, Unix seconds; 0 when unknown
	Miners  []Miner
}

// Miner is a neuron of a subnet that may serve.
type Miner struct {
	UID       uint32
	Hotkey    string // bech32
	URL       string // "" when it published none
	TLSKey    string // names the key of an encrypted axon, "" of a plain one
	Incentive uint32 // by consensus, parts of 65535

	Registered uint64 // block at which it came; 0 when unknown
}

// Models returns what users can ask for, each id once, in the order of netuids.
func (r *Router) Models() []Subnet {
	all := slices.Clone(r.market.Subnets())
	slices.SortFunc(all, func(a, b Subnet) int { return cmp.Compare(a.Netuid, b.Netuid) })
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(s Subnet) bool {
		twice := seen[s.Model] || s.Model == ""
		seen[s.Model] = true
		return twice
	})
}

// Model returns the model with an id. The error is ErrUnknownModel.
func (r *Router) Model(id string) (Subnet, error) {
	for _, s := range r.Models() {
		if s.Model == id {
			return s, nil
		}
	}
	return Subnet{}, &Failure{Cause: ErrUnknownModel}
}
