package app

import (
	"github.com/cometbft/cometbft/proto/tendermint/types"

	autocliv1 "cosmossdk.io/api/cosmos/autocli/v1"
	reflectionv1 "cosmossdk.io/api/cosmos/reflection/v1"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/client/grpc/cmtservice"
	"github.com/cosmos/cosmos-sdk/client/grpc/node"
	runtimeservices "github.com/cosmos/cosmos-sdk/runtime/services"
	"github.com/cosmos/cosmos-sdk/server/api"
	"github.com/cosmos/cosmos-sdk/server/config"
	servertypes "github.com/cosmos/cosmos-sdk/server/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	authtx "github.com/cosmos/cosmos-sdk/x/auth/tx"
)

var _ servertypes.Application = (*App)(nil)

// RegisterAPIRoutes adds the REST form of all queries.
func (a *App) RegisterAPIRoutes(s *api.Server, _ config.APIConfig) {
	authtx.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	cmtservice.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	node.RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
	module.NewBasicManagerFromManager(a.modules, nil).RegisterGRPCGatewayRoutes(s.ClientCtx, s.GRPCGatewayRouter)
}

// RegisterTxService adds simulation and look-up of transactions.
func (a *App) RegisterTxService(c client.Context) {
	authtx.RegisterTxService(a.GRPCQueryRouter(), c, a.Simulate, a.Encoding.Registry)
}

// RegisterTendermintService adds queries of blocks and of the state of the node.
func (a *App) RegisterTendermintService(c client.Context) {
	cmtservice.RegisterTendermintService(c, a.GRPCQueryRouter(), a.Encoding.Registry, a.Query)
}

// RegisterNodeService adds queries of the node's configuration.
func (a *App) RegisterNodeService(c client.Context, cfg config.Config) {
	node.RegisterNodeService(c, a.GRPCQueryRouter(), cfg, func() int64 { return a.CommitMultiStore().EarliestVersion() })
}

// AutoCLI describes all modules to the command line.
func (a *App) AutoCLI() map[string]*autocliv1.ModuleOptions {
	return runtimeservices.ExtractAutoCLIOptions(a.modules.Modules)
}

// Basics returns the parts of the modules that need no state.
func (a *App) Basics() module.BasicManager { return module.NewBasicManagerFromManager(a.modules, nil) }

// registerReflection lets clients ask which services there are.
func registerReflection(a *App) {
	autocliv1.RegisterQueryServer(a.GRPCQueryRouter(), runtimeservices.NewAutoCLIQueryService(a.modules.Modules))
	svc, err := runtimeservices.NewReflectionService()
	if err != nil {
		panic(err)
	}
	reflectionv1.RegisterReflectionServiceServer(a.GRPCQueryRouter(), svc)
}

// header is that of the latest block, as far as reading the state needs it.
func (a *App) header() types.Header { return types.Header{Height: a.LastBlockHeight()} }
