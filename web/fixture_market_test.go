//go:build e2e

package web

import (
	"fmt"

	"github.com/tianwang-net/tianwang/explorer"
)

// market is three subnets as a local network has them.
func market() []explorer.Subnet {
	lm := explorer.Subnet{
		Netuid: 1, Name: "next-byte", Description: "Predict the next byte of Spanish and Go", Task: "lm-bytes", TaskVersion: 1, Owner: address(1), Yuma: "yuma2",
		Tempo: 60, Epoch: 688, DueAt: 41_260, LastEpoch: 41_200, Slots: 256, Emission: 29_512_345_678, Pending: 18_004_100_000, Burn: 104_000_000,
	}
	tr := lm
	tr.Netuid, tr.Name, tr.Task, tr.Description = 2, "english-spanish", "translate-en-es", "Translate English to Spanish"
	tr.DueAt, tr.Emission, tr.Pending, tr.Burn = 41_290, 30_100_000_000, 4_000_000_000, 1_250_000_000
	lm.Neurons = neurons(1, []string{"kn7", "kn4", "copycat", "random", "sure"}, []float64{0.7213, 0.2611, 0.0176, 0, 0})
	lm.Neurons[6].ImmuneUntil = 41_277
	tr.Neurons = neurons(2, []string{"smt-large", "dictionary", "echo"}, []float64{0.8, 0.2, 0})
	qa := lm
	qa.Netuid, qa.Name, qa.Task, qa.Description, qa.LastEpoch = 3, "cloze-en", "cloze-en", "Find the missing word of a verse", 0
	qa.Neurons = neurons(3, []string{"slow-starter"}, []float64{0})
	return []explorer.Subnet{lm, tr, qa}
}

// neurons are three validators and then the miners.
func neurons(netuid uint64, names []string, incentives []float64) []explorer.Neuron {
	var out []explorer.Neuron
	for i := range 3 {
		out = append(out, explorer.Neuron{
			UID: uint32(i), Hotkey: address(100*netuid + uint64(i)), Coldkey: address(1000*netuid + uint64(i)), Label: fmt.Sprintf("validator-%d", i+1),
			Stake: explorer.Rao(3_000_123_456_789 - 900_000_000_000*uint64(i)), Permit: true, Active: i < 2, Dividends: []float64{0.5, 0.3, 0.2}[i],
			ValidatorTrust: []float64{0.9821, 0.9644, 0.41}[i], Emission: explorer.Rao(7_300_000_000 - 2_000_000_000*uint64(i)),
			RegisteredAt: 2, UpdatedAt: 41_233 - 600*uint64(i),
		})
	}
	for i, name := range names {
		uid := uint32(3 + i)
		out = append(out, explorer.Neuron{
			UID: uid, Hotkey: address(100*netuid + uint64(uid)), Coldkey: address(1000*netuid + uint64(uid)), Label: name, Trust: min(1, incentives[i]*3),
			Consensus: incentives[i] * 0.9, Incentive: incentives[i], Emission: explorer.Rao(incentives[i] * 14_756_172_839), RegisteredAt: 3, UpdatedAt: 3, Permit: i%2 == 0,
			Axon: fmt.Sprintf("http://127.0.0.1:%d", 9000+10*netuid+uint64(uid)),
		})
	}
	return out
}

// hostile is a market in which every text is an attack, and numbers are as large as they can be.
func hostile() []explorer.Subnet {
	all := market()
	for i := range all {
		s := &all[i]
		s.Name, s.Description, s.Task, s.Owner, s.Yuma = evil(s.Name), evil(s.Description), evil(s.Task), evil(s.Owner), evil(s.Yuma)
		s.Emission, s.Pending, s.Burn = 1<<64-1, 1<<64-1, 1<<64-1
		for j := range s.Neurons {
			n := &s.Neurons[j]
			n.Hotkey, n.Coldkey, n.Label, n.Axon = evil(n.Hotkey), evil(n.Coldkey), evil(n.Label), "javascript:window.pwned=1//"+evil("")
			n.Stake, n.Emission = 1<<64-1, 1<<64-1
		}
	}
	return all
}

// crowd is a subnet with as many neurons as one may have.
func crowd(size int) []explorer.Subnet {
	all := market()[:1]
	names, incentives := make([]string, size-3), make([]float64, size-3)
	for i := range names {
		names[i], incentives[i] = fmt.Sprintf("miner-%d", i+1), 1/float64(size-3)+float64(i%7)*1e-4
	}
	all[0].Neurons = neurons(1, names, incentives)
	return all
}
