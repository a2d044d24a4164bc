package epoch

import (
	"context"

	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/types/module"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Module is the frame of the module.
type Module struct {
	base.Module[epochv1.GenesisState, *epochv1.GenesisState]
	keeper Keeper
}

// NewModule frames a keeper.
func NewModule(k Keeper) Module {
	return Module{base.NewModule[epochv1.GenesisState, *epochv1.GenesisState](base.Spec[epochv1.GenesisState]{
		Name: ModuleName, Default: DefaultGenesis, Validate: ValidateGenesis,
		Msgs: []base.Msg{
			{Type: &epochv1.MsgResetBonds{}, Amino: "tianwang/ResetBonds"},
			{Type: &epochv1.MsgUpdateParams{}, Amino: "tianwang/epoch/UpdateParams"},
		},
		MsgService: &epochv1.Msg_serviceDesc,
		Services: func(c module.Configurator) {
			epochv1.RegisterMsgServer(c.MsgServer(), msgServer{k})
			epochv1.RegisterQueryServer(c.QueryServer(), queryServer{k})
		},
		Routes: func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
			return epochv1.RegisterQueryHandlerClient(ctx, mux, epochv1.NewQueryClient(conn))
		},
	}, k), k}
}

// EndBlock forwards to the keeper.
func (m Module) EndBlock(ctx context.Context) error { return m.keeper.EndBlock(ctx) }
