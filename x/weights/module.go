package weights

import (
	"context"

	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/types/module"

	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Module is the frame of the module.
type Module = base.Module[weightsv1.GenesisState, *weightsv1.GenesisState]

// NewModule frames a keeper.
func NewModule(k Keeper) Module {
	return base.NewModule[weightsv1.GenesisState, *weightsv1.GenesisState](base.Spec[weightsv1.GenesisState]{
		Name: ModuleName, Default: DefaultGenesis, Validate: ValidateGenesis,
		Msgs: []base.Msg{
			{Type: &weightsv1.MsgSetWeights{}, Amino: "tianwang/SetWeights"},
			{Type: &weightsv1.MsgCommitWeights{}, Amino: "tianwang/CommitWeights"},
			{Type: &weightsv1.MsgRevealWeights{}, Amino: "tianwang/RevealWeights"},
		},
		MsgService: &weightsv1.Msg_serviceDesc,
		Services: func(c module.Configurator) {
			weightsv1.RegisterMsgServer(c.MsgServer(), msgServer{k})
			weightsv1.RegisterQueryServer(c.QueryServer(), queryServer{k})
		},
		Routes: func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
			return weightsv1.RegisterQueryHandlerClient(ctx, mux, weightsv1.NewQueryClient(conn))
		},
	}, k)
}
