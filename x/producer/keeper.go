package producer

import (
	"context"
	"errors"
	"fmt"

	abci "github.com/cometbft/cometbft/abci/types"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	"github.com/cosmos/cosmos-sdk/crypto/keys/ed25519"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	"github.com/tianwang-net/tianwang/x/base"
)

// maxTotalPower keeps the sum of powers far below the bound of the consensus engine, 2⁶³/8.
const maxTotalPower = 1 << 50

// Keeper keeps the producers.
type Keeper struct {
	// Schema lists the collections of the module, for tests and tools.
	Schema collections.Schema

	// producers: index → producer, in the order of genesis; fixed.
	producers collections.Map[uint32, producerv1.Producer]
}

// NewKeeper opens the module's state.
func NewKeeper(cdc codec.BinaryCodec, state store.KVStoreService) Keeper {
	sb := collections.NewSchemaBuilder(state)
	k := Keeper{
		producers: collections.NewMap(sb, collections.NewPrefix(0), "producers", collections.Uint32Key, codec.CollValue[producerv1.Producer](cdc)),
	}
	var err error
	if k.Schema, err = sb.Build(); err != nil {
		panic(err)
	}
	return k
}

// DefaultGenesis names nobody; whoever makes a genesis adds at least one authority.
func DefaultGenesis() *producerv1.GenesisState { return &producerv1.GenesisState{} }

// ValidateGenesis refuses authorities without a key, without power, or that occur twice.
func ValidateGenesis(g *producerv1.GenesisState) error {
	keys, total := map[string]bool{}, uint64(0)
	for _, p := range g.Authorities {
		if _, err := base.Address("operator", p.Operator); err != nil {
			return err
		}
		if len(p.Pubkey) != ed25519.PubKeySize || keys[string(p.Pubkey)] {
			return fmt.Errorf("authority %s: a key of %d bytes that nobody else has is needed", p.Operator, ed25519.PubKeySize)
		}
		if err := base.InRange("power", p.Power, 1, maxTotalPower-total); err != nil {
			return fmt.Errorf("authority %s: %w", p.Operator, err)
		}
		keys[string(p.Pubkey)], total = true, total+p.Power
	}
	return nil
}

// InitGenesis stores the authorities.
func (k Keeper) InitGenesis(ctx context.Context, g *producerv1.GenesisState) error {
	if len(g.Authorities) == 0 {
		return errors.New("no authority is named, nobody could make a block")
	}
	for i, p := range g.Authorities {
		if err := k.producers.Set(ctx, uint32(i), p); err != nil { // #nosec G115 -- far fewer
			return err
		}
	}
	return nil
}

// ExportGenesis reads the authorities.
func (k Keeper) ExportGenesis(ctx context.Context) (*producerv1.GenesisState, error) {
	all, err := k.Producers(ctx)
	return &producerv1.GenesisState{Authorities: all}, err
}

// Producers returns who makes blocks.
func (k Keeper) Producers(ctx context.Context) ([]producerv1.Producer, error) {
	var all []producerv1.Producer
	err := k.producers.Walk(ctx, nil, func(_ uint32, p producerv1.Producer) (bool, error) { // bound: genesis
		all = append(all, p)
		return false, nil
	})
	return all, err
}

// updates returns the producers in the form of the consensus engine.
func updates(all []producerv1.Producer) []abci.ValidatorUpdate {
	out := make([]abci.ValidatorUpdate, len(all))
	for i, p := range all {
		out[i] = abci.Ed25519ValidatorUpdate(p.Pubkey, int64(p.Power)) // #nosec G115 -- validated
	}
	return out
}
