package emission

import (
	"context"

	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/types/module"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Module is the frame of the module.
type Module struct {
	base.Module[emissionv1.GenesisState, *emissionv1.GenesisState]
	keeper Keeper
}

// NewModule frames a keeper.
func NewModule(k Keeper) Module {
	return Module{base.NewModule[emissionv1.GenesisState, *emissionv1.GenesisState](base.Spec[emissionv1.GenesisState]{
		Name: ModuleName, Default: DefaultGenesis, Validate: ValidateGenesis,
		Msgs:       []base.Msg{{Type: &emissionv1.MsgUpdateParams{}, Amino: "tianwang/emission/UpdateParams"}},
		MsgService: &emissionv1.Msg_serviceDesc,
		Services: func(c module.Configurator) {
			emissionv1.RegisterMsgServer(c.MsgServer(), msgServer{k})
			emissionv1.RegisterQueryServer(c.QueryServer(), queryServer{k})
		},
		Routes: func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
			return emissionv1.RegisterQueryHandlerClient(ctx, mux, emissionv1.NewQueryClient(conn))
		},
	}, k), k}
}

// BeginBlock forwards to the keeper.
func (m Module) BeginBlock(ctx context.Context) error { return m.keeper.BeginBlock(ctx) }

// EndBlock forwards to the keeper.
func (m Module) EndBlock(ctx context.Context) error { return m.keeper.EndBlock(ctx) }
