package escrow

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/codec"
	cryptotypes "github.com/cosmos/cosmos-sdk/crypto/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	escrowv1 "github.com/tianwang-net/tianwang/api/escrow/v1"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/voucher"
	"github.com/tianwang-net/tianwang/x/base"
)

// Bank moves rao between accounts and the module.
type Bank interface {
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	SendCoinsFromAccountToModule(ctx context.Context, from sdk.AccAddress, module string, amount sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amount sdk.Coins) error
	SendCoinsFromModuleToModule(ctx context.Context, from, to string, amount sdk.Coins) error
	// BlockedAddr says whether an address is that of a module, which cannot be paid by hand.
	BlockedAddr(addr sdk.AccAddress) bool
}

// Accounts knows the public keys of accounts and the addresses of modules.
type Accounts interface {
	GetPubKey(ctx context.Context, addr sdk.AccAddress) (cryptotypes.PubKey, error)
	GetModuleAddress(module string) sdk.AccAddress
}

// Subnets knows which subnets there are.
type Subnets interface {
	Subnet(ctx context.Context, netuid uint32) (subnetv1.Subnet, error)
}

// Emission pays subnets at their next epoch.
type Emission interface {
	Receive(ctx context.Context, from string, netuids []uint32, amounts []uint64) error
}

type (
	due   = collections.Pair[uint64, uint64]         // height of the refund, channel
	party = collections.Pair[sdk.AccAddress, uint64] // account, channel
)

// Keeper keeps channels.
type Keeper struct {
	bank      Bank
	accounts  Accounts
	subnets   Subnets
	emission  Emission
	recycler  string // module account that takes what nobody is there to get
	authority string

	// Schema lists the collections of the module, for tests and tools.
	Schema collections.Schema

	params collections.Item[escrowv1.Params]
	// last: the highest id that was ever used.
	last collections.Item[uint64]
	// channels: id → channel. At most params.MaxChannels a payer, each backed by a deposit; removed when it is closed.
	channels collections.Map[uint64, escrowv1.Channel]
	// byPayer: (payer, id), and byGateway: (gateway, id), one of each a channel, removed with it.
	byPayer   collections.KeySet[party]
	byGateway collections.KeySet[party]
	// due: (height, id), one for each channel that is being closed, removed with it.
	due collections.KeySet[due]
}

// NewKeeper opens the module's state. What a subnet would get that does not exist goes to the account of the module
// recycler.
func NewKeeper(
	cdc codec.BinaryCodec, state store.KVStoreService, bank Bank, accounts Accounts, subnets Subnets, emission Emission,
	recycler, authority string,
) Keeper {
	sb := collections.NewSchemaBuilder(state)
	byParty := collections.PairKeyCodec(sdk.AccAddressKey, collections.Uint64Key)
	k := Keeper{
		bank: bank, accounts: accounts, subnets: subnets, emission: emission, recycler: recycler, authority: authority,
		params:    collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[escrowv1.Params](cdc)),
		last:      collections.NewItem(sb, collections.NewPrefix(1), "last", collections.Uint64Value),
		channels:  collections.NewMap(sb, collections.NewPrefix(2), "channels", collections.Uint64Key, codec.CollValue[escrowv1.Channel](cdc)),
		byPayer:   collections.NewKeySet(sb, collections.NewPrefix(3), "by_payer", byParty),
		byGateway: collections.NewKeySet(sb, collections.NewPrefix(4), "by_gateway", byParty),
		due: collections.NewKeySet(sb, collections.NewPrefix(5), "due",
			collections.PairKeyCodec(collections.Uint64Key, collections.Uint64Key)),
	}
	var err error
	if k.Schema, err = sb.Build(); err != nil {
		panic(err)
	}
	return k
}

// Channel returns a channel, or [ErrUnknownChannel].
func (k Keeper) Channel(ctx context.Context, id uint64) (escrowv1.Channel, error) {
	c, err := k.channels.Get(ctx, id)
	return c, base.NotFound(err, ErrUnknownChannel.Wrapf("channel %d", id))
}

// Left returns what vouchers can still claim from a channel, in rao.
func Left(c escrowv1.Channel) uint64 { return c.Deposit - voucher.Total(Spends(c.Settled)) }

// Spends turns spends of the API into those of vouchers.
func Spends(all []escrowv1.Spend) []voucher.Spend {
	var out []voucher.Spend
	for _, s := range all {
		out = append(out, voucher.Spend{Netuid: s.Netuid, Amount: s.Amount})
	}
	return out
}

// refundAt is the height at which the rest of a channel that is being closed is due.
func refundAt(c escrowv1.Channel) uint64 { return max(c.ClosesAt, c.RefundAt) }

// add writes a channel that is not there yet, with its place in every index.
func (k Keeper) add(ctx context.Context, c escrowv1.Channel) error {
	payer, gateway, err := parties(c)
	if err != nil {
		return err
	}
	if err := k.channels.Set(ctx, c.Id, c); err != nil {
		return err
	}
	if err := k.byPayer.Set(ctx, collections.Join(payer, c.Id)); err != nil {
		return err
	}
	if err := k.byGateway.Set(ctx, collections.Join(gateway, c.Id)); err != nil {
		return err
	}
	if c.ClosesAt == 0 {
		return nil
	}
	return k.due.Set(ctx, collections.Join(refundAt(c), c.Id))
}

// refund pays the rest of a channel back to its payer and removes the channel from every collection.
func (k Keeper) refund(ctx context.Context, c escrowv1.Channel) (uint64, error) {
	payer, gateway, err := parties(c)
	if err != nil {
		return 0, err
	}
	rest := Left(c)
	if rest > 0 {
		if err := k.bank.SendCoinsFromModuleToAccount(ctx, ModuleName, payer, base.Rao(rest)); err != nil {
			return 0, err
		}
	}
	if err := k.channels.Remove(ctx, c.Id); err != nil {
		return 0, err
	}
	if err := k.byPayer.Remove(ctx, collections.Join(payer, c.Id)); err != nil {
		return 0, err
	}
	if err := k.byGateway.Remove(ctx, collections.Join(gateway, c.Id)); err != nil {
		return 0, err
	}
	if c.ClosesAt > 0 {
		if err := k.due.Remove(ctx, collections.Join(refundAt(c), c.Id)); err != nil {
			return 0, err
		}
	}
	base.Emit(ctx, &escrowv1.EventClosed{Channel: c.Id, Payer: c.Payer, Gateway: c.Gateway, Refund: rest})
	return rest, nil
}

func parties(c escrowv1.Channel) (payer, gateway sdk.AccAddress, err error) {
	if payer, err = base.Address("payer", c.Payer); err != nil {
		return nil, nil, err
	}
	gateway, err = base.Address("gateway", c.Gateway)
	return payer, gateway, err
}
