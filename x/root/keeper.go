package root

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"
	"cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/base"
	"github.com/tianwang-net/tianwang/yuma"
)

// Errors of the module; the text says what the caller can do.
var (
	ErrMember        = errors.Register(ModuleName, 2, "hotkey is a member already")
	ErrNotMember     = errors.Register(ModuleName, 3, "hotkey is not a member of root")
	ErrStakeTooLow   = errors.Register(ModuleName, 4, "stake is too low for a seat")
	ErrVote          = errors.Register(ModuleName, 5, "vote is malformed")
	ErrUnknownSubnet = errors.Register(ModuleName, 6, "vote names a subnet that does not exist")
	ErrTooSoon       = errors.Register(ModuleName, 7, "the member voted too recently")
	ErrInconsistent  = errors.Register(ModuleName, 8, "the tables of members disagree")
)

// Stakes knows owners and stake.
type Stakes interface {
	CheckOwner(ctx context.Context, hotkey, coldkey sdk.AccAddress) error
	Stake(ctx context.Context, hotkey sdk.AccAddress) (uint64, error)
}

// Subnets knows the subnets.
type Subnets interface {
	Subnets(ctx context.Context) ([]subnetv1.Subnet, error)
}

// Keeper keeps members and shares.
type Keeper struct {
	// Schema lists the collections of the module, for tests and tools.
	Schema collections.Schema

	stakes    Stakes
	subnets   Subnets
	authority string
	engine    *yuma.Engine // buffers only

	params collections.Item[rootv1.Params]
	// members: uid → member with its votes; at most params.Seats.
	members collections.Map[uint32, rootv1.Member]
	// seats: hotkey → uid; the inverse of members.
	seats collections.Map[sdk.AccAddress, uint32]
	// shares is the last count of the votes; replaced whole.
	shares collections.Item[rootv1.Shares]
	// standings: netuid → moving average of the parts; at most one a subnet, none that is zero.
	standings collections.Map[uint32, uint64]
}

// NewKeeper opens the module's state.
func NewKeeper(cdc codec.BinaryCodec, state store.KVStoreService, stakes Stakes, subnets Subnets, authority string) Keeper {
	sb := collections.NewSchemaBuilder(state)
	k := Keeper{
		stakes: stakes, subnets: subnets, authority: authority, engine: new(yuma.Engine),
		params:  collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[rootv1.Params](cdc)),
		members: collections.NewMap(sb, collections.NewPrefix(1), "members", collections.Uint32Key, codec.CollValue[rootv1.Member](cdc)),
		seats:   collections.NewMap(sb, collections.NewPrefix(2), "seats", sdk.AccAddressKey, collections.Uint32Value),
		shares:  collections.NewItem(sb, collections.NewPrefix(3), "shares", codec.CollValue[rootv1.Shares](cdc)),

		standings: collections.NewMap(sb, collections.NewPrefix(4), "standings", collections.Uint32Key, collections.Uint64Value),
	}
	var err error
	if k.Schema, err = sb.Build(); err != nil {
		panic(err)
	}
	return k
}

// Shares returns how root wants emission split; empty while it has not voted.
func (k Keeper) Shares(ctx context.Context) (rootv1.Shares, error) { return k.shares.Get(ctx) }

// Members returns all members by uid. Uids need not be dense: who leaves leaves a gap, which the next to join fills.
func (k Keeper) Members(ctx context.Context) ([]rootv1.Member, error) {
	var all []rootv1.Member
	err := k.members.Walk(ctx, nil, func(_ uint32, m rootv1.Member) (bool, error) { // bound: Seats
		all = append(all, m)
		return false, nil
	})
	return all, err
}

// IsMember says whether a hotkey has a seat.
func (k Keeper) IsMember(ctx context.Context, hotkey sdk.AccAddress) (bool, error) {
	return k.seats.Has(ctx, hotkey)
}

// stakeOf returns the stake of a member.
func (k Keeper) stakeOf(ctx context.Context, m rootv1.Member) (uint64, error) {
	hotkey, err := base.Address("hotkey", m.Hotkey)
	if err != nil {
		return 0, err
	}
	return k.stakes.Stake(ctx, hotkey)
}
