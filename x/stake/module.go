package stake

import (
	"context"

	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/types/module"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Module is the frame of the module.
type Module struct {
	base.Module[stakev1.GenesisState, *stakev1.GenesisState]
	keeper Keeper
}

// EndBlock forwards to the keeper.
func (m Module) EndBlock(ctx context.Context) error { return m.keeper.EndBlock(ctx) }

// NewModule frames a keeper.
func NewModule(k Keeper) Module {
	return Module{base.NewModule[stakev1.GenesisState, *stakev1.GenesisState](base.Spec[stakev1.GenesisState]{
		Name: ModuleName, Default: DefaultGenesis, Validate: ValidateGenesis,
		Msgs: []base.Msg{
			{Type: &stakev1.MsgAddStake{}, Amino: "tianwang/AddStake"},
			{Type: &stakev1.MsgRemoveStake{}, Amino: "tianwang/RemoveStake"},
			{Type: &stakev1.MsgSetTake{}, Amino: "tianwang/SetTake"},
			{Type: &stakev1.MsgMoveStake{}, Amino: "tianwang/MoveStake"},
			{Type: &stakev1.MsgTransferStake{}, Amino: "tianwang/TransferStake"},
			{Type: &stakev1.MsgSetChildren{}, Amino: "tianwang/SetChildren"},
			{Type: &stakev1.MsgSetChildTake{}, Amino: "tianwang/SetChildTake"},
			{Type: &stakev1.MsgSetAutoStake{}, Amino: "tianwang/SetAutoStake"},
			{Type: &stakev1.MsgSwapHotkey{}, Amino: "tianwang/SwapHotkey"},
			{Type: &stakev1.MsgAnnounceColdkeySwap{}, Amino: "tianwang/AnnounceColdkeySwap"},
			{Type: &stakev1.MsgSwapColdkey{}, Amino: "tianwang/SwapColdkey"},
			{Type: &stakev1.MsgDisputeColdkeySwap{}, Amino: "tianwang/DisputeColdkeySwap"},
			{Type: &stakev1.MsgCancelColdkeySwap{}, Amino: "tianwang/CancelColdkeySwap"},
			{Type: &stakev1.MsgResolveColdkeySwap{}, Amino: "tianwang/ResolveColdkeySwap"},
			{Type: &stakev1.MsgUpdateParams{}, Amino: "tianwang/stake/UpdateParams"},
		},
		MsgService: &stakev1.Msg_serviceDesc,
		Services: func(c module.Configurator) {
			stakev1.RegisterMsgServer(c.MsgServer(), msgServer{k})
			stakev1.RegisterQueryServer(c.QueryServer(), queryServer{k})
		},
		Routes: func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
			return stakev1.RegisterQueryHandlerClient(ctx, mux, stakev1.NewQueryClient(conn))
		},
	}, k), k}
}
