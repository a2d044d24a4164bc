package fleet

import (
	"encoding/json"
	"fmt"
	"time"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	genutiltypes "github.com/cosmos/cosmos-sdk/x/genutil/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
	"github.com/tianwang-net/tianwang/node"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
)

// ChainID of every fleet.
const ChainID = "tianwang-fleet-1"

// World is what a chain begins with: everything in it was mined before, as the ledger of its genesis says.
type World struct {
	Rules    node.Rules
	Balances []Balance
	Stakes   []Stake
	Subnets  []Subnet
}

// Balance is an account with rao.
type Balance struct {
	Key Key
	Rao uint64
}

// Stake is a hotkey with a stake of its owner. Both get accounts.
type Stake struct {
	Hotkey, Coldkey Key
	Rao             uint64
}

// Subnet is a market without an owner; its neurons must have stakes.
type Subnet struct {
	Name    string
	Secret  bool // weights are committed and revealed
	Neurons []Key
}

// genesis returns the document of a world with its authorities, and the numbers of its accounts by address.
func (w World) genesis(a *app.App, authorities []producerv1.Producer) (*genutiltypes.AppGenesis, map[string]uint64, error) {
	c := node.Chain{ID: ChainID, Time: time.Now().UTC(), Rules: w.Rules, Authorities: authorities}
	for _, s := range w.Subnets {
		c.Markets = append(c.Markets, node.Market{Name: s.Name, Task: s.Name, TaskVersion: 1})
	}
	doc, err := c.Genesis()
	if err != nil {
		return nil, nil, err
	}
	e := editor{codec: a.Encoding.Codec, numbers: map[string]uint64{}}
	if err := json.Unmarshal(doc.AppState, &e.state); err != nil {
		return nil, nil, err
	}
	if err := e.fill(w); err != nil {
		return nil, nil, err
	}
	if err := a.Basics().ValidateGenesis(e.codec, a.Encoding.TxConfig, e.state); err != nil {
		return nil, nil, err
	}
	doc.AppState, err = json.Marshal(e.state)
	return doc, e.numbers, err
}

// editor fills a genesis. Accounts are numbered in the order in which they come.
type editor struct {
	codec    codec.Codec
	state    app.Genesis
	accounts []*codectypes.Any
	numbers  map[string]uint64
	balances []banktypes.Balance
	minted   uint64
}

func (e *editor) fill(w World) error {
	for _, b := range w.Balances {
		if err := e.account(b.Key); err != nil {
			return err
		}
		e.balance(b.Key.Account(), b.Rao)
	}
	staked := uint64(0)
	for _, s := range w.Stakes {
		for _, k := range []Key{s.Hotkey, s.Coldkey} {
			if err := e.account(k); err != nil {
				return err
			}
		}
		staked += s.Rao
	}
	e.balance(authtypes.NewModuleAddress(stake.ModuleName), staked)
	for _, edit := range []func() error{
		func() error { return e.editStakes(w.Stakes) },
		func() error { return e.editSubnets(w.Subnets) },
		e.editBooks,
	} {
		if err := edit(); err != nil {
			return err
		}
	}
	return nil
}

// account creates the account of a key that has none yet.
func (e *editor) account(of Key) error {
	if _, known := e.numbers[of.Address()]; known {
		return nil
	}
	number := uint64(len(e.accounts))
	packed, err := codectypes.NewAnyWithValue(authtypes.NewBaseAccount(of.Account(), nil, number, 0))
	if err != nil {
		return fmt.Errorf("account %s: %w", of.Address(), err)
	}
	e.accounts = append(e.accounts, packed)
	e.numbers[of.Address()] = number
	return nil
}

// balance gives an address rao that count as minted.
func (e *editor) balance(to sdk.AccAddress, rao uint64) {
	if rao > 0 {
		e.balances = append(e.balances, banktypes.Balance{Address: to.String(), Coins: Coins(rao)})
		e.minted += rao
	}
}

func (e *editor) editStakes(stakes []Stake) error {
	return app.EditGenesis(e.codec, e.state, stake.ModuleName, func(g *stakev1.GenesisState) {
		for _, s := range stakes {
			shares := math.NewIntFromUint64(s.Rao).MulRaw(1_000_000_000)
			g.Hotkeys = append(g.Hotkeys, stakev1.Hotkey{
				Address: s.Hotkey.Address(), Owner: s.Coldkey.Address(), Take: g.Params.DefaultTake, Stake: s.Rao, Shares: shares,
			})
			g.Positions = append(g.Positions, stakev1.Position{Hotkey: s.Hotkey.Address(), Coldkey: s.Coldkey.Address(), Shares: shares})
		}
	})
}

func (e *editor) editSubnets(subnets []Subnet) error {
	return app.EditGenesis(e.codec, e.state, subnet.ModuleName, func(g *subnetv1.GenesisState) {
		for i, s := range subnets {
			at := &g.Subnets[i]
			at.Subnet.Hyperparams.CommitReveal = s.Secret
			for _, k := range s.Neurons {
				at.Neurons = append(at.Neurons, subnetv1.GenesisNeuron{Neuron: subnetv1.Neuron{Uid: at.Subnet.Neurons, Hotkey: k.Address()}})
				at.Subnet.Neurons++
			}
		}
	})
}

// editBooks writes accounts and balances, and says in the ledger that they were mined.
func (e *editor) editBooks() error {
	err := app.EditGenesis(e.codec, e.state, authtypes.ModuleName, func(g *authtypes.GenesisState) { g.Accounts = e.accounts })
	if err != nil {
		return err
	}
	err = app.EditGenesis(e.codec, e.state, banktypes.ModuleName, func(g *banktypes.GenesisState) {
		g.Balances, g.Supply = e.balances, Coins(e.minted)
	})
	if err != nil {
		return err
	}
	return app.EditGenesis(e.codec, e.state, emission.ModuleName, func(g *emissionv1.GenesisState) { g.Ledger.Minted = e.minted })
}

// Coins is an amount of rao as the bank writes it.
func Coins(rao uint64) sdk.Coins {
	return sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(rao)))
}
