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

// NewModule frames a keeper.
func NewModule(k Keeper) Module {
	return Module{base.NewModule[producerv1.GenesisState, *producerv1.GenesisState](base.Spec[producerv1.GenesisState]{
		Name: ModuleName, Default: DefaultGenesis, Validate: ValidateGenesis,
		Services: func(c module.Configurator) {
			producerv1.RegisterQueryServer(c.QueryServer(), queryServer{k})
		},
		Routes: func(ctx context.Context, mux *runtime.ServeMux, conn grpc.ClientConnInterface) error {
			return producerv1.RegisterQueryHandlerClient(ctx, mux, producerv1.NewQueryClient(conn))
		},
	}, k), k}
}

// InitGenesis stores the authorities and returns them as the first set of producers.
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

type queryServer struct{ keeper Keeper }

// Producers implements producerv1.QueryServer.
func (q queryServer) Producers(ctx context.Context, _ *producerv1.QueryProducersRequest) (*producerv1.QueryProducersResponse, error) {
	all, err := q.keeper.Producers(ctx)
	return &producerv1.QueryProducersResponse{Producers: all}, err
}
