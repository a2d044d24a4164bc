package index

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/cosmos/gogoproto/proto"

	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
)

// Genesis returns what a chain began with, as rows of the block before its first: height is that of the first, unmarshal
// reads the JSON form of protobuf.
func Genesis(state map[string]json.RawMessage, height uint64, unmarshal func([]byte, proto.Message) error) (*Rows, error) {
	var bank banktypes.GenesisState
	var stake stakev1.GenesisState
	var subnet subnetv1.GenesisState
	for _, m := range []struct {
		name string
		into proto.Message
	}{{"bank", &bank}, {"stake", &stake}, {"subnet", &subnet}} {
		if err := unmarshal(state[m.name], m.into); err != nil {
			return nil, fmt.Errorf("genesis of %s: %w", m.name, err)
		}
	}
	out := &Rows{Block: Block{Height: height - 1}}
	held := map[string]int64{}
	for _, b := range bank.Balances {
		held[b.Address] += b.Coins.AmountOf(tianwang.Denom).Int64()
	}
	for _, address := range slices.Sorted(maps.Keys(held)) {
		out.Balances = append(out.Balances, Change{address, held[address]})
	}
	for _, h := range stake.Hotkeys {
		out.Pools = append(out.Pools, Step{Hotkey: h.Address, Coldkey: h.Owner})
		if h.Stake > 0 {
			out.Pools = append(out.Pools, Step{Hotkey: h.Address, Rao: int64(h.Stake)}) // #nosec G115 -- at most the cap
		}
	}
	for _, s := range subnet.Subnets {
		for _, n := range s.Neurons {
			out.Slots = append(out.Slots, Slot{Seq: len(out.Slots), Netuid: s.Subnet.Netuid, UID: n.Neuron.Uid, Hotkey: n.Neuron.Hotkey})
		}
	}
	return out, nil
}
