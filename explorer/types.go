package explorer

import (
	"fmt"
	"strconv"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/neuron"
)

// Rao is an amount of money in JSON: a string of digits.
type Rao uint64

// MarshalJSON implements json.Marshaler.
func (r Rao) MarshalJSON() ([]byte, error) {
	return strconv.AppendQuote(nil, strconv.FormatUint(uint64(r), 10)), nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (r *Rao) UnmarshalJSON(b []byte) error {
	s, err := strconv.Unquote(string(b))
	if err != nil {
		return fmt.Errorf("amount %s: a string of digits is needed", b)
	}
	n, err := strconv.ParseUint(s, 10, 64)
	*r = Rao(n)
	return err
}

// Status is the network at a glance.
type Status struct {
	ChainID    string            `json:"chain_id"`
	Ready      bool              `json:"ready"` // every subnet with miners has one that the consensus ranks
	Height     uint64            `json:"height"`
	Index      uint64            `json:"index_height"` // the latest block in the index
	Lag        uint64            `json:"lag"`          // blocks that the index is behind
	LatestTime string            `json:"latest_time"`  // of the latest block in the index
	Age        uint64            `json:"age_seconds"`  // of that block
	Stale      string            `json:"stale"`        // "" or why what is shown is old: silent, behind, still
	Verified   Verification      `json:"verified"`     // the index held against the chain
	Supply     Rao               `json:"supply_rao"`
	Subnets    int               `json:"subnets"`
	Miners     int               `json:"miners"`     // neurons that serve
	Validators int               `json:"validators"` // neurons with weights of their own
	URLs       map[string]string `json:"urls"`
}

// Supply is how much money there is.
type Supply struct {
	Height      uint64 `json:"height"`
	Supply      Rao    `json:"supply_rao"`
	Cap         Rao    `json:"cap_rao"`
	Minted      Rao    `json:"minted_rao"`
	Burned      Rao    `json:"burned_rao"`
	Era         uint32 `json:"era"`
	BlockReward Rao    `json:"block_reward_rao"`
	NextHalving Rao    `json:"next_halving_rao"` // the supply at which the reward halves; 0 when it never will
}

// Subnet is a market and where it stands.
type Subnet struct {
	Netuid      uint32   `json:"netuid"`
	Name        string   `json:"name"`
	Description string   `json:"description"`
	Task        string   `json:"task"`
	TaskVersion uint32   `json:"task_version"`
	Owner       string   `json:"owner"`
	Yuma        string   `json:"yuma"`
	Tempo       uint64   `json:"tempo"`
	Epoch       uint64   `json:"epoch"`
	DueAt       uint64   `json:"due_at"`
	LastEpoch   uint64   `json:"last_epoch"`
	Slots       uint32   `json:"slots"`
	Emission    Rao      `json:"emission_rao"` // paid by the last epoch
	Pending     Rao      `json:"pending_rao"`
	Burn        Rao      `json:"burn_rao"`
	Difficulty  uint64   `json:"difficulty"`
	Neurons     []Neuron `json:"neurons"`
}

// Neuron is one slot of a subnet.
type Neuron struct {
	UID            uint32  `json:"uid"`
	Hotkey         string  `json:"hotkey"`
	Coldkey        string  `json:"coldkey"`
	Label          string  `json:"label,omitempty"` // what the operator of a local network calls it
	Stake          Rao     `json:"stake_rao"`
	Take           float64 `json:"take"`
	Permit         bool    `json:"permit"`
	Active         bool    `json:"active"`
	Trust          float64 `json:"trust"`
	Consensus      float64 `json:"consensus"`
	Incentive      float64 `json:"incentive"`
	Dividends      float64 `json:"dividends"`
	ValidatorTrust float64 `json:"validator_trust"`
	Emission       Rao     `json:"emission_rao"` // earned in the last epoch
	RegisteredAt   uint64  `json:"registered_at"`
	UpdatedAt      uint64  `json:"updated_at"`
	ImmuneUntil    uint64  `json:"immune_until"`
	Axon           string  `json:"axon,omitempty"`
}

// one is the whole of a proportion on the chain.
const one = 65535

func fraction(p uint32) float64 { return float64(p) / one }

func newSubnet(g *neuron.Metagraph, labels map[string]string) Subnet {
	s, c := g.Subnet.Subnet, g.Clock
	out := Subnet{
		Netuid: s.Netuid, Name: s.Name, Description: s.Description, Task: s.Task, TaskVersion: s.TaskVersion, Owner: s.Owner,
		Yuma: s.Hyperparams.Yuma, Tempo: s.Hyperparams.Tempo, Epoch: c.Epoch, DueAt: c.DueAt, LastEpoch: g.LastEpoch,
		Slots: s.Hyperparams.MaxUids, Emission: Rao(g.Emission), Pending: Rao(g.Pending), Burn: Rao(g.Subnet.Burn),
		Difficulty: g.Subnet.Difficulty, Neurons: []Neuron{},
	}
	for i := range g.Neurons {
		out.Neurons = append(out.Neurons, newNeuron(&g.Neurons[i], labels))
	}
	return out
}

func newNeuron(n *epochv1.NeuronState, labels map[string]string) Neuron {
	return Neuron{
		UID: n.Uid, Hotkey: n.Hotkey, Coldkey: n.Coldkey, Label: labels[n.Hotkey], Stake: Rao(n.Stake), Take: fraction(n.Take),
		Permit: n.Permit, Active: n.Active, Trust: fraction(n.Trust), Consensus: fraction(n.Consensus),
		Incentive: fraction(n.Incentive), Dividends: fraction(n.Dividends), ValidatorTrust: fraction(n.ValidatorTrust),
		Emission: Rao(n.ServerEmission + n.ValidatorEmission), RegisteredAt: n.RegisteredAt, UpdatedAt: n.UpdatedAt,
		ImmuneUntil: n.ImmuneUntil, Axon: neuron.URL(n, true),
	}
}
