package testchain

import (
	"encoding/json"
	"testing"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// Editor changes the genesis of a chain before it starts.
type Editor struct {
	t       testing.TB
	codec   codec.Codec
	genesis app.Genesis
}

// Edit changes the genesis state of one module.
func Edit[G any, P interface {
	*G
	proto.Message
}](e *Editor, module string, change func(*G)) {
	e.t.Helper()
	if err := app.EditGenesis[G, P](e.codec, e.genesis, module, change); err != nil {
		e.t.Fatal(err)
	}
}

// Remove leaves a module out of the genesis.
func (e *Editor) Remove(module string) { delete(e.genesis, module) }

// Raw replaces the genesis of a module by other JSON.
func (e *Editor) Raw(module, state string) { e.genesis[module] = json.RawMessage(state) }

// Subnet adds an ownerless subnet with rules that suit a test: tempo 10, low difficulty, no rate limits, weights in the
// open, a constant price of a millionth of a TAO, an immunity of 20 blocks. change may edit it further; a longer tempo
// brings a longer immunity. It allows private endpoints on the chain.
func (e *Editor) Subnet(name string, change func(*subnetv1.Subnet)) {
	e.t.Helper()
	Edit(e, subnet.ModuleName, func(g *subnetv1.GenesisState) {
		s := subnet.NewSubnet(g.Params, uint32(len(g.Subnets))+1, name, "test", 1) // #nosec G115
		h := &s.Hyperparams
		h.Tempo, h.ActivityCutoff, h.ImmunityPeriod, h.WeightsRateLimit, h.ServingRateLimit = 10, 100, 20, 0, 0
		h.CommitReveal, h.MaxRegistrationsPerBlock, h.MinDifficulty, h.RegistrationIncrease = false, 16, 4, 1_000_000
		h.MinBurn, h.RevealPeriod = 1000, 1
		s.Difficulty.Value, s.Burn.Value = h.MinDifficulty, h.MinBurn
		if change != nil {
			change(&s)
		}
		if h.ImmunityPeriod == 20 {
			h.ImmunityPeriod = max(20, h.Tempo*h.RevealPeriod+1)
		}
		g.Subnets = append(g.Subnets, subnetv1.GenesisSubnet{Subnet: s})
		g.Params.AllowPrivateEndpoints = true
	})
}

// Grant gives an account rao that were mined before the test began: the ledger says so, and the books balance. The
// account exists and can sign.
func (e *Editor) Grant(to *Actor, rao uint64) {
	e.t.Helper()
	e.account(to)
	e.balance(to.Address(), rao)
}

// Staked gives a hotkey a place in x/stake with a stake of its owner that was earned before the test began. Both have
// accounts. The hotkey holds no slot; see [Editor.Neurons].
func (e *Editor) Staked(hotkey, coldkey *Actor, rao uint64) {
	e.t.Helper()
	e.account(hotkey)
	e.account(coldkey)
	e.balance(authtypes.NewModuleAddress(stake.ModuleName), rao)
	shares := math.NewIntFromUint64(rao).MulRaw(1_000_000_000)
	Edit(e, stake.ModuleName, func(g *stakev1.GenesisState) {
		g.Hotkeys = append(g.Hotkeys, stakev1.Hotkey{
			Address: hotkey.String(), Owner: coldkey.String(), Take: g.Params.DefaultTake, Stake: rao, Shares: shares,
		})
		g.Positions = append(g.Positions, stakev1.Position{Hotkey: hotkey.String(), Coldkey: coldkey.String(), Shares: shares})
	})
}

// Neurons gives hotkeys, which must be known to x/stake, the next slots of a subnet.
func (e *Editor) Neurons(netuid uint32, hotkeys ...*Actor) {
	e.t.Helper()
	Edit(e, subnet.ModuleName, func(g *subnetv1.GenesisState) {
		s := &g.Subnets[netuid-1]
		for _, h := range hotkeys {
			s.Neurons = append(s.Neurons, subnetv1.GenesisNeuron{Neuron: subnetv1.Neuron{Uid: s.Subnet.Neurons, Hotkey: h.String()}})
			s.Subnet.Neurons++
		}
	})
}

// Pending gives a subnet emission that was minted before the test began.
func (e *Editor) Pending(netuid uint32, rao uint64) {
	e.t.Helper()
	e.balance(authtypes.NewModuleAddress(emission.ModuleName), rao)
	Edit(e, emission.ModuleName, func(g *emissionv1.GenesisState) {
		g.Pending = append(g.Pending, emissionv1.Pending{Netuid: netuid, Amount: rao})
	})
}

// Mined says that so many rao were minted and burned again before the test began: they count for nothing but the ledger.
func (e *Editor) Mined(rao uint64) {
	e.t.Helper()
	Edit(e, emission.ModuleName, func(g *emissionv1.GenesisState) { g.Ledger.Minted += rao; g.Ledger.Burned += rao })
}

// Supply lifts the supply to a number of rao, which go to an account that takes no part in the test.
func (e *Editor) Supply(rao uint64) {
	e.t.Helper()
	var have uint64
	Edit(e, emission.ModuleName, func(g *emissionv1.GenesisState) {
		have = g.Ledger.Minted - g.Ledger.Burned
		g.Ledger.Era = tokenomics.Era(rao)
	})
	e.Grant(NewActor("all others"), rao-have)
}

// account creates the account of an actor.
func (e *Editor) account(of *Actor) {
	e.t.Helper()
	Edit(e, authtypes.ModuleName, func(g *authtypes.GenesisState) {
		known, err := authtypes.UnpackAccounts(g.Accounts)
		if err != nil {
			e.t.Fatal(err)
		}
		for _, a := range known {
			if a.GetAddress().Equals(of.Address()) {
				return
			}
		}
		packed, err := codectypes.NewAnyWithValue(authtypes.NewBaseAccount(of.Address(), nil, uint64(len(known)), 0))
		if err != nil {
			e.t.Fatal(err)
		}
		g.Accounts = append(g.Accounts, packed)
	})
}

// balance gives an address rao that count as minted.
func (e *Editor) balance(to sdk.AccAddress, rao uint64) {
	e.t.Helper()
	if rao == 0 {
		return
	}
	coins := sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(rao)))
	Edit(e, banktypes.ModuleName, func(g *banktypes.GenesisState) {
		g.Supply = g.Supply.Add(coins...)
		for i := range g.Balances {
			if g.Balances[i].Address == to.String() {
				g.Balances[i].Coins = g.Balances[i].Coins.Add(coins...)
				return
			}
		}
		g.Balances = append(g.Balances, banktypes.Balance{Address: to.String(), Coins: coins})
	})
	Edit(e, emission.ModuleName, func(g *emissionv1.GenesisState) { g.Ledger.Minted += rao })
}

// producers names the one producer. It gets no share of the fees, so that what a test pays is burned to the last rao.
func (e *Editor) producers() {
	Edit(e, producer.ModuleName, func(g *producerv1.GenesisState) {
		g.Authorities = []producerv1.Producer{{
			Operator: NewActor("producer").Address().String(), Name: "producer", Pubkey: AuthorityKey.Public(), Power: 1,
		}}
		g.Params.FeeShare = 0
	})
}
