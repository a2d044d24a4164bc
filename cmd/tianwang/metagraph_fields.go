package main

import (
	"slices"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
)

// neuronColumn returns the value of a neuron with a name as in the chain's answer, and false if there is none.
func neuronColumn(n epochv1.NeuronState, name string) (any, bool) {
	for _, c := range []field{
		{"hotkey", n.Hotkey},
		{"coldkey", n.Coldkey},
		{"registered_at", n.RegisteredAt},
		{"axon", axonOf(n)},
		{"stake", tao(n.Stake)},
		{"backing", tao(n.Backing)},
		{"take", share(n.Take)},
		{"active", yesNo(n.Active)},
		{"permit", yesNo(n.Permit)},
		{"rank", share(n.Rank)},
		{"trust", share(n.Trust)},
		{"consensus", share(n.Consensus)},
		{"incentive", share(n.Incentive)},
		{"dividends", share(n.Dividends)},
		{"validator_trust", share(n.ValidatorTrust)},
		{"server_emission", tao(n.ServerEmission)},
		{"validator_emission", tao(n.ValidatorEmission)},
		{"pruning", n.Pruning},
		{"immune_until", n.ImmuneUntil},
		{"updated_at", n.UpdatedAt},
	} {
		if c.name == name {
			return c.value, true
		}
	}
	return nil, false
}

// metagraphFields shows what was asked for: values of the subnet, a table of those of its neurons, the rows.
func metagraphFields(m *epochv1.QueryMetagraphResponse, fields []string) []part {
	head, columns := record{{"block", m.Height}}, []string{"uid"}
	s := m.Subnet.Subnet
	for _, f := range []struct {
		name   string
		values record
	}{
		{"subnet", record{{"netuid", s.Netuid}, {"name", s.Name}, {"task", s.Task}, {"owner", s.Owner}, {"slots", s.Hyperparams.MaxUids}}},
		{"clock", record{{"epoch", m.Clock.Epoch}, {"next_epoch_block", m.Clock.DueAt}}},
		{"last_epoch", record{{"last_epoch_block", m.LastEpoch}}},
		{"emission", record{{"emission", tao(m.Emission)}}},
		{"pending", record{{"pending", tao(m.Pending)}}},
	} {
		if slices.Contains(fields, f.name) {
			head = append(head, f.values...)
		}
	}
	for _, name := range fields {
		if _, known := neuronColumn(epochv1.NeuronState{}, name); known && !slices.Contains(columns, name) {
			columns = append(columns, name)
		}
	}
	parts := []part{head}
	if len(columns) > 1 {
		t := newTable("neurons", "no neurons are registered", columns...)
		for _, n := range m.Neurons {
			row := []any{n.Uid}
			for _, name := range columns[1:] {
				value, _ := neuronColumn(n, name)
				row = append(row, value)
			}
			t.add(row...)
		}
		parts = append(parts, t)
	}
	if slices.Contains(fields, "weights") {
		t := newTable("weights", "nobody has set weights", "uid", "judged_at", "updated_at", "weights")
		for _, r := range m.Weights {
			t.add(r.Uid, r.JudgedAt, r.UpdatedAt, entries{"uid", r.Uids, r.Weights})
		}
		parts = append(parts, t)
	}
	if slices.Contains(fields, "bonds") {
		t := newTable("bonds", "nobody holds bonds", "uid", "bonds")
		for _, r := range m.Bonds {
			t.add(r.Uid, entries{"uid", r.Uids, r.Bonds})
		}
		parts = append(parts, t)
	}
	return parts
}
