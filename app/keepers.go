package app

import (
	"context"

	corestore "cosmossdk.io/core/store"

	"github.com/cosmos/cosmos-sdk/baseapp"
	"github.com/cosmos/cosmos-sdk/codec/address"
	"github.com/cosmos/cosmos-sdk/runtime"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	sdk "github.com/cosmos/cosmos-sdk/types"
	authkeeper "github.com/cosmos/cosmos-sdk/x/auth/keeper"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	authzkeeper "github.com/cosmos/cosmos-sdk/x/authz/keeper"
	bankkeeper "github.com/cosmos/cosmos-sdk/x/bank/keeper"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	consensuskeeper "github.com/cosmos/cosmos-sdk/x/consensus/keeper"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantkeeper "github.com/cosmos/cosmos-sdk/x/feegrant/keeper"
	govkeeper "github.com/cosmos/cosmos-sdk/x/gov/keeper"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	govv1beta1 "github.com/cosmos/cosmos-sdk/x/gov/types/v1beta1"
	upgradekeeper "github.com/cosmos/cosmos-sdk/x/upgrade/keeper"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/tianwang-net/tianwang"
	subnetv1 "github.com/tianwang-net/tianwang/api/subnet/v1"
	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/escrow"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
	"github.com/tianwang-net/tianwang/x/weights"
)

// Keepers are all keepers of the chain.
type Keepers struct {
	Accounts  accounts
	Bank      bankkeeper.BaseKeeper
	Authz     authzkeeper.Keeper
	Feegrant  feegrantkeeper.Keeper
	Upgrade   *upgradekeeper.Keeper
	Consensus consensuskeeper.Keeper
	Gov       *govkeeper.Keeper

	Stake    stake.Keeper
	Subnet   subnet.Keeper
	Weights  weights.Keeper
	Epoch    epoch.Keeper
	Root     root.Keeper
	Emission emission.Keeper
	Producer producer.Keeper
	Escrow   escrow.Keeper
}

// Coins is what the modules of this chain do with coins.
type Coins interface {
	emission.Bank
	stake.Bank
}

// modulePermissions lists every module account and what it may do with coins. Only emission mints; what is burned is
// what the collector has gathered.
var modulePermissions = map[string][]string{
	emission.Collector:  {authtypes.Burner},
	emission.ModuleName: {authtypes.Minter},
	escrow.ModuleName:   nil,
	govtypes.ModuleName: nil, // deposits
	stake.ModuleName:    nil,
	producer.ModuleName: nil,
	producer.Fees:       nil,
	subnet.ModuleName:   nil,
}

// storeNames lists the stores of the modules, in no particular order.
var storeNames = []string{
	authtypes.StoreKey, banktypes.StoreKey, authzkeeper.StoreKey, feegrant.StoreKey, upgradetypes.StoreKey,
	consensustypes.StoreKey, govtypes.StoreKey, stake.ModuleName, subnet.ModuleName, weights.ModuleName, epoch.ModuleName, root.ModuleName,
	emission.ModuleName, producer.ModuleName, escrow.ModuleName,
}

// market tells the others what happens in x/subnet; see subnet.Market.
type market struct{ k *Keepers }

// SubnetCreated starts the subnet's epochs.
func (m market) SubnetCreated(ctx context.Context, s subnetv1.Subnet) error {
	return m.k.Epoch.SubnetCreated(ctx, s)
}

// NeuronReplaced forgets what weights and epochs know of a uid.
func (m market) NeuronReplaced(ctx context.Context, netuid, uid uint32) error {
	if err := m.k.Weights.Forget(ctx, netuid, uid); err != nil {
		return err
	}
	return m.k.Epoch.NeuronReplaced(ctx, netuid, uid)
}

// SubnetDissolved forgets what weights, epochs, root and stake know of a subnet, and burns what waited for its next epoch.
func (m market) SubnetDissolved(ctx context.Context, netuid uint32) (uint64, error) {
	if err := m.k.Weights.ForgetSubnet(ctx, netuid); err != nil {
		return 0, err
	}
	if err := m.k.Epoch.SubnetDissolved(ctx, netuid); err != nil {
		return 0, err
	}
	if err := m.k.Root.ForgetSubnet(ctx, netuid); err != nil {
		return 0, err
	}
	if err := m.k.Stake.ForgetSubnet(ctx, netuid); err != nil {
		return 0, err
	}
	return m.k.Emission.Forfeit(ctx, netuid)
}

// ranks is what x/subnet wants to know of the others; see subnet.Ranks.
type ranks struct{ k *Keepers }

// PruningScores ranks the uids of a subnet.
func (r ranks) PruningScores(ctx context.Context, netuid uint32) ([]uint64, error) {
	return r.k.Epoch.PruningScores(ctx, netuid)
}

// Standing is the average of the shares that root gave to a subnet.
func (r ranks) Standing(ctx context.Context, netuid uint32) (uint64, error) {
	return r.k.Root.Standing(ctx, netuid)
}

// authority may change parameters: the account of governance.
var authority = authtypes.NewModuleAddress(govtypes.ModuleName).String()

// newKeepers opens all stores. Modules that know each other both ways do so through pointers into the result.
func newKeepers(
	b *baseapp.BaseApp, enc Encoding, keys map[string]*storetypes.KVStoreKey, objectKeys map[string]*storetypes.ObjectStoreKey, o Options,
) *Keepers {
	k := &Keepers{}
	cdc := enc.Codec
	store := func(name string) corestore.KVStoreService { return runtime.NewKVStoreService(keys[name]) }
	addresses := address.NewBech32Codec(sdk.GetConfig().GetBech32AccountAddrPrefix())

	k.Consensus = consensuskeeper.NewKeeper(cdc, store(consensustypes.StoreKey), authority, runtime.EventService{})
	k.Accounts = accounts{authkeeper.NewAccountKeeper(newAccountCodec(cdc), store(authtypes.StoreKey), authtypes.ProtoBaseAccount,
		modulePermissions, addresses, sdk.GetConfig().GetBech32AccountAddrPrefix(), authority,
		authkeeper.WithUnorderedTransactions(true))}
	k.Bank = bankkeeper.NewBaseKeeper(cdc, store(banktypes.StoreKey), k.Accounts, blockedAddresses(), authority, b.Logger()).
		WithObjStoreKey(objectKeys[banktypes.ObjectStoreKey])
	k.Bank.AppendSendRestriction(k.keepFrozen)
	k.Bank.AppendSendRestriction(k.keepDeposits)
	var coins Coins = k.Bank
	if o.Coins != nil {
		coins = o.Coins(coins)
	}
	k.Authz = authzkeeper.NewKeeper(store(authzkeeper.StoreKey), cdc, b.MsgServiceRouter(), k.Accounts)
	k.Feegrant = feegrantkeeper.NewKeeper(cdc, store(feegrant.StoreKey), k.Accounts)
	k.Gov = govkeeper.NewKeeper(cdc, store(govtypes.StoreKey), k.Accounts, deposits{k.Bank}, nil, b.MsgServiceRouter(),
		govtypes.DefaultConfig(), authority, k.tally).SetHooks(govHooks{k})
	// Without a router a proposal in the old form would panic; the one such content is text.
	k.Gov.SetLegacyRouter(govv1beta1.NewRouter().AddRoute(govtypes.RouterKey, govv1beta1.ProposalHandler))
	k.Upgrade = upgradekeeper.NewKeeper(o.SkipUpgrades, store(upgradetypes.StoreKey), cdc, o.Home, b, authority)

	k.Stake = stake.NewKeeper(cdc, store(stake.ModuleName), coins, k.Accounts, stakeMarket{k}, emission.Collector, authority)
	k.Subnet = subnet.NewKeeper(cdc, store(subnet.ModuleName), coins, k.Stake, market{k}, ranks{k}, emission.Collector, authority)
	k.Weights = weights.NewKeeper(cdc, store(weights.ModuleName), k.Subnet, &k.Epoch)
	k.Root = root.NewKeeper(cdc, store(root.ModuleName), k.Stake, k.Subnet, authority)
	k.Producer = producer.NewKeeper(cdc, store(producer.ModuleName), coins, k.Accounts, k.Stake, k.Root,
		producer.Modules{Staked: stake.ModuleName, Collector: emission.Collector}, authority)
	k.Emission = emission.NewKeeper(cdc, store(emission.ModuleName), coins, k.Accounts, k.Subnet, k.Root, stake.ModuleName, authority)
	k.Epoch = epoch.NewKeeper(cdc, store(epoch.ModuleName), k.Subnet, k.Subnet, k.Stake, k.Weights, k.Emission, authority)
	k.Escrow = escrow.NewKeeper(cdc, store(escrow.ModuleName), coins, k.Accounts, k.Subnet, k.Emission, emission.Collector, authority)
	return k
}

// blockedAddresses are the accounts of all modules: nobody sends coins to them by hand.
func blockedAddresses() map[string]bool {
	blocked := map[string]bool{}
	for name := range modulePermissions {
		blocked[authtypes.NewModuleAddress(name).String()] = true
	}
	return blocked
}

// CheckInvariants holds every module's books against each other. It walks the whole state: it is for tests and audits.
func (k *Keepers) CheckInvariants(ctx sdk.Context) error {
	for _, check := range []func(context.Context) error{
		k.Emission.CheckInvariants, k.Stake.CheckInvariants, k.Subnet.CheckInvariants, k.Weights.CheckInvariants,
		k.Epoch.CheckInvariants, k.Root.CheckInvariants, k.Producer.CheckInvariants, k.Escrow.CheckInvariants, k.checkDeposits,
		k.checkBalances,
	} {
		if err := check(ctx); err != nil {
			return err
		}
	}
	return nil
}

// checkBalances returns an error unless the balances of all accounts sum to the supply of one coin.
func (k *Keepers) checkBalances(ctx context.Context) error {
	sum := sdk.NewCoins()
	k.Bank.IterateAllBalances(ctx, func(_ sdk.AccAddress, c sdk.Coin) bool {
		sum = sum.Add(c)
		return false
	})
	supply, _, err := k.Bank.GetPaginatedTotalSupply(ctx, nil)
	if err != nil {
		return err
	}
	if only := sdk.NewCoins(sdk.NewCoin(tianwang.Denom, supply.AmountOf(tianwang.Denom))); !sum.Equal(supply) || !only.Equal(supply) {
		return emission.ErrInconsistent.Wrapf("balances sum to %s, the supply is %s; there is no coin but %s", sum, supply, tianwang.Denom)
	}
	return nil
}
