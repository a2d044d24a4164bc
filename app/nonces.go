package app

import (
	"encoding/json"
	"fmt"

	"github.com/grpc-ecosystem/grpc-gateway/runtime"

	"cosmossdk.io/collections"

	"github.com/cosmos/cosmos-sdk/client"
	"github.com/cosmos/cosmos-sdk/codec"
	codectypes "github.com/cosmos/cosmos-sdk/codec/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	"github.com/cosmos/cosmos-sdk/types/module"
)

// noncesName is the name under which genesis lists the nonces of unordered transactions.
const noncesName = "nonces"

// nonces takes the nonces of unordered transactions along when the state is exported. x/auth keeps them, but its genesis
// does not, and whoever saw a transaction in the last minutes of a chain could repeat it in the first of the next.
type nonces struct{ accounts accounts }

var (
	_ module.AppModule        = nonces{}
	_ module.HasGenesisBasics = nonces{}
	_ module.HasGenesis       = nonces{}
)

// nonce is one transaction: it can be repeated until its timeout, unless it is remembered.
type nonce struct {
	Timeout int64  `json:"timeout,string"` // nanoseconds since 1970
	Sender  []byte `json:"sender"`
}

// Name implements module.AppModule.
func (nonces) Name() string { return noncesName }

// IsAppModule and IsOnePerModuleType mark the type for the module manager.
func (nonces) IsAppModule() {}

// IsOnePerModuleType is described at IsAppModule.
func (nonces) IsOnePerModuleType() {}

// RegisterLegacyAminoCodec, RegisterInterfaces and RegisterGRPCGatewayRoutes have nothing to register.
func (nonces) RegisterLegacyAminoCodec(*codec.LegacyAmino) {}

// RegisterInterfaces is described at RegisterLegacyAminoCodec.
func (nonces) RegisterInterfaces(codectypes.InterfaceRegistry) {}

// RegisterGRPCGatewayRoutes is described at RegisterLegacyAminoCodec.
func (nonces) RegisterGRPCGatewayRoutes(client.Context, *runtime.ServeMux) {}

// DefaultGenesis implements module.HasGenesisBasics.
func (nonces) DefaultGenesis(codec.JSONCodec) json.RawMessage { return json.RawMessage("[]") }

// ValidateGenesis implements module.HasGenesisBasics.
func (nonces) ValidateGenesis(_ codec.JSONCodec, _ client.TxEncodingConfig, b json.RawMessage) error {
	_, err := readNonces(b)
	return err
}

// InitGenesis implements module.HasGenesis.
func (n nonces) InitGenesis(ctx sdk.Context, _ codec.JSONCodec, b json.RawMessage) {
	all, err := readNonces(b)
	if err != nil {
		panic(err)
	}
	for _, one := range all {
		if err := n.accounts.UnorderedNonces.Set(ctx, collections.Join(one.Timeout, one.Sender)); err != nil {
			panic(err)
		}
	}
}

// ExportGenesis implements module.HasGenesis.
func (n nonces) ExportGenesis(ctx sdk.Context, _ codec.JSONCodec) json.RawMessage {
	all := []nonce{}
	err := n.accounts.UnorderedNonces.Walk(ctx, nil, func(key collections.Pair[int64, []byte]) (bool, error) {
		all = append(all, nonce{Timeout: key.K1(), Sender: key.K2()})
		return false, nil
	})
	if err != nil {
		panic(err)
	}
	b, err := json.Marshal(all)
	if err != nil {
		panic(err)
	}
	return b
}

func readNonces(b json.RawMessage) ([]nonce, error) {
	var all []nonce
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("genesis of %s: %w", noncesName, err)
	}
	for i, one := range all {
		if err := sdk.VerifyAddressFormat(one.Sender); err != nil {
			return nil, fmt.Errorf("genesis of %s: nonce %d: %w", noncesName, i, err)
		}
	}
	return all, nil
}
