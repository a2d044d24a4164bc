package producer

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	producerv1 "github.com/tianwang-net/tianwang/api/producer/v1"
	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
)

// Bank moves rao between modules and to who is paid.
type Bank interface {
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	SendCoinsFromModuleToModule(ctx context.Context, from, to string, amount sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amount sdk.Coins) error
}

// Accounts knows the addresses of modules.
type Accounts interface {
	GetModuleAddress(module string) sdk.AccAddress
}

// Stakes knows owners and stake, rewards and slashes.
type Stakes interface {
	CheckOwner(ctx context.Context, hotkey, coldkey sdk.AccAddress) error
	Hotkey(ctx context.Context, hotkey sdk.AccAddress) (stakev1.Hotkey, error)
	Share(ctx context.Context, hotkey sdk.AccAddress, amount uint64) error
	Slash(ctx context.Context, hotkey sdk.AccAddress, part uint32, collector string) (uint64, error)
}

// Members knows who has a seat in root.
type Members interface {
	IsMember(ctx context.Context, hotkey sdk.AccAddress) (bool, error)
}

// Modules names the accounts of others that rao go to.
type Modules struct {
	Staked    string // holds stake
	Collector string // is burned at the end of the block
}

// Keeper keeps the producers.
type Keeper struct {
	// Schema lists the collections of the module, for tests and tools.
	Schema collections.Schema

	bank      Bank
	accounts  Accounts
	stakes    Stakes
	members   Members
	modules   Modules
	authority string

	params collections.Item[producerv1.Params]
	// authorities: index → producer, in the order of genesis; fixed.
	authorities collections.Map[uint32, producerv1.Producer]
	// active: consensus key → producer; the set as the consensus engine knows it. At most max_producers, or all authorities.
	active collections.Map[[]byte, producerv1.Producer]
	// candidates: hotkey → candidate. Removed when its stake is free; each has or had a seat in root and the least stake.
	candidates collections.Map[sdk.AccAddress, producerv1.Candidate]
	// joined: the candidates that did not leave. At most root's seats, and who lost one since the last refresh.
	joined collections.KeySet[sdk.AccAddress]
	// windows: hotkey → missed blocks as bits; only of candidates in the set that missed any.
	windows collections.Map[sdk.AccAddress, []byte]
	// keys: consensus address → whose it is. A candidate has one, and for each key_interval of the last unbonding_period
	// at most one that it gave up.
	keys collections.Map[[]byte, producerv1.Key]
	// keyDue: (height, consensus address) and heldDue: (height, hotkey) say at whose end keys are forgotten and stake is free.
	keyDue  collections.KeySet[collections.Pair[uint64, []byte]]
	heldDue collections.KeySet[collections.Pair[uint64, sdk.AccAddress]]
	// unbondings: id → stake that waits. At most maxUnbondings a coldkey, removed when it is paid.
	unbondings   collections.Map[uint64, producerv1.Unbonding]
	unbondingDue collections.KeySet[collections.Pair[uint64, uint64]]
	byColdkey    collections.KeySet[collections.Pair[sdk.AccAddress, uint64]]
	nextID       collections.Sequence
	// tombstones: hotkey → its double signature. Never removed; each costs a part of the least stake.
	tombstones collections.Map[sdk.AccAddress, producerv1.Tombstone]
	// stale says that the set must be chosen anew at the end of this block.
	stale collections.Item[bool]
}

// NewKeeper opens the module's state.
func NewKeeper(
	cdc codec.BinaryCodec, state store.KVStoreService, bank Bank, accounts Accounts, stakes Stakes, members Members,
	modules Modules, authority string,
) Keeper {
	sb := collections.NewSchemaBuilder(state)
	k := Keeper{
		bank: bank, accounts: accounts, stakes: stakes, members: members, modules: modules, authority: authority,
		params:      collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[producerv1.Params](cdc)),
		authorities: collections.NewMap(sb, collections.NewPrefix(1), "authorities", collections.Uint32Key, codec.CollValue[producerv1.Producer](cdc)),
		active:      collections.NewMap(sb, collections.NewPrefix(2), "active", collections.BytesKey, codec.CollValue[producerv1.Producer](cdc)),
		candidates:  collections.NewMap(sb, collections.NewPrefix(3), "candidates", sdk.AccAddressKey, codec.CollValue[producerv1.Candidate](cdc)),
		joined:      collections.NewKeySet(sb, collections.NewPrefix(4), "joined", sdk.AccAddressKey),
		windows:     collections.NewMap(sb, collections.NewPrefix(5), "windows", sdk.AccAddressKey, collections.BytesValue),
		keys:        collections.NewMap(sb, collections.NewPrefix(6), "keys", collections.BytesKey, codec.CollValue[producerv1.Key](cdc)),
		keyDue:      collections.NewKeySet(sb, collections.NewPrefix(7), "key_due", collections.PairKeyCodec(collections.Uint64Key, collections.BytesKey)),
		heldDue:     collections.NewKeySet(sb, collections.NewPrefix(8), "held_due", collections.PairKeyCodec(collections.Uint64Key, sdk.AccAddressKey)),
		unbondings:  collections.NewMap(sb, collections.NewPrefix(9), "unbondings", collections.Uint64Key, codec.CollValue[producerv1.Unbonding](cdc)),
		unbondingDue: collections.NewKeySet(sb, collections.NewPrefix(10), "unbonding_due",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)),
		byColdkey:  collections.NewKeySet(sb, collections.NewPrefix(11), "by_coldkey", collections.PairKeyCodec(sdk.AccAddressKey, collections.Uint64Key)),
		nextID:     collections.NewSequence(sb, collections.NewPrefix(12), "next_id"),
		tombstones: collections.NewMap(sb, collections.NewPrefix(13), "tombstones", sdk.AccAddressKey, codec.CollValue[producerv1.Tombstone](cdc)),
		stale:      collections.NewItem(sb, collections.NewPrefix(14), "stale", collections.BoolValue),
	}
	var err error
	if k.Schema, err = sb.Build(); err != nil {
		panic(err)
	}
	return k
}
