package app

import (
	"github.com/cosmos/cosmos-sdk/types/module"
	"github.com/cosmos/cosmos-sdk/x/auth"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
	"github.com/cosmos/cosmos-sdk/x/authz"
	authzmodule "github.com/cosmos/cosmos-sdk/x/authz/module"
	"github.com/cosmos/cosmos-sdk/x/bank"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"
	"github.com/cosmos/cosmos-sdk/x/consensus"
	consensustypes "github.com/cosmos/cosmos-sdk/x/consensus/types"
	"github.com/cosmos/cosmos-sdk/x/feegrant"
	feegrantmodule "github.com/cosmos/cosmos-sdk/x/feegrant/module"
	"github.com/cosmos/cosmos-sdk/x/gov"
	govtypes "github.com/cosmos/cosmos-sdk/x/gov/types"
	"github.com/cosmos/cosmos-sdk/x/upgrade"
	upgradetypes "github.com/cosmos/cosmos-sdk/x/upgrade/types"

	"github.com/tianwang-net/tianwang/x/emission"
	"github.com/tianwang-net/tianwang/x/epoch"
	"github.com/tianwang-net/tianwang/x/escrow"
	"github.com/tianwang-net/tianwang/x/producer"
	"github.com/tianwang-net/tianwang/x/root"
	"github.com/tianwang-net/tianwang/x/stake"
	"github.com/tianwang-net/tianwang/x/subnet"
	"github.com/tianwang-net/tianwang/x/weights"
)

// Orders in which the modules act. Every module stands in each list in which it has something to do; the manager
// refuses to start otherwise.
var (
	// preBlockers: upgrades before all else, then accounts forget expired nonces.
	preBlockers = []string{upgradetypes.ModuleName, authtypes.ModuleName}
	// beginBlockers: who signed is counted and who signed twice is punished, the block's hash is noted, root's votes are
	// counted before their result is used to split the emission.
	beginBlockers = []string{authz.ModuleName, producer.ModuleName, subnet.ModuleName, root.ModuleName, emission.ModuleName}
	// endBlockers: bank settles first, governance carries out what was decided, children of hotkeys take effect, epochs pay what is pending, escrow refunds, producers
	// get their part of the fees and are counted with the stake that then is, at last what is left of the fees and of slashed
	// stake is burned.
	endBlockers = []string{
		banktypes.ModuleName, feegrant.ModuleName, govtypes.ModuleName, stake.ModuleName, epoch.ModuleName, escrow.ModuleName, producer.ModuleName,
		emission.ModuleName,
	}
	// genesis: money before those who hold it against their books, subnets before what refers to them.
	genesisOrder = []string{
		authtypes.ModuleName, noncesName, banktypes.ModuleName, authz.ModuleName, feegrant.ModuleName, consensustypes.ModuleName,
		upgradetypes.ModuleName, producer.ModuleName, stake.ModuleName, subnet.ModuleName, weights.ModuleName,
		root.ModuleName, emission.ModuleName, epoch.ModuleName, escrow.ModuleName, govtypes.ModuleName,
	}
)

// newModules frames the keepers; epochTimer is that of [Options].
func newModules(enc Encoding, k *Keepers, epochTimer func() func()) *module.Manager {
	m := module.NewManager(
		auth.NewAppModule(enc.Codec, k.Accounts.AccountKeeper, nil),
		bank.NewAppModule(enc.Codec, k.Bank, k.Accounts),
		authzmodule.NewAppModule(enc.Codec, k.Authz, k.Accounts, k.Bank, enc.Registry),
		feegrantmodule.NewAppModule(enc.Codec, k.Accounts, k.Bank, k.Feegrant, enc.Registry),
		consensus.NewAppModule(enc.Codec, k.Consensus),
		governance{gov.NewAppModule(enc.Codec, k.Gov, k.Accounts, k.Bank), k},
		plans{upgrade.NewAppModule(k.Upgrade, k.Accounts.AddressCodec()), k.Upgrade},
		stake.NewModule(k.Stake), subnet.NewModule(k.Subnet), weights.NewModule(k.Weights), timedEpochs{epoch.NewModule(k.Epoch), epochTimer},
		root.NewModule(k.Root), emission.NewModule(k.Emission), producer.NewModule(k.Producer), nonces{k.Accounts},
		escrow.NewModule(k.Escrow),
	)
	m.SetOrderPreBlockers(preBlockers...)
	m.SetOrderBeginBlockers(beginBlockers...)
	m.SetOrderEndBlockers(endBlockers...)
	m.SetOrderInitGenesis(genesisOrder...)
	m.SetOrderExportGenesis(genesisOrder...)
	return m
}

// OwnModules are the modules that are not the SDK's.
func OwnModules() []string {
	return []string{
		stake.ModuleName, subnet.ModuleName, weights.ModuleName, epoch.ModuleName, root.ModuleName, emission.ModuleName, producer.ModuleName,
		escrow.ModuleName,
	}
}
