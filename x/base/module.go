package base

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/cosmos/gogoproto/proto"
	"github.com/grpc-ecosystem/grpc-gateway/runtime"
	"google.golang.org/grpc"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/types/msgservice"
)

// Keeper is what a module's keeper gives to its frame. G is the module's genesis state.
type Keeper[G any] interface {
	InitGenesis(ctx context.Context, state *G) error
	ExportGenesis(ctx context.Context) (*G, error)
}

// message is a pointer to a protobuf message of type G.
type message[G any] interface {
	*G
	proto.Message
}

// Spec is what differs from module to module.
type Spec[G any] struct {
	Name     string
	Default  func() *G
	Validate func(*G) error
	// Msgs are the transaction messages with their amino names; MsgService their service. Both are empty for a module
	// without transactions.
	Msgs       []Msg
	MsgService *grpc.ServiceDesc
	// Services registers the module's servers.
	Services func(module.Configurator)
	// Routes registers the REST form of its queries.
	Routes func(context.Context, *runtime.ServeMux, grpc.ClientConnInterface) error
}

// Msg is a transaction message and the name it has in amino JSON, which hardware wallets show.
type Msg struct {
	Type  sdk.Msg
	Amino string
}

// Module is the frame of a module: it forwards to the keeper and decides nothing.
type Module[G any, P message[G]] struct {
	spec   Spec[G]
	keeper Keeper[G]
}

// NewModule frames a keeper.
func NewModule[G any, P message[G]](spec Spec[G], keeper Keeper[G]) Module[G, P] {
	return Module[G, P]{spec, keeper}
}

// IsAppModule and IsOnePerModuleType mark the type for the module manager.
func (Module[G, P]) IsAppModule() {}

// IsOnePerModuleType is described at IsAppModule.
func (Module[G, P]) IsOnePerModuleType() {}

// Name returns the module's name, which is also the key of its store.
func (m Module[G, P]) Name() string { return m.spec.Name }

// ConsensusVersion is raised with every change of the layout of the state.
func (Module[G, P]) ConsensusVersion() uint64 { return 1 }

// RegisterLegacyAminoCodec registers the messages for amino JSON signing.
func (m Module[G, P]) RegisterLegacyAminoCodec(c *codec.LegacyAmino) {
	for _, msg := range m.spec.Msgs {
		c.RegisterConcrete(msg.Type, msg.Amino, nil)
	}
}

// RegisterInterfaces registers the messages for protobuf signing.
func (m Module[G, P]) RegisterInterfaces(r codectypes.InterfaceRegistry) {
	if m.spec.MsgService != nil {
		msgservice.RegisterMsgServiceDesc(r, m.spec.MsgService)
	}
}

// RegisterGRPCGatewayRoutes registers the REST form of the queries.
func (m Module[G, P]) RegisterGRPCGatewayRoutes(conn client.Context, mux *runtime.ServeMux) {
	if err := m.spec.Routes(context.Background(), mux, conn); err != nil {
		panic(err) // only a mistake in the definitions gets here, at start
	}
}

// RegisterServices registers the servers.
func (m Module[G, P]) RegisterServices(c module.Configurator) { m.spec.Services(c) }

// DefaultGenesis returns the state of a new chain.
func (m Module[G, P]) DefaultGenesis(c codec.JSONCodec) json.RawMessage {
	return c.MustMarshalJSON(P(m.spec.Default()))
}

// ValidateGenesis checks a genesis state before it is used.
func (m Module[G, P]) ValidateGenesis(c codec.JSONCodec, _ client.TxEncodingConfig, b json.RawMessage) error {
	state, err := m.decode(c, b)
	if err != nil {
		return err
	}
	return m.spec.Validate(state)
}

// InitGenesis writes a genesis state. A state that does not hold together stops the start of the chain.
func (m Module[G, P]) InitGenesis(ctx sdk.Context, c codec.JSONCodec, b json.RawMessage) {
	if err := m.Init(ctx, c, b); err != nil {
		panic(err)
	}
}

// Init is InitGenesis for frames that have more to return.
func (m Module[G, P]) Init(ctx sdk.Context, c codec.JSONCodec, b json.RawMessage) error {
	state, err := m.decode(c, b)
	if err != nil {
		return err
	}
	if err := m.spec.Validate(state); err != nil {
		return fmt.Errorf("genesis of %s: %w", m.spec.Name, err)
	}
	if err := m.keeper.InitGenesis(ctx, state); err != nil {
		return fmt.Errorf("genesis of %s: %w", m.spec.Name, err)
	}
	return nil
}

// ExportGenesis reads the state back.
func (m Module[G, P]) ExportGenesis(ctx sdk.Context, c codec.JSONCodec) json.RawMessage {
	state, err := m.keeper.ExportGenesis(ctx)
	if err != nil {
		panic(fmt.Errorf("export of %s: %w", m.spec.Name, err))
	}
	return c.MustMarshalJSON(P(state))
}

func (m Module[G, P]) decode(c codec.JSONCodec, b json.RawMessage) (*G, error) {
	state := new(G)
	if err := c.UnmarshalJSON(b, P(state)); err != nil {
		return nil, fmt.Errorf("genesis of %s: %w", m.spec.Name, err)
	}
	return state, nil
}
