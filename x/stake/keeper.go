package stake

import (
	"context"

	"cosmossdk.io/collections"
	collcodec "cosmossdk.io/collections/codec"
	"cosmossdk.io/core/store"
	"cosmossdk.io/math"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	stakev1 "github.com/tianwang-net/tianwang/api/stake/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// Bank moves rao between accounts and the module.
type Bank interface {
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amount sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amount sdk.Coins) error
	SendCoinsFromModuleToModule(ctx context.Context, from, to string, amount sdk.Coins) error
	SendCoins(ctx context.Context, from, to sdk.AccAddress, amount sdk.Coins) error
	// BlockedAddr says whether an address is that of a module, which must never become somebody's key.
	BlockedAddr(addr sdk.AccAddress) bool
}

// Accounts creates the accounts of keys that have no coins yet.
type Accounts interface {
	HasAccount(ctx context.Context, addr sdk.AccAddress) bool
	NewAccountWithAddress(ctx context.Context, addr sdk.AccAddress) sdk.AccountI
	SetAccount(ctx context.Context, account sdk.AccountI)
	GetModuleAddress(module string) sdk.AccAddress
}

// Market is what surrounds the stake: the subnets on which it counts, and the modules that know its keys.
type Market interface {
	Holds
	// Netuids returns all subnets, root not counted.
	Netuids(ctx context.Context) ([]uint32, error)
	// Seats returns the subnets in which a hotkey is registered.
	Seats(ctx context.Context, hotkey sdk.AccAddress) ([]stakev1.Seat, error)
	// Rekeyers returns the other modules that store keys.
	Rekeyers() []base.Rekeyer
}

// kin is (netuid, hotkey), kinPair (netuid, hotkey, hotkey).
type (
	kin     = collections.Pair[uint32, sdk.AccAddress]
	kinPair = collections.Triple[uint32, sdk.AccAddress, sdk.AccAddress]
)

func onSubnet(netuid uint32, hotkey sdk.AccAddress) kin { return collections.Join(netuid, hotkey) }

// Keeper keeps hotkeys and positions.
type Keeper struct {
	// Schema lists the collections of the module, for tests and tools.
	Schema collections.Schema

	bank      Bank
	accounts  Accounts
	market    Market
	recycler  string // module account that takes what swaps cost
	authority string

	params collections.Item[stakev1.Params]
	// hotkeys: hotkey → owner, take, pool. Grows by one with each registered or associated hotkey.
	hotkeys collections.Map[sdk.AccAddress, stakev1.Hotkey]
	// positions: (hotkey, coldkey) → shares. Removed when a nominator leaves; the owner's stays, at zero.
	positions collections.Map[collections.Pair[sdk.AccAddress, sdk.AccAddress], math.Int]
	// byColdkey: (coldkey, hotkey), the same pairs the other way round.
	byColdkey collections.KeySet[collections.Pair[sdk.AccAddress, sdk.AccAddress]]

	// children: (netuid, parent) → to whom it lends its stake; removed with the last child.
	children collections.Map[kin, stakev1.Children]
	// parents: (netuid, child) → who lends to it, the inverse; at most params.MaxParents each.
	parents collections.Map[kin, stakev1.Parents]
	// suitors: (netuid, child, parent), the pending lists by child.
	suitors collections.KeySet[kinPair]
	// dueChildren: (height, netuid, parent), the pending lists by when they take effect.
	dueChildren collections.KeySet[collections.Triple[uint64, uint32, sdk.AccAddress]]
	// childTakes: (netuid, hotkey) → child take; one for each hotkey and subnet whose owner ever set it.
	childTakes collections.Map[kin, stakev1.ChildTake]
	// autoStakes: coldkey → hotkey; removed when the coldkey says so. autoStakers is the inverse.
	autoStakes  collections.Map[sdk.AccAddress, sdk.AccAddress]
	autoStakers collections.KeySet[collections.Pair[sdk.AccAddress, sdk.AccAddress]]
	// swaps: coldkey → announced swap; removed when it ends.
	swaps collections.Map[sdk.AccAddress, stakev1.ColdkeySwap]
}

// NewKeeper opens the module's state. What swaps of keys cost goes to the account of the module recycler.
func NewKeeper(
	cdc codec.BinaryCodec, state store.KVStoreService, bank Bank, accounts Accounts, market Market, recycler, authority string,
) Keeper {
	sb := collections.NewSchemaBuilder(state)
	pair := collections.PairKeyCodec(sdk.AccAddressKey, sdk.AccAddressKey)
	family := collections.PairKeyCodec(collections.Uint32Key, sdk.AccAddressKey)
	k := Keeper{
		bank: bank, accounts: accounts, market: market, recycler: recycler, authority: authority,
		params:    collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[stakev1.Params](cdc)),
		hotkeys:   collections.NewMap(sb, collections.NewPrefix(1), "hotkeys", sdk.AccAddressKey, codec.CollValue[stakev1.Hotkey](cdc)),
		positions: collections.NewMap(sb, collections.NewPrefix(2), "positions", pair, sdk.IntValue),
		byColdkey: collections.NewKeySet(sb, collections.NewPrefix(3), "by_coldkey", pair),
		children:  collections.NewMap(sb, collections.NewPrefix(4), "children", family, codec.CollValue[stakev1.Children](cdc)),
		parents:   collections.NewMap(sb, collections.NewPrefix(5), "parents", family, codec.CollValue[stakev1.Parents](cdc)),
		suitors: collections.NewKeySet(sb, collections.NewPrefix(6), "suitors",
			collections.TripleKeyCodec(collections.Uint32Key, sdk.AccAddressKey, sdk.AccAddressKey)),
		dueChildren: collections.NewKeySet(sb, collections.NewPrefix(7), "due_children",
			collections.TripleKeyCodec(collections.Uint64Key, collections.Uint32Key, sdk.AccAddressKey)),
		childTakes:  collections.NewMap(sb, collections.NewPrefix(8), "child_takes", family, codec.CollValue[stakev1.ChildTake](cdc)),
		autoStakes:  collections.NewMap(sb, collections.NewPrefix(9), "auto_stakes", sdk.AccAddressKey, collcodec.KeyToValueCodec(sdk.AccAddressKey)),
		autoStakers: collections.NewKeySet(sb, collections.NewPrefix(10), "auto_stakers", pair),
		swaps:       collections.NewMap(sb, collections.NewPrefix(11), "swaps", sdk.AccAddressKey, codec.CollValue[stakev1.ColdkeySwap](cdc)),
	}
	var err error
	if k.Schema, err = sb.Build(); err != nil {
		panic(err)
	}
	return k
}

// Hotkey returns a hotkey, or [ErrUnknownHotkey].
func (k Keeper) Hotkey(ctx context.Context, hotkey sdk.AccAddress) (stakev1.Hotkey, error) {
	h, err := k.hotkeys.Get(ctx, hotkey)
	return h, base.NotFound(err, ErrUnknownHotkey.Wrap(hotkey.String()))
}

// Stake returns all stake on a hotkey, in rao; zero for an unknown one.
func (k Keeper) Stake(ctx context.Context, hotkey sdk.AccAddress) (uint64, error) {
	h, err := k.hotkeys.Get(ctx, hotkey)
	h, err = base.Or(h, err, stakev1.Hotkey{})
	return h.Stake, err
}

// Worth returns what a coldkey's position on a hotkey would pay now, in rao.
func (k Keeper) Worth(ctx context.Context, hotkey, coldkey sdk.AccAddress) (uint64, error) {
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return 0, err
	}
	shares, err := k.position(ctx, hotkey, coldkey)
	if err != nil {
		return 0, err
	}
	return pool(h).Worth(shares.BigInt()), nil
}

// CheckOwner returns [ErrUnknownHotkey] or [ErrNotOwner] unless the coldkey owns the hotkey.
func (k Keeper) CheckOwner(ctx context.Context, hotkey, coldkey sdk.AccAddress) error {
	h, err := k.Hotkey(ctx, hotkey)
	if err != nil {
		return err
	}
	return ownedBy(h, coldkey)
}

// CheckClaim returns [ErrNotOwner] if the hotkey belongs to somebody else; an unknown hotkey is free to claim. Neither
// key may be the account of a module ([ErrModuleAccount]): the one named need not sign, and an ordinary account in the
// place of a module's would stop the chain at the module's next payment.
func (k Keeper) CheckClaim(ctx context.Context, hotkey, coldkey sdk.AccAddress) error {
	if hotkey.Equals(coldkey) {
		return ErrHotkeyIsColdkey.Wrap(hotkey.String())
	}
	for _, key := range []sdk.AccAddress{hotkey, coldkey} {
		if k.bank.BlockedAddr(key) {
			return ErrModuleAccount.Wrap(key.String())
		}
	}
	h, err := k.hotkeys.Get(ctx, hotkey)
	if err != nil {
		return base.NotFound(err, nil)
	}
	return ownedBy(h, coldkey)
}

// Claim makes the coldkey the owner of a hotkey that has none, and sees that both have accounts. A hotkey that the
// coldkey owns already is left as it is; one of somebody else gives [ErrNotOwner].
func (k Keeper) Claim(ctx context.Context, hotkey, coldkey sdk.AccAddress) error {
	if err := k.CheckClaim(ctx, hotkey, coldkey); err != nil {
		return err
	}
	for _, addr := range []sdk.AccAddress{hotkey, coldkey} {
		k.welcome(ctx, addr)
	}
	known, err := k.hotkeys.Has(ctx, hotkey)
	if err != nil || known {
		return err
	}
	params, err := k.params.Get(ctx)
	if err != nil {
		return err
	}
	h := stakev1.Hotkey{Address: hotkey.String(), Owner: coldkey.String(), Take: params.DefaultTake, Shares: math.ZeroInt()}
	if err := k.hotkeys.Set(ctx, hotkey, h); err != nil {
		return err
	}
	if err := k.setPosition(ctx, h, hotkey, coldkey, math.ZeroInt()); err != nil {
		return err
	}
	base.Emit(ctx, &stakev1.EventHotkeyCreated{Hotkey: h.Address, Owner: h.Owner})
	return nil
}

func ownedBy(h stakev1.Hotkey, coldkey sdk.AccAddress) error {
	if h.Owner != coldkey.String() {
		return ErrNotOwner.Wrapf("hotkey %s belongs to %s, not to %s", h.Address, h.Owner, coldkey)
	}
	return nil
}

// pool is the hotkey's pool in the form the arithmetic wants.
func pool(h stakev1.Hotkey) tokenomics.Pool {
	return tokenomics.Pool{Stake: h.Stake, Shares: h.Shares.BigInt()}
}
