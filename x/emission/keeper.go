package emission

import (
	"context"

	"cosmossdk.io/collections"
	"cosmossdk.io/core/store"
	"cosmossdk.io/errors"

	"github.com/cosmos/cosmos-sdk/codec"
	sdk "github.com/cosmos/cosmos-sdk/types"

	emissionv1 "github.com/tianwang-net/tianwang/api/emission/v1"
	rootv1 "github.com/tianwang-net/tianwang/api/root/v1"
	"github.com/tianwang-net/tianwang/tokenomics"
	"github.com/tianwang-net/tianwang/x/base"
)

// ErrInconsistent says that the ledger and the balances disagree.
var ErrInconsistent = errors.Register(ModuleName, 2, "the books do not balance")

// Bank mints, burns and moves rao.
type Bank interface {
	GetBalance(ctx context.Context, addr sdk.AccAddress, denom string) sdk.Coin
	GetSupply(ctx context.Context, denom string) sdk.Coin
	MintCoins(ctx context.Context, module string, amount sdk.Coins) error
	BurnCoins(ctx context.Context, module string, amount sdk.Coins) error
	SendCoinsFromModuleToModule(ctx context.Context, from, to string, amount sdk.Coins) error
	SendCoinsFromModuleToAccount(ctx context.Context, module string, to sdk.AccAddress, amount sdk.Coins) error
}

// Subnets knows which subnets take part.
type Subnets interface {
	Active(ctx context.Context) ([]uint32, error)
}

// Votes knows how root wants emission split.
type Votes interface {
	Shares(ctx context.Context) (rootv1.Shares, error)
}

// Accounts knows the addresses of modules.
type Accounts interface {
	GetModuleAddress(module string) sdk.AccAddress
}

// Keeper keeps the ledger and what is pending.
type Keeper struct {
	// Schema lists the collections of the module, for tests and tools.
	Schema collections.Schema

	bank      Bank
	accounts  Accounts
	subnets   Subnets
	votes     Votes
	staked    string // module account that holds stake
	authority string

	params collections.Item[emissionv1.Params]
	ledger collections.Item[emissionv1.Ledger]
	// pending: netuid → rao; at most one a subnet, removed when it is paid.
	pending collections.Map[uint32, uint64]
}

// NewKeeper opens the module's state. Rewards go to the account of the module staked.
func NewKeeper(
	cdc codec.BinaryCodec, state store.KVStoreService, bank Bank, accounts Accounts, subnets Subnets, votes Votes,
	staked, authority string,
) Keeper {
	sb := collections.NewSchemaBuilder(state)
	k := Keeper{
		bank: bank, accounts: accounts, subnets: subnets, votes: votes, staked: staked, authority: authority,
		params:  collections.NewItem(sb, collections.NewPrefix(0), "params", codec.CollValue[emissionv1.Params](cdc)),
		ledger:  collections.NewItem(sb, collections.NewPrefix(1), "ledger", codec.CollValue[emissionv1.Ledger](cdc)),
		pending: collections.NewMap(sb, collections.NewPrefix(2), "pending", collections.Uint32Key, collections.Uint64Value),
	}
	var err error
	if k.Schema, err = sb.Build(); err != nil {
		panic(err)
	}
	return k
}

// GasPrice returns the fee for one unit of gas, in millionths of a rao.
func (k Keeper) GasPrice(ctx context.Context) (uint64, error) {
	p, err := k.params.Get(ctx)
	return p.GasPrice, err
}

// Pending returns the emission that waits for the next epoch of a subnet, in rao.
func (k Keeper) Pending(ctx context.Context, netuid uint32) (uint64, error) {
	p, err := k.pending.Get(ctx, netuid)
	return base.Or(p, err, 0)
}

// OwnerCut returns what the owner of a subnet gets of an emission, rounded down.
func (k Keeper) OwnerCut(ctx context.Context, emission uint64) (uint64, error) {
	p, err := k.params.Get(ctx)
	return tokenomics.Part(emission, uint64(p.OwnerCut), tokenomics.ProportionOne), err
}

// Pay takes from the pending emission of a subnet: cut goes to the owner's balance, staked to the account that holds
// stake, where the caller credits it to hotkeys. Paying more than is pending is an error and changes nothing.
func (k Keeper) Pay(ctx context.Context, netuid uint32, owner sdk.AccAddress, cut, staked uint64) error {
	pending, err := k.Pending(ctx, netuid)
	if err != nil {
		return err
	}
	if cut > pending || staked > pending-cut {
		return ErrInconsistent.Wrapf("netuid %d: %d + %d rao are to be paid, %d are pending", netuid, cut, staked, pending)
	}
	if cut > 0 {
		if err := k.bank.SendCoinsFromModuleToAccount(ctx, ModuleName, owner, base.Rao(cut)); err != nil {
			return err
		}
	}
	if staked > 0 {
		if err := k.bank.SendCoinsFromModuleToModule(ctx, ModuleName, k.staked, base.Rao(staked)); err != nil {
			return err
		}
	}
	return k.setPending(ctx, netuid, pending-cut-staked)
}

// Forfeit gives the pending emission of a subnet to the collector, which is burned at the end of the block, and returns it.
func (k Keeper) Forfeit(ctx context.Context, netuid uint32) (uint64, error) {
	pending, err := k.Pending(ctx, netuid)
	if err != nil || pending == 0 {
		return 0, err
	}
	if err := k.bank.SendCoinsFromModuleToModule(ctx, ModuleName, Collector, base.Rao(pending)); err != nil {
		return 0, err
	}
	return pending, k.pending.Remove(ctx, netuid)
}

// Receive adds what users paid for subnets to their pending emission, so that the next epoch of each pays it out. The rao
// come from the account of the module from; nothing is minted. amounts has one number of rao for each netuid.
func (k Keeper) Receive(ctx context.Context, from string, netuids []uint32, amounts []uint64) error {
	var sum uint64
	for i, netuid := range netuids {
		pending, err := k.Pending(ctx, netuid)
		if err != nil {
			return err
		}
		if err := k.setPending(ctx, netuid, pending+amounts[i]); err != nil { // at most the supply
			return err
		}
		sum += amounts[i]
	}
	if sum == 0 {
		return nil
	}
	return k.bank.SendCoinsFromModuleToModule(ctx, from, ModuleName, base.Rao(sum))
}

func (k Keeper) setPending(ctx context.Context, netuid uint32, amount uint64) error {
	if amount == 0 {
		return k.pending.Remove(ctx, netuid)
	}
	return k.pending.Set(ctx, netuid, amount)
}
