package app

import (
	"encoding/json"
	"errors"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"

	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
)

// initChain writes the genesis state. A state that does not hold together does not start: every module must be there and
// valid, and all books must balance, so that nobody begins with rao that were not mined.
func (a *App) initChain(ctx sdk.Context, req *abci.RequestInitChain) (*abci.ResponseInitChain, error) {
	var genesis Genesis
	if err := json.Unmarshal(req.AppStateBytes, &genesis); err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	if err := a.validateGenesis(genesis); err != nil {
		return nil, err
	}
	if err := a.dropExpiredGrants(genesis, req.Time); err != nil {
		return nil, err
	}
	if err := a.Upgrade.SetModuleVersionMap(ctx, a.modules.GetVersionMap()); err != nil {
		return nil, err
	}
	res, err := a.modules.InitGenesis(ctx, a.Encoding.Codec, genesis)
	if err != nil {
		return nil, err
	}
	if err := a.Accounts.continueNumbers(ctx); err != nil {
		return nil, err
	}
	if err := a.Accounts.createModuleAccounts(ctx); err != nil {
		return nil, err
	}
	if err := a.CheckInvariants(ctx); err != nil {
		return nil, fmt.Errorf("genesis: %w", err)
	}
	return res, nil
}

// validateGenesis checks the state of each module for itself.
func (a *App) validateGenesis(genesis Genesis) error {
	defaults := a.DefaultGenesis()
	for _, name := range genesisOrder {
		if defaults[name] != nil && genesis[name] == nil {
			return fmt.Errorf("genesis of %s is missing", name)
		}
	}
	return a.Basics().ValidateGenesis(a.Encoding.Codec, a.Encoding.TxConfig, genesis)
}

// preBlock carries out an upgrade that is due. One that this program does not know stops it.
func (a *App) preBlock(ctx sdk.Context, _ *abci.RequestFinalizeBlock) (*sdk.ResponsePreBlock, error) {
	r, err := a.modules.PreBlock(ctx)
	if err != nil {
		return nil, a.halt(ctx, err)
	}
	return r, nil
}

// Export returns the whole state at the latest height as a genesis that goes on at the next one.
func (a *App) Export() (servertypes.ExportedApp, error) {
	if a.LastBlockHeight() == 0 {
		return servertypes.ExportedApp{}, errors.New("there is no state to export before the first block")
	}
	ctx := sdk.NewContext(a.CommitMultiStore().CacheMultiStore(), a.header(), false, a.Logger())
	genesis, err := a.modules.ExportGenesis(ctx, a.Encoding.Codec)
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	state, err := json.MarshalIndent(genesis, "", "  ")
	if err != nil {
		return servertypes.ExportedApp{}, err
	}
	return servertypes.ExportedApp{
		AppState: state, Height: a.LastBlockHeight() + 1, ConsensusParams: a.GetConsensusParams(ctx),
	}, nil
}
