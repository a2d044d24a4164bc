package subnet

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Bank takes prices and locks.
type Bank interface {
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amount sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amount sdk.Coins) error
	SendCoinsFromModuleToModule(ctx context.Context, from, to string, amount sdk.Coins) error
}

// Stakes knows who owns a hotkey.
type Stakes interface {
	CheckClaim(ctx context.Context, hotkey, coldkey sdk.AccAddress) error
	Claim(ctx context.Context, hotkey, coldkey sdk.AccAddress) error
	Hotkey(ctx context.Context, hotkey sdk.AccAddress) (stakev1.Hotkey, error)
}

// Market is told what happens to subnets and slots.
type Market interface {
	// SubnetCreated prepares a new subnet's epochs.
	SubnetCreated(ctx context.Context, s subnetv1.Subnet) error
	// NeuronReplaced forgets all that is known of a uid: weights, commitments, bonds, scores, permit.
	NeuronReplaced(ctx context.Context, netuid, uid uint32) error
	// SubnetDissolved forgets all that is known of a subnet and returns the pending emission that it gave up, in rao.
	SubnetDissolved(ctx context.Context, netuid uint32) (forfeited uint64, err error)
}

// Ranks says who has to go when somebody else needs the place.
type Ranks interface {
	// PruningScores ranks the uids, lowest first to go; a uid beyond the end has score 0.
	PruningScores(ctx context.Context, netuid uint32) ([]uint64, error)
	// Standing is the share of emission that root gave to a subnet lately.
	Standing(ctx context.Context, netuid uint32) (uint64, error)
}

// Keeper keeps subnets and neurons. Every key of a subnet starts with its netuid.
type Keeper struct {
	// Schema lists the collections of the module, for tests and tools.
	Schema collections.Schema

	bank      Bank
	stakes    Stakes
	market    Market
	ranks     Ranks
	recycler  string // module account that takes what registrations cost
	authority string

	params collections.Item[subnetv1.Params]
	// subnets: netuid → subnet; at most params.SubnetLimit.
	subnets collections.Map[uint32, subnetv1.Subnet]
	// neurons: (netuid, uid) → neuron; at most MaxUids for each subnet, replaced in place.
	neurons collections.Map[collections.Pair[uint32, uint32], subnetv1.Neuron]
	// uids: (netuid, hotkey) → uid; the inverse of neurons.
	uids collections.Map[collections.Pair[uint32, sdk.AccAddress], uint32]
	// axons: (netuid, uid) → axon; removed when the neuron is replaced.
	axons collections.Map[collections.Pair[uint32, uint32], subnetv1.Axon]
	// lock remembers the price of the newest subnet.
	lock collections.Item[subnetv1.LockState]
	// hashes: height → block hash, for the last params.WorkWindow blocks.
	hashes collections.Map[uint64, []byte]
	// dissolving: netuids that wait to be closed; at most params.SubnetLimit.
	dissolving collections.KeySet[uint32]
}

// NewKeeper opens the module's state. What registrations cost goes to the account of the module recycler.
func NewKeeper(
	cdc codec.BinaryCodec, state store.KVStoreService, bank Bank, stakes Stakes, market Market, ranks Ranks,
	recycler, authority string,
) Keeper {
	sb := collections.NewSchemaBuilder(state)
	slot := collections.PairKeyCodec(collections.Uint32Key, collections.Uint32Key)
	k := Keeper{
		bank: bank, stakes: stakes, market: market, ranks: ranks, recycler: recycler, authority: authority,
		params:  collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[subnetv1.Params](cdc)),
		subnets: collections.NewMap(sb, collections.NewPrefix(1), "subnets", collections.Uint32Key, codec.CollValue[subnetv1.Subnet](cdc)),
		neurons: collections.NewMap(sb, collections.NewPrefix(2), "neurons", slot, codec.CollValue[subnetv1.Neuron](cdc)),
		uids: collections.NewMap(sb, collections.NewPrefix(3), "uids",
			collections.PairKeyCodec(collections.Uint32Key, sdk.AccAddressKey), collections.Uint32Value),
		axons:  collections.NewMap(sb, collections.NewPrefix(4), "axons", slot, codec.CollValue[subnetv1.Axon](cdc)),
		lock:   collections.NewItem(sb, collections.NewPrefix(5), "lock", codec.CollValue[subnetv1.LockState](cdc)),
		hashes: collections.NewMap(sb, collections.NewPrefix(6), "hashes", collections.Uint64Key, collections.BytesValue),

		dissolving: collections.NewKeySet(sb, collections.NewPrefix(7), "dissolving", collections.Uint32Key),
	}
	var err error
	if k.Schema, err = sb.Build(); err != nil {
		panic(err)
	}
	return k
}

// Subnet returns a subnet, or [ErrUnknownSubnet].
func (k Keeper) Subnet(ctx context.Context, netuid uint32) (subnetv1.Subnet, error) {
	s, err := k.subnets.Get(ctx, netuid)
	return s, base.NotFound(err, ErrUnknownSubnet.Wrapf("netuid %d", netuid))
}

// Subnets returns all subnets by netuid.
func (k Keeper) Subnets(ctx context.Context) ([]subnetv1.Subnet, error) {
	var all []subnetv1.Subnet
	err := k.subnets.Walk(ctx, nil, func(_ uint32, s subnetv1.Subnet) (bool, error) { // bound: SubnetLimit
		all = append(all, s)
		return false, nil
	})
	return all, err
}

// Neurons returns the neurons of a subnet; the index is the uid.
func (k Keeper) Neurons(ctx context.Context, netuid uint32) ([]subnetv1.Neuron, error) {
	var all []subnetv1.Neuron
	err := k.neurons.Walk(ctx, collections.NewPrefixedPairRange[uint32, uint32](netuid), // bound: MaxUids
		func(_ collections.Pair[uint32, uint32], n subnetv1.Neuron) (bool, error) {
			all = append(all, n)
			return false, nil
		})
	return all, err
}

// UID returns the slot of a hotkey, or [ErrUnknownSubnet], or [ErrNotRegistered].
func (k Keeper) UID(ctx context.Context, netuid uint32, hotkey sdk.AccAddress) (uint32, error) {
	uid, err := k.uids.Get(ctx, collections.Join(netuid, hotkey))
	if err == nil {
		return uid, nil
	}
	if _, unknown := k.Subnet(ctx, netuid); unknown != nil {
		return 0, unknown
	}
	return 0, base.NotFound(err, ErrNotRegistered.Wrapf("hotkey %s, netuid %d", hotkey, netuid))
}

// Registrations returns the slots of a hotkey in all subnets.
func (k Keeper) Registrations(ctx context.Context, hotkey sdk.AccAddress) ([]stakev1.Seat, error) {
	subnets, err := k.Subnets(ctx)
	if err != nil {
		return nil, err
	}
	var all []stakev1.Seat
	for _, s := range subnets {
		uid, err := k.uids.Get(ctx, collections.Join(s.Netuid, hotkey))
		if err == nil {
			all = append(all, stakev1.Seat{Netuid: s.Netuid, Uid: uid, Tempo: s.Hyperparams.Tempo})
		}
		if err = base.NotFound(err, nil); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// Neuron returns the neuron in a slot, or [ErrNotRegistered] for a slot that does not exist.
func (k Keeper) Neuron(ctx context.Context, netuid, uid uint32) (subnetv1.Neuron, error) {
	n, err := k.neurons.Get(ctx, collections.Join(netuid, uid))
	return n, base.NotFound(err, ErrNotRegistered.Wrapf("uid %d, netuid %d", uid, netuid))
}

// Axon returns where a neuron serves; nil when it does not.
func (k Keeper) Axon(ctx context.Context, netuid, uid uint32) (*subnetv1.Axon, error) {
	a, err := k.axons.Get(ctx, collections.Join(netuid, uid))
	if err != nil {
		return nil, base.NotFound(err, nil)
	}
	return &a, nil
}

// Active returns the netuids that take part in emission: those with at least one neuron.
func (k Keeper) Active(ctx context.Context) ([]uint32, error) {
	all, err := k.Subnets(ctx)
	if err != nil {
		return nil, err
	}
	var active []uint32
	for _, s := range all {
		if s.Neurons > 0 {
			active = append(active, s.Netuid)
		}
	}
	return active, nil
}

// Burn returns the price of a slot at a height, in rao.
func Burn(s subnetv1.Subnet, height uint64) uint64 {
	return burn(s.Hyperparams).At(s.Burn.Value, height-min(height, s.Burn.Height))
}

// Difficulty returns the expected number of hashes for a slot at a height.
func Difficulty(s subnetv1.Subnet, height uint64) uint64 {
	return difficulty(s.Hyperparams).At(s.Difficulty.Value, height-min(height, s.Difficulty.Height))
}

func burn(h subnetv1.Hyperparams) tokenomics.Terms {
	return tokenomics.Terms{HalfLife: h.RegistrationHalfLife, Increase: h.RegistrationIncrease, Low: h.MinBurn, High: h.MaxBurn}
}

func difficulty(h subnetv1.Hyperparams) tokenomics.Terms {
	t := burn(h)
	t.Low, t.High = h.MinDifficulty, h.MaxDifficulty
	return t
}
