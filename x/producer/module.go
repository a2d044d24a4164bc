package producer

import (
	"context"
	"encoding/json"

	abci "github.com/cometbft/cometbft/abci/types"
	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// Module is the frame of the module; it is the one that tells the consensus engine who makes blocks.
type Module struct {
	base.Module[producerv1.GenesisState, *producerv1.GenesisState]
	keeper Keeper
}

var _ module.HasABCIEndBlock = Module{}

// NewModule frames a keeper.
func NewModule(k Keeper) Module {
	return Module{base.NewModule[producerv1.GenesisState, *producerv1.GenesisState](base.Spec[producerv1.GenesisState]{
		Name: ModuleName, Default: DefaultGenesis, Validate: ValidateGenesis,
		Msgs: []base.Msg{
			{Type: &producerv1.MsgJoin{}, Amino: "tianwang/producer/Join"},
			{Type: &producerv1.MsgLeave{}, Amino: "tianwang/producer/Leave"},
			{Type: &producerv1.MsgRotate{}, Amino: "tianwang/producer/Rotate"},
			{Type: &producerv1.MsgUnjail{}, Amino: "tianwang/producer/Unjail"},
			{Type: &producerv1.MsgUpdateParams{}, Amino: "tianwang/producer/UpdateParams"},
		},
		MsgService: &producerv1.Msg_serviceDesc,
		Services: func(c module.Configurator) {
			producerv1.RegisterMsgServer(c.MsgServer(), msgServer{k})
			producerv1.RegisterQueryServer(c.QueryServer(), queryServer{k})
		},
		Routes: func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
			return producerv1.RegisterQueryHandlerClient(ctx, mux, producerv1.NewQueryClient(conn))
		},
	}, k), k}
}

// InitGenesis stores the state and returns the set of producers.
func (m Module) InitGenesis(ctx sdk.Context, c codec.JSONCodec, b json.RawMessage) []abci.ValidatorUpdate {
	if err := m.Init(ctx, c, b); err != nil {
		panic(err)
	}
	all, err := m.keeper.Producers(ctx)
	if err != nil {
		panic(err)
	}
	return updates(all)
}

// BeginBlock forwards to the keeper.
func (m Module) BeginBlock(ctx context.Context) error { return m.keeper.BeginBlock(ctx) }

// EndBlock forwards to the keeper.
func (m Module) EndBlock(ctx context.Context) ([]abci.ValidatorUpdate, error) {
	return m.keeper.EndBlock(ctx)
}

// updates returns producers in the form of the consensus engine.
func updates(all []producerv1.Producer) []abci.ValidatorUpdate {
	out := make([]abci.ValidatorUpdate, len(all))
	for i, p := range all {
		out[i] = abci.Ed25519ValidatorUpdate(p.Pubkey, int64(p.Power)) // #nosec G115 -- validated
	}
	return out
}
