package root

import (
	"context"

	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/types/module"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Module is the frame of the module.
type Module struct {
	base.Module[rootv1.GenesisState, *rootv1.GenesisState]
	keeper Keeper
}

// NewModule frames a keeper.
func NewModule(k Keeper) Module {
	return Module{base.NewModule[rootv1.GenesisState, *rootv1.GenesisState](base.Spec[rootv1.GenesisState]{
		Name: ModuleName, Default: DefaultGenesis, Validate: ValidateGenesis,
		Msgs: []base.Msg{
			{Type: &rootv1.MsgJoin{}, Amino: "tianwang/root/Join"},
			{Type: &rootv1.MsgLeave{}, Amino: "tianwang/root/Leave"},
			{Type: &rootv1.MsgVote{}, Amino: "tianwang/root/Vote"},
			{Type: &rootv1.MsgUpdateParams{}, Amino: "tianwang/root/UpdateParams"},
		},
		MsgService: &rootv1.Msg_serviceDesc,
		Services: func(c module.Configurator) {
			rootv1.RegisterMsgServer(c.MsgServer(), msgServer{k})
			rootv1.RegisterQueryServer(c.QueryServer(), queryServer{k})
		},
		Routes: func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
			return rootv1.RegisterQueryHandlerClient(ctx, mux, rootv1.NewQueryClient(conn))
		},
	}, k), k}
}

// BeginBlock forwards to the keeper.
func (m Module) BeginBlock(ctx context.Context) error { return m.keeper.BeginBlock(ctx) }
