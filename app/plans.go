package app

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/upgrade"
	upgradekeeper "github.com/cosmos/cosmos-sdk/x/upgrade/keeper"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"
)

// plans is the frame of x/upgrade on this chain: the SDK's, and a plan is taken along when the state is exported. An export
// keeps the heights of the chain, so that the plan means the same block there; without it the nodes of the old and of the
// new chain would not stop at the same place.
type plans struct {
	upgrade.AppModule
	keeper *upgradekeeper.Keeper
}

var (
	_ module.HasGenesisBasics = plans{}
	_ module.HasGenesis       = plans{}
)

// plansState is the genesis of x/upgrade.
type plansState struct {
	Plan json.RawMessage `json:"plan,omitempty"` // none if empty
}

// ValidateGenesis implements module.HasGenesisBasics.
func (plans) ValidateGenesis(c codec.JSONCodec, _ client.TxEncodingConfig, b json.RawMessage) error {
	_, err := readPlan(c, b)
	return err
}

// InitGenesis implements module.HasGenesis.
func (p plans) InitGenesis(ctx sdk.Context, c codec.JSONCodec, b json.RawMessage) {
	p.AppModule.InitGenesis(ctx, c, b)
	plan, err := readPlan(c, b)
	if err == nil && plan != nil {
		err = p.keeper.ScheduleUpgrade(ctx, *plan)
	}
	if err != nil {
		panic(err)
	}
}

// ExportGenesis implements module.HasGenesis.
func (p plans) ExportGenesis(ctx sdk.Context, c codec.JSONCodec) json.RawMessage {
	var state plansState
	switch plan, err := p.keeper.GetUpgradePlan(ctx); {
	case errors.Is(err, upgradetypes.ErrNoUpgradePlanFound):
	case err != nil:
		panic(err)
	default:
		state.Plan = c.MustMarshalJSON(&plan)
	}
	b, err := json.Marshal(state)
	if err != nil {
		panic(err)
	}
	return b
}

// readPlan returns the plan of a genesis, nil if it has none.
func readPlan(c codec.JSONCodec, b json.RawMessage) (*upgradetypes.Plan, error) {
	var state plansState
	if err := json.Unmarshal(b, &state); err != nil {
		return nil, fmt.Errorf("genesis of upgrade: %w", err)
	}
	if len(state.Plan) == 0 {
		return nil, nil
	}
	var plan upgradetypes.Plan
	if err := c.UnmarshalJSON(state.Plan, &plan); err != nil {
		return nil, fmt.Errorf("genesis of upgrade: plan: %w", err)
	}
	if err := plan.ValidateBasic(); err != nil {
		return nil, fmt.Errorf("genesis of upgrade: plan: %w", err)
	}
	return &plan, nil
}
