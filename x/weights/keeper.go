package weights

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
)

// Subnets knows subnets and neurons.
type Subnets interface {
	Subnet(ctx context.Context, netuid uint32) (subnetv1.Subnet, error)
	UID(ctx context.Context, netuid uint32, hotkey sdk.AccAddress) (uint32, error)
	Neuron(ctx context.Context, netuid, uid uint32) (subnetv1.Neuron, error)
}

// Epochs knows the running epoch of a subnet and who may judge in it.
type Epochs interface {
	Clock(ctx context.Context, netuid uint32) (epochv1.Clock, error)
	Permit(ctx context.Context, netuid, uid uint32) (bool, error)
}

// slot is (netuid, uid).
type slot = collections.Pair[uint32, uint32]

// Keeper keeps rows and commitments. Every key starts with the netuid; both go when the neuron is replaced.
type Keeper struct {
	// Schema lists the collections of the module, for tests and tools.
	Schema collections.Schema

	subnets Subnets
	epochs  Epochs

	// rows: (netuid, uid) → packed row; at most one a neuron.
	rows collections.Map[slot, weightsv1.Row]
	// commits: (netuid, uid) → open commitments; at most MaxCommits a neuron.
	commits collections.Map[slot, weightsv1.Commits]
}

// NewKeeper opens the module's state.
func NewKeeper(cdc codec.BinaryCodec, state store.KVStoreService, subnets Subnets, epochs Epochs) Keeper {
	sb := collections.NewSchemaBuilder(state)
	key := collections.PairKeyCodec(collections.Uint32Key, collections.Uint32Key)
	k := Keeper{
		subnets: subnets, epochs: epochs,
		rows:    collections.NewMap(sb, collections.NewPrefix(0), "rows", key, codec.CollValue[weightsv1.Row](cdc)),
		commits: collections.NewMap(sb, collections.NewPrefix(1), "commits", key, codec.CollValue[weightsv1.Commits](cdc)),
	}
	var err error
	if k.Schema, err = sb.Build(); err != nil {
		panic(err)
	}
	return k
}

// Rows calls each with every row of a subnet, by uid.
func (k Keeper) Rows(ctx context.Context, netuid uint32, each func(uid uint32, row weightsv1.Row)) error {
	return k.rows.Walk(ctx, collections.NewPrefixedPairRange[uint32, uint32](netuid), // bound: MaxUids
		func(key slot, row weightsv1.Row) (bool, error) {
			each(key.K2(), row)
			return false, nil
		})
}

// Forget removes all that a neuron said and promised.
func (k Keeper) Forget(ctx context.Context, netuid, uid uint32) error {
	if err := k.rows.Remove(ctx, collections.Join(netuid, uid)); err != nil {
		return err
	}
	return k.commits.Remove(ctx, collections.Join(netuid, uid))
}

// ForgetSubnet removes all that the neurons of a subnet said and promised.
func (k Keeper) ForgetSubnet(ctx context.Context, netuid uint32) error {
	of := collections.NewPrefixedPairRange[uint32, uint32](netuid)
	return base.Either(k.rows.Clear(ctx, of), k.commits.Clear(ctx, of))
}

func (k Keeper) row(ctx context.Context, at slot) (weightsv1.Row, error) {
	row, err := k.rows.Get(ctx, at)
	return base.Or(row, err, weightsv1.Row{})
}

// stored returns all commitments of a neuron, oldest first.
func (k Keeper) stored(ctx context.Context, at slot) ([]weightsv1.Commit, error) {
	c, err := k.commits.Get(ctx, at)
	c, err = base.Or(c, err, weightsv1.Commits{})
	return c.Commits, err
}

// open returns the commitments that have not expired in the given epoch.
func open(commits []weightsv1.Commit, epoch uint64) []weightsv1.Commit {
	var open []weightsv1.Commit
	for _, c := range commits {
		if schedule.RevealWindow(c.RevealEpoch, epoch) != schedule.Expired {
			open = append(open, c)
		}
	}
	return open
}

func (k Keeper) setOpen(ctx context.Context, at slot, open []weightsv1.Commit) error {
	if len(open) == 0 {
		return k.commits.Remove(ctx, at)
	}
	return k.commits.Set(ctx, at, weightsv1.Commits{Commits: open})
}
