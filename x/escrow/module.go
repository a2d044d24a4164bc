package escrow

import (
	"context"

	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/types/module"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Module is the frame of the module.
type Module struct {
	base.Module[escrowv1.GenesisState, *escrowv1.GenesisState]
	keeper Keeper
}

// NewModule frames a keeper.
func NewModule(k Keeper) Module {
	return Module{base.NewModule[escrowv1.GenesisState, *escrowv1.GenesisState](base.Spec[escrowv1.GenesisState]{
		Name: ModuleName, Default: DefaultGenesis, Validate: ValidateGenesis,
		Msgs: []base.Msg{
			{Type: &escrowv1.MsgOpen{}, Amino: "tianwang/escrow/Open"},
			{Type: &escrowv1.MsgTopUp{}, Amino: "tianwang/escrow/TopUp"},
			{Type: &escrowv1.MsgSettle{}, Amino: "tianwang/escrow/Settle"},
			{Type: &escrowv1.MsgClose{}, Amino: "tianwang/escrow/Close"},
			{Type: &escrowv1.MsgUpdateParams{}, Amino: "tianwang/escrow/UpdateParams"},
		},
		MsgService: &escrowv1.Msg_serviceDesc,
		Services: func(c module.Configurator) {
			escrowv1.RegisterMsgServer(c.MsgServer(), msgServer{k})
			escrowv1.RegisterQueryServer(c.QueryServer(), queryServer{k})
		},
		Routes: func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
			return escrowv1.RegisterQueryHandlerClient(ctx, mux, escrowv1.NewQueryClient(conn))
		},
	}, k), k}
}

// EndBlock forwards to the keeper.
func (m Module) EndBlock(ctx context.Context) error { return m.keeper.EndBlock(ctx) }
