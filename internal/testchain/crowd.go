package testchain

import (
	"fmt"

	"cosmossdk.io/math"

	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/weights"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// Crowd says how large a market is: subnets of equal size, in each of which the first uids are validators.
type Crowd struct {
	Subnets, UIDs, Validators int
	Staked                    uint64 // rao on each validator
	Due                       uint64 // the block at whose end all epochs close
	Members                   []Member
}

// Member is a neuron of a crowd.
type Member struct {
	Netuid, UID uint32
	Hot, Cold   *Actor
}

// Crowd adds a market of a size, all at once, for benchmarks and long runs: every validator has stake and judges every
// other neuron. Its subnets come after those that are there; their rules are those of [Editor.Subnet], with room.
func (e *Editor) Crowd(c *Crowd) {
	e.t.Helper()
	for i := range c.Subnets {
		e.Subnet(fmt.Sprintf("crowd-%d", i), func(s *subnetv1.Subnet) {
			h := &s.Hyperparams
			h.MaxUids, h.MaxValidators, h.ActivityCutoff = uint32(c.UIDs), uint32(c.Validators), 1_000_000 // #nosec G115
			s.Neurons = uint32(c.UIDs)                                                                     // #nosec G115
		})
	}
	e.join(c)
	e.judge(c)
	Edit(e, epoch.ModuleName, func(g *epochv1.GenesisState) {
		g.Params.MaxEpochsPerBlock = 1024
		Edit(e, subnet.ModuleName, func(s *subnetv1.GenesisState) {
			for _, one := range s.Subnets {
				g.Subnets = append(g.Subnets, epochv1.GenesisSubnet{Netuid: one.Subnet.Netuid, Clock: epochv1.Clock{
					Epoch: 1, DueAt: c.Due, Hyperparams: one.Subnet.Hyperparams,
				}})
			}
		})
	})
}

// join gives the members keys, accounts, slots and stake.
func (e *Editor) join(c *Crowd) {
	e.t.Helper()
	for i := range c.Subnets {
		for uid := range c.UIDs {
			name := fmt.Sprintf("of %d in %d", uid, i)
			c.Members = append(c.Members, Member{
				uint32(i) + 1, uint32(uid), NewActor("hot " + name), NewActor("cold " + name), // #nosec G115
			})
		}
	}
	Edit(e, authtypes.ModuleName, func(g *authtypes.GenesisState) {
		for _, m := range c.Members {
			for _, a := range []*Actor{m.Hot, m.Cold} {
				packed, err := codectypes.NewAnyWithValue(authtypes.NewBaseAccount(a.Address(), nil, uint64(len(g.Accounts)), 0))
				if err != nil {
					e.t.Fatal(err)
				}
				g.Accounts = append(g.Accounts, packed)
			}
		}
	})
	var sum uint64
	Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) {
		for _, m := range c.Members {
			rao := uint64(0)
			if int(m.UID) < c.Validators {
				rao = c.Staked + uint64(m.UID)*1000
			}
			sum += rao
			shares := math.NewIntFromUint64(rao).MulRaw(1_000_000_000)
			g.Hotkeys = append(g.Hotkeys, stakev1.Hotkey{
				Address: m.Hot.String(), Owner: m.Cold.String(), Take: g.Params.DefaultTake, Stake: rao, Shares: shares,
			})
			g.Positions = append(g.Positions, stakev1.Position{Hotkey: m.Hot.String(), Coldkey: m.Cold.String(), Shares: shares})
		}
	})
	e.balance(authtypes.NewModuleAddress(stake.ModuleName), sum)
	Edit(e, subnet.ModuleName, func(g *subnetv1.GenesisState) {
		for _, m := range c.Members {
			s := &g.Subnets[m.Netuid-1]
			s.Neurons = append(s.Neurons, subnetv1.GenesisNeuron{Neuron: subnetv1.Neuron{Uid: m.UID, Hotkey: m.Hot.String()}})
		}
	})
}

// judge gives every validator a row over all others.
func (e *Editor) judge(c *Crowd) {
	e.t.Helper()
	Edit(e, "weights", func(g *weightsv1.GenesisState) {
		for _, m := range c.Members {
			if int(m.UID) >= c.Validators {
				continue
			}
			row, err := weights.FromWire(c.Row(m))
			if err != nil {
				e.t.Fatal(err)
			}
			g.Neurons = append(g.Neurons, weightsv1.GenesisNeuron{
				Netuid: m.Netuid, Uid: m.UID, Row: &weightsv1.Row{Entries: row.Pack(), JudgedAt: 1, UpdatedAt: 1},
			})
		}
	})
}

// Row is how a validator judges all others: by a quality that all see alike, with a little noise of its own.
func (c *Crowd) Row(m Member) (uids, values []uint32) {
	for uid := range uint32(c.UIDs) { // #nosec G115 -- at most 4096
		if uid != m.UID {
			quality, noise := uid*7919%60_000, (uid*31+m.UID*17)%5000
			uids, values = append(uids, uid), append(values, 1+quality+noise)
		}
	}
	return uids, values
}
