package app

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/cosmos/gogoproto/proto"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/authz"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
)

// Genesis is the state of every module before the first block.
type Genesis map[string]json.RawMessage

// EditGenesis changes the genesis state of one module.
func EditGenesis[G any, P interface {
	*G
	proto.Message
}](c codec.JSONCodec, g Genesis, module string, change func(*G)) error {
	state := new(G)
	if err := c.UnmarshalJSON(g[module], P(state)); err != nil {
		return fmt.Errorf("genesis of %s: %w", module, err)
	}
	change(state)
	b, err := c.MarshalJSON(P(state))
	if err != nil {
		return fmt.Errorf("genesis of %s: %w", module, err)
	}
	g[module] = b
	return nil
}

// DefaultGenesis returns the state of a public chain with nothing in it: no coin, no subnet, no producer.
func (a *App) DefaultGenesis() Genesis {
	g := Genesis(module.NewBasicManagerFromManager(a.modules, nil).DefaultGenesis(a.Encoding.Codec))
	bank := banktypes.DefaultGenesisState()
	bank.DenomMetadata = []banktypes.Metadata{{
		Name: "Tianwang TAO", Symbol: tianwang.DisplayDenom, Description: "the mined coin of the Tianwang network",
		Base: tianwang.Denom, Display: tianwang.DisplayDenom,
		DenomUnits: []*banktypes.DenomUnit{
			{Denom: tianwang.Denom, Exponent: 0}, {Denom: "mtao", Exponent: 6}, {Denom: tianwang.DisplayDenom, Exponent: 9},
		},
	}}
	g[banktypes.ModuleName] = a.Encoding.Codec.MustMarshalJSON(bank)
	return g
}

// dropExpiredGrants takes out grants that end at the time of the genesis or before: x/authz removes them in the next block,
// but refuses to begin with one that ends at that very time, and a chain exported then would not start again.
func (a *App) dropExpiredGrants(g Genesis, now time.Time) error {
	return EditGenesis(a.Encoding.Codec, g, authz.ModuleName, func(s *authz.GenesisState) {
		s.Authorization = slices.DeleteFunc(s.Authorization, func(one authz.GrantAuthorization) bool {
			return one.Expiration != nil && !one.Expiration.After(now)
		})
	})
}
