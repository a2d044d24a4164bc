package testchain

import (
	"testing"

	"github.com/cosmos/gogoproto/proto"

	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/app"
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

// Subnet adds an ownerless subnet with rules that suit a test: tempo 10, low difficulty, no rate limits, weights in the
// open. change may edit it further.
func (e *Editor) Subnet(name string, change func(*subnetv1.Subnet)) {
	e.t.Helper()
	Edit(e, subnet.ModuleName, func(g *subnetv1.GenesisState) {
		s := subnet.NewSubnet(g.Params, uint32(len(g.Subnets))+1, name, "test", 1) // #nosec G115
		h := &s.Hyperparams
		h.Tempo, h.ActivityCutoff, h.ImmunityPeriod, h.WeightsRateLimit, h.ServingRateLimit = 10, 100, 20, 0, 0
		h.CommitReveal, h.MaxRegistrationsPerBlock, h.MinDifficulty, h.RegistrationIncrease = false, 16, 4, 1_000_000
		s.Difficulty.Value = h.MinDifficulty
		if change != nil {
			change(&s)
		}
		g.Subnets = append(g.Subnets, subnetv1.GenesisSubnet{Subnet: s})
	})
	Edit(e, subnet.ModuleName, func(g *subnetv1.GenesisState) { g.Params.AllowPrivateEndpoints = true })
}

// Grant gives an account rao that were mined before the test began: the ledger says so, and the books balance.
func (e *Editor) Grant(to *Actor, rao uint64) {
	e.t.Helper()
	coins := sdk.NewCoins(sdk.NewCoin(tianwang.Denom, math.NewIntFromUint64(rao)))
	Edit(e, banktypes.ModuleName, func(g *banktypes.GenesisState) {
		g.Balances = append(g.Balances, banktypes.Balance{Address: to.Address().String(), Coins: coins})
		g.Supply = g.Supply.Add(coins...)
	})
	Edit(e, "emission", func(g *emissionv1.GenesisState) { g.Ledger.Minted += rao })
}
