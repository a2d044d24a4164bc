package epoch

import (
	"fmt"
	"strings"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
)

// field copies one value of an answer.
type field[T any] struct {
	name string
	copy func(to, from *T)
}

// neuronFields are what a metagraph can be asked for of each neuron, besides its uid, which always comes.
var neuronFields = []field[epochv1.NeuronState]{
	{"hotkey", func(to, from *epochv1.NeuronState) { to.Hotkey = from.Hotkey }},
	{"coldkey", func(to, from *epochv1.NeuronState) { to.Coldkey = from.Coldkey }},
	{"registered_at", func(to, from *epochv1.NeuronState) { to.RegisteredAt = from.RegisteredAt }},
	{"axon", func(to, from *epochv1.NeuronState) { to.Axon = from.Axon }},
	{"stake", func(to, from *epochv1.NeuronState) { to.Stake = from.Stake }},
	{"take", func(to, from *epochv1.NeuronState) { to.Take = from.Take }},
	{"active", func(to, from *epochv1.NeuronState) { to.Active = from.Active }},
	{"permit", func(to, from *epochv1.NeuronState) { to.Permit = from.Permit }},
	{"rank", func(to, from *epochv1.NeuronState) { to.Rank = from.Rank }},
	{"trust", func(to, from *epochv1.NeuronState) { to.Trust = from.Trust }},
	{"consensus", func(to, from *epochv1.NeuronState) { to.Consensus = from.Consensus }},
	{"incentive", func(to, from *epochv1.NeuronState) { to.Incentive = from.Incentive }},
	{"dividends", func(to, from *epochv1.NeuronState) { to.Dividends = from.Dividends }},
	{"validator_trust", func(to, from *epochv1.NeuronState) { to.ValidatorTrust = from.ValidatorTrust }},
	{"server_emission", func(to, from *epochv1.NeuronState) { to.ServerEmission = from.ServerEmission }},
	{"validator_emission", func(to, from *epochv1.NeuronState) { to.ValidatorEmission = from.ValidatorEmission }},
	{"pruning", func(to, from *epochv1.NeuronState) { to.Pruning = from.Pruning }},
	{"immune_until", func(to, from *epochv1.NeuronState) { to.ImmuneUntil = from.ImmuneUntil }},
	{"updated_at", func(to, from *epochv1.NeuronState) { to.UpdatedAt = from.UpdatedAt }},
	{"backing", func(to, from *epochv1.NeuronState) { to.Backing = from.Backing }},
}

// frameFields are what it can be asked for of the subnet, besides the height, which always comes.
var frameFields = []field[epochv1.QueryMetagraphResponse]{
	{"subnet", func(to, from *epochv1.QueryMetagraphResponse) { to.Subnet = from.Subnet }},
	{"clock", func(to, from *epochv1.QueryMetagraphResponse) { to.Clock = from.Clock }},
	{"pending", func(to, from *epochv1.QueryMetagraphResponse) { to.Pending = from.Pending }},
	{"last_epoch", func(to, from *epochv1.QueryMetagraphResponse) { to.LastEpoch = from.LastEpoch }},
	{"emission", func(to, from *epochv1.QueryMetagraphResponse) { to.Emission = from.Emission }},
}

// rowFields are answered only when they are asked for by name: their size grows with the square of the neurons.
var rowFields = []string{"weights", "bonds"}

// selection is what is wanted of a metagraph; the zero value is all but the rows.
type selection struct{ names map[string]bool }

// newSelection reads the names of a request and refuses those that there are not.
func newSelection(names []string) (selection, error) {
	if len(names) == 0 {
		return selection{}, nil
	}
	known := append([]string(nil), rowFields...)
	for _, f := range frameFields {
		known = append(known, f.name)
	}
	for _, f := range neuronFields {
		known = append(known, f.name)
	}
	s := selection{map[string]bool{}}
	for _, name := range names {
		s.names[name] = true
	}
	found := 0
	for _, name := range known {
		if s.names[name] {
			found++
		}
	}
	if found < len(s.names) {
		return s, fmt.Errorf("fields %s: there are only %s", strings.Join(names, ", "), strings.Join(known, ", "))
	}
	return s, nil
}

// has says whether a name was asked for.
func (s selection) has(name string) bool { return s.names[name] }

// neurons says whether anything of the neurons is wanted.
func (s selection) neurons() bool {
	for _, f := range neuronFields {
		if s.has(f.name) {
			return true
		}
	}
	return s.names == nil
}

// frame returns the answer with what is wanted of the subnet.
func (s selection) frame(all *epochv1.QueryMetagraphResponse) *epochv1.QueryMetagraphResponse {
	if s.names == nil {
		return all
	}
	some := &epochv1.QueryMetagraphResponse{Height: all.Height}
	for _, f := range frameFields {
		if s.has(f.name) {
			f.copy(some, all)
		}
	}
	return some
}

// neuron returns what is wanted of a neuron.
func (s selection) neuron(all *epochv1.NeuronState) epochv1.NeuronState {
	if s.names == nil {
		return *all
	}
	some := epochv1.NeuronState{Uid: all.Uid}
	for _, f := range neuronFields {
		if s.has(f.name) {
			f.copy(&some, all)
		}
	}
	return some
}
