package epoch

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"
	"cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	epochv1 "github.com/tianwang-net/tianwang/api/epoch/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	weightsv1 "github.com/tianwang-net/tianwang/api/weights/v1"
	"github.com/tianwang-net/tianwang/schedule"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/yuma"
)

// Errors of the module.
var (
	ErrNoClock      = errors.Register(ModuleName, 2, "subnet has no epochs")
	ErrInconsistent = errors.Register(ModuleName, 3, "the books of the epochs disagree")
	ErrBondsKept    = errors.Register(ModuleName, 4, "bonds in the subnet do not begin anew")
	ErrResetAsked   = errors.Register(ModuleName, 5, "the bonds in the neuron begin anew already")
)

// Subnets knows subnets, neurons and where they serve.
type Subnets interface {
	Subnet(ctx context.Context, netuid uint32) (subnetv1.Subnet, error)
	Subnets(ctx context.Context) ([]subnetv1.Subnet, error)
	Neurons(ctx context.Context, netuid uint32) ([]subnetv1.Neuron, error)
	Axon(ctx context.Context, netuid, uid uint32) (*subnetv1.Axon, error)
}

// Slots knows which slot a hotkey has.
type Slots interface {
	UID(ctx context.Context, netuid uint32, hotkey sdk.AccAddress) (uint32, error)
}

// Stakes knows stake and credits rewards.
type Stakes interface {
	Hotkey(ctx context.Context, hotkey sdk.AccAddress) (stakev1.Hotkey, error)
	// Backing is the stake that counts for a hotkey on a subnet.
	Backing(ctx context.Context, netuid uint32, hotkey sdk.AccAddress) (stakev1.Backing, error)
	// Pay credits what an epoch that began at a height earned.
	Pay(ctx context.Context, netuid uint32, since uint64, rewards []stake.Reward) error
}

// Weights knows what validators say.
type Weights interface {
	Rows(ctx context.Context, netuid uint32, each func(uid uint32, row weightsv1.Row)) error
}

// Emission knows what there is to pay, and pays it.
type Emission interface {
	Pending(ctx context.Context, netuid uint32) (uint64, error)
	OwnerCut(ctx context.Context, emission uint64) (uint64, error)
	Pay(ctx context.Context, netuid uint32, owner sdk.AccAddress, cut, staked uint64) error
}

// Keeper keeps clocks, scores and bonds.
type Keeper struct {
	// Schema lists the collections of the module, for tests and tools.
	Schema collections.Schema

	subnets   Subnets
	slots     Slots
	stakes    Stakes
	weights   Weights
	emission  Emission
	authority string
	engine    *yuma.Engine // buffers only

	params collections.Item[epochv1.Params]
	// clocks: netuid → clock; one a subnet.
	clocks collections.Map[uint32, epochv1.Clock]
	// due: (height, netuid); one a subnet, moved when its epoch closes.
	due collections.KeySet[collections.Pair[uint64, uint32]]
	// scores: netuid → result of the last epoch; one a subnet, replaced whole.
	scores collections.Map[uint32, epochv1.Scores]
	// bonds: (netuid, uid) → packed row; one a validator with a permit, removed with the permit or the neuron.
	bonds collections.Map[collections.Pair[uint32, uint32], []byte]
	// resets: (netuid, uid) of neurons whose bonds begin anew; at most one a neuron, gone when the epoch closes.
	resets collections.KeySet[collections.Pair[uint32, uint32]]
}

// NewKeeper opens the module's state.
func NewKeeper(
	cdc codec.BinaryCodec, state store.KVStoreService, subnets Subnets, slots Slots, stakes Stakes, weights Weights, emission Emission,
	authority string,
) Keeper {
	sb := collections.NewSchemaBuilder(state)
	k := Keeper{
		subnets: subnets, slots: slots, stakes: stakes, weights: weights, emission: emission, authority: authority, engine: new(yuma.Engine),
		params: collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[epochv1.Params](cdc)),
		clocks: collections.NewMap(sb, collections.NewPrefix(1), "clocks", collections.Uint32Key, codec.CollValue[epochv1.Clock](cdc)),
		due: collections.NewKeySet(sb, collections.NewPrefix(2), "due",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint32Key)),
		scores: collections.NewMap(sb, collections.NewPrefix(3), "scores", collections.Uint32Key, codec.CollValue[epochv1.Scores](cdc)),
		bonds: collections.NewMap(sb, collections.NewPrefix(4), "bonds",
			collections.PairKeyCodec(collections.Uint32Key, collections.Uint32Key), collections.BytesValue),
		resets: collections.NewKeySet(sb, collections.NewPrefix(5), "resets",
			collections.PairKeyCodec(collections.Uint32Key, collections.Uint32Key)),
	}
	var err error
	if k.Schema, err = sb.Build(); err != nil {
		panic(err)
	}
	return k
}

// Clock returns where a subnet stands in its sequence of epochs, or [ErrNoClock].
func (k Keeper) Clock(ctx context.Context, netuid uint32) (epochv1.Clock, error) {
	c, err := k.clocks.Get(ctx, netuid)
	return c, base.NotFound(err, ErrNoClock.Wrapf("netuid %d", netuid))
}

// Permit says whether a neuron may judge in the running epoch.
func (k Keeper) Permit(ctx context.Context, netuid, uid uint32) (bool, error) {
	s, err := k.lastScores(ctx, netuid)
	return int(uid) < len(s.Permits) && s.Permits[uid], err
}

// Earned completes a slot by what its last epoch says of it.
func (k Keeper) Earned(ctx context.Context, seat stakev1.Seat) (stakev1.Seat, error) {
	s, err := k.lastScores(ctx, seat.Netuid)
	if i := int(seat.Uid); i < len(s.Rank) {
		seat.Permit, seat.Dividends = s.Permits[i], s.ValidatorEmission[i]
	}
	seat.EpochAt = s.Height
	return seat, err
}

// PruningScores ranks the uids of a subnet; those that no epoch has seen are missing at the end.
func (k Keeper) PruningScores(ctx context.Context, netuid uint32) ([]uint64, error) {
	s, err := k.lastScores(ctx, netuid)
	return s.Pruning, err
}

// SubnetCreated starts the epochs of a new subnet.
func (k Keeper) SubnetCreated(ctx context.Context, s subnetv1.Subnet) error {
	now := base.Height(ctx)
	return k.setClock(ctx, s.Netuid, 0, epochv1.Clock{
		Epoch: 1, StartedAt: now, DueAt: schedule.FirstEpoch(now, s.Hyperparams.Tempo, s.Netuid), Hyperparams: s.Hyperparams,
	})
}

// NeuronReplaced forgets the scores, the permit and the bonds of a uid. Bonds that others hold in it end with the
// running epoch, which sees that the uid was registered after the one before.
func (k Keeper) NeuronReplaced(ctx context.Context, netuid, uid uint32) error {
	if err := k.resets.Remove(ctx, collections.Join(netuid, uid)); err != nil {
		return err
	}
	s, err := k.lastScores(ctx, netuid)
	if err != nil {
		return err
	}
	if int(uid) >= len(s.Rank) { // no epoch has seen it
		return k.bonds.Remove(ctx, collections.Join(netuid, uid))
	}
	for _, v := range []*[]uint32{&s.Rank, &s.Trust, &s.Consensus, &s.Incentive, &s.Dividends, &s.ValidatorTrust} {
		if int(uid) < len(*v) {
			(*v)[uid] = 0
		}
	}
	for _, v := range []*[]uint64{&s.ServerEmission, &s.ValidatorEmission, &s.Pruning} {
		if int(uid) < len(*v) {
			(*v)[uid] = 0
		}
	}
	for _, v := range []*[]bool{&s.Permits, &s.Active} {
		if int(uid) < len(*v) {
			(*v)[uid] = false
		}
	}
	if err := k.scores.Set(ctx, netuid, s); err != nil {
		return err
	}
	return k.bonds.Remove(ctx, collections.Join(netuid, uid))
}

// SubnetDissolved forgets the clock, the scores and the bonds of a subnet. No epoch of it is due any more.
func (k Keeper) SubnetDissolved(ctx context.Context, netuid uint32) error {
	clock, err := k.Clock(ctx, netuid)
	if err != nil {
		return err
	}
	err = base.Either(k.due.Remove(ctx, collections.Join(clock.DueAt, netuid)), k.clocks.Remove(ctx, netuid))
	err = base.Either(err, k.scores.Remove(ctx, netuid))
	err = base.Either(err, k.resets.Clear(ctx, collections.NewPrefixedPairRange[uint32, uint32](netuid)))
	return base.Either(err, k.bonds.Clear(ctx, collections.NewPrefixedPairRange[uint32, uint32](netuid)))
}

func (k Keeper) lastScores(ctx context.Context, netuid uint32) (epochv1.Scores, error) {
	s, err := k.scores.Get(ctx, netuid)
	return base.Or(s, err, epochv1.Scores{})
}

// setClock stores a clock and moves the subnet in the index of what is due.
func (k Keeper) setClock(ctx context.Context, netuid uint32, oldDue uint64, c epochv1.Clock) error {
	if err := k.moveDue(ctx, netuid, oldDue, c.DueAt); err != nil {
		return err
	}
	return k.clocks.Set(ctx, netuid, c)
}

func (k Keeper) moveDue(ctx context.Context, netuid uint32, from, to uint64) error {
	if err := k.due.Remove(ctx, collections.Join(from, netuid)); err != nil {
		return err
	}
	return k.due.Set(ctx, collections.Join(to, netuid))
}
