package subnet

import (
	"context"

	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/types/module"

	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Module is the frame of the module.
type Module struct {
	base.Module[subnetv1.GenesisState, *subnetv1.GenesisState]
	keeper Keeper
}

// NewModule frames a keeper.
func NewModule(k Keeper) Module {
	return Module{base.NewModule[subnetv1.GenesisState, *subnetv1.GenesisState](base.Spec[subnetv1.GenesisState]{
		Name: ModuleName, Default: DefaultGenesis, Validate: ValidateGenesis,
		Msgs: []base.Msg{
			{Type: &subnetv1.MsgCreateSubnet{}, Amino: "tianwang/CreateSubnet"},
			{Type: &subnetv1.MsgRegisterWork{}, Amino: "tianwang/RegisterWork"},
			{Type: &subnetv1.MsgRegisterBurn{}, Amino: "tianwang/RegisterBurn"},
			{Type: &subnetv1.MsgServeAxon{}, Amino: "tianwang/ServeAxon"},
			{Type: &subnetv1.MsgSetHyperparams{}, Amino: "tianwang/SetHyperparams"},
			{Type: &subnetv1.MsgSetIdentity{}, Amino: "tianwang/SetIdentity"},
			{Type: &subnetv1.MsgOfferOwnership{}, Amino: "tianwang/OfferOwnership"},
			{Type: &subnetv1.MsgAcceptOwnership{}, Amino: "tianwang/AcceptOwnership"},
			{Type: &subnetv1.MsgDissolveSubnet{}, Amino: "tianwang/DissolveSubnet"},
			{Type: &subnetv1.MsgUpdateParams{}, Amino: "tianwang/subnet/UpdateParams"},
		},
		MsgService: &subnetv1.Msg_serviceDesc,
		Services: func(c module.Configurator) {
			subnetv1.RegisterMsgServer(c.MsgServer(), msgServer{k})
			subnetv1.RegisterQueryServer(c.QueryServer(), queryServer{k})
		},
		Routes: func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
			return subnetv1.RegisterQueryHandlerClient(ctx, mux, subnetv1.NewQueryClient(conn))
		},
	}, k), k}
}

// BeginBlock forwards to the keeper.
func (m Module) BeginBlock(ctx context.Context) error { return m.keeper.BeginBlock(ctx) }
