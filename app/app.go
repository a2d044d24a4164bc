package app

import (
	"sync"
	"time"

	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	storetypes "github.com/cosmos/cosmos-sdk/store/v2/types"
	"github.com/cosmos/cosmos-sdk/types/module"
	banktypes "github.com/cosmos/cosmos-sdk/x/bank/types"

	"github.com/tianwang-net/tianwang"
)

// Options are what a node's operator decides.
type Options struct {
	Home         string         // directory of the node, for upgrade information
	SkipUpgrades map[int64]bool // heights at which an upgrade is not waited for
	Upgrades     []Upgrade      // besides those of the release
	Base         []func(*baseapp.BaseApp)
	// Now is the clock of the machine, for transactions that are offered before the first block after a start; time.Now
	// if nil.
	Now func() time.Time
	// Coins wraps what the modules move coins with, for tests that make it fail; nil leaves it as it is.
	Coins func(Coins) Coins
	// EpochTimer is called when x/epoch begins its work at the end of a block, and what it returns when that is done; nil
	// for nobody. It must not look at the state.
	EpochTimer func() (done func())
}

// App is the chain's state machine.
type App struct {
	*baseapp.BaseApp
	*Keepers
	Encoding Encoding

	modules      *module.Manager
	configurator module.Configurator
	close        func() error

	stopOnce sync.Once
	halted   chan struct{} // closed when no block follows
	reason   error         // set before halted is closed
}

// New opens the state machine on a database and loads its latest state. It panics when the wiring is wrong or the
// database is unreadable: there is nothing a node could do without it.
func New(logger log.Logger, db dbm.DB, o Options) *App {
	a := wire(logger, db, o)
	if err := a.LoadLatestVersion(); err != nil {
		panic(err)
	}
	return a
}

// NewAt opens the state machine at the state after the block of a height; an error says that this state is not there, any
// more or yet. It is for reading: another block cannot be executed on it.
func NewAt(logger log.Logger, db dbm.DB, o Options, height int64) (*App, error) {
	a := wire(logger, db, o)
	return a, a.LoadVersion(height)
}

// wire puts the parts of the state machine together.
func wire(logger log.Logger, db dbm.DB, o Options) *App {
	enc := newEncoding()
	b := baseapp.NewBaseApp(tianwang.Name, logger, db, enc.TxConfig.TxDecoder(), o.Base...)
	b.SetInterfaceRegistry(enc.Registry)
	b.SetTxEncoder(enc.TxConfig.TxEncoder())

	keys := storetypes.NewKVStoreKeys(storeNames...)
	objectKeys := storetypes.NewObjectStoreKeys(banktypes.ObjectStoreKey)
	transientKeys := storetypes.NewTransientStoreKeys(quotaStore)

	a := &App{BaseApp: b, Encoding: enc, Keepers: newKeepers(b, enc, keys, objectKeys, o), halted: make(chan struct{})}
	a.close = sync.OnceValue(b.Close)
	b.SetParamStore(a.Consensus.ParamsStore)

	a.modules = newModules(enc, a.Keepers, o.EpochTimer)
	basics := module.NewBasicManagerFromManager(a.modules, nil)
	basics.RegisterLegacyAminoCodec(enc.Amino)
	basics.RegisterInterfaces(enc.Registry)
	a.configurator = module.NewConfigurator(enc.Codec, b.MsgServiceRouter(), b.GRPCQueryRouter())
	if err := a.modules.RegisterServices(a.configurator); err != nil {
		panic(err)
	}
	registerReflection(a)

	if err := a.setUpgrades(o); err != nil {
		panic(err)
	}
	b.MountKVStores(keys)
	b.MountObjectStores(objectKeys)
	b.MountTransientStores(transientKeys)
	b.SetInitChainer(a.initChain)
	b.SetPreBlocker(a.preBlock)
	b.SetBeginBlocker(a.modules.BeginBlock)
	b.SetEndBlocker(a.modules.EndBlock)
	b.AddRunTxRecoveryHandler(explainPanic(logger))
	b.SetAnteHandler(newAnte(a, transientKeys[quotaStore], o.Now))
	return a
}

// Close releases the database; calling it again returns what the first call did.
func (a *App) Close() error { return a.close() }
