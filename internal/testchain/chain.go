// Package testchain runs the real state machine in memory for tests: block by block, with signed transactions, without
// network and clock.
//
// Its law: every block runs on three instances, one as it comes, one that is restarted every few blocks, and one that
// has never checked a transaction for the mempool. All must reach the same result and the same state; after every block
// all books must balance. A test that passes here has therefore shown determinism and conservation on its way.
//
//	chain.go    start, blocks, the mempool
//	genesis.go  what a chain starts with
//	actor.go    keys and what they do
//	tx.go       transactions, well-formed and otherwise
//	content.go  everything that is stored, and its differences
//	engine.go   the consensus engine: who proposes, who signs, who misbehaves
//	refuse.go   messages that must be refused and change nothing
//	fork.go     export, import, twins, damage
//	upgrade.go  a program that stops at an upgrade, and the next one
package testchain

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	abci "github.com/cometbft/cometbft/abci/types"
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	"github.com/cosmos/cosmos-sdk/baseapp"
	pruningtypes "github.com/cosmos/cosmos-sdk/store/v2/pruning/types"
	sdk "github.com/cosmos/cosmos-sdk/types"

	"github.com/tianwang-net/tianwang/app"
)

// ChainID of every test chain.
const ChainID = "test-1"

// blockTime is the distance between blocks.
const blockTime = 12 * time.Second

// restartEvery is after how many blocks the second instance is closed and opened again.
const restartEvery = 13

// Chain is a running test chain.
type Chain struct {
	t         testing.TB
	instances []*instance
	genesis   json.RawMessage
	params    cmtproto.ConsensusParams
	initial   int64 // height of the first block
	height    int64
	appHash   []byte
	blocks    []*abci.RequestFinalizeBlock
	audit     bool // all books are checked after every block
	engine    engine
}

// instance is one copy of the state machine with its database.
type instance struct {
	db       dbm.DB
	app      *app.App
	home     string        // where it leaves word of an upgrade that it does not know
	upgrades []app.Upgrade // that the program knows
	restarts bool          // closed and opened again every few blocks
	checks   bool          // sees transactions in the mempool first
	forgets  bool          // keeps the state of a few heights only
	coins    func(app.Coins) app.Coins
}

func (i *instance) open(now time.Time) {
	base := []func(*baseapp.BaseApp){
		baseapp.SetChainID(ChainID),
		baseapp.SetIAVLSyncPruning(true), // a store that prunes in the background has a goroutine that nothing ends, and is never freed
	}
	if i.forgets {
		base = append(base, baseapp.SetPruning(pruningtypes.NewCustomPruningOptions(2, 10)))
	}
	i.app = app.New(log.NewNopLogger(), i.db, app.Options{
		Home: i.home, Upgrades: i.upgrades, Base: base, Now: func() time.Time { return now }, Coins: i.coins,
	})
}

// New starts a chain. change may edit the genesis of any module; it gets the default state of a public chain.
func New(t testing.TB, change func(*Editor)) *Chain {
	t.Helper()
	c := newChain(t, trio())
	c.edit(change)
	c.mustStart()
	return c
}

// NewSolo starts a chain of one instance whose books nobody checks: for benchmarks, and to follow another chain.
func NewSolo(t testing.TB, change func(*Editor)) *Chain {
	t.Helper()
	return startOne(t, solo(), change)
}

// NewLong is [NewSolo] for very many blocks: it forgets old states, which would fill the memory, and so cannot be asked
// about the past.
func NewLong(t testing.TB, change func(*Editor)) *Chain {
	t.Helper()
	one := solo()
	one[0].forgets = true
	return startOne(t, one, change)
}

func startOne(t testing.TB, one []*instance, change func(*Editor)) *Chain {
	t.Helper()
	c := newChain(t, one)
	c.audit = false
	c.edit(change)
	c.mustStart()
	return c
}

// TryGenesis returns why a chain with such a genesis does not start, nil if it does.
func TryGenesis(t testing.TB, change func(*Editor)) error {
	t.Helper()
	c := newChain(t, solo())
	c.edit(change)
	return c.start()
}

func trio() []*instance {
	return []*instance{{db: dbm.NewMemDB(), checks: true}, {db: dbm.NewMemDB(), checks: true, restarts: true}, {db: dbm.NewMemDB()}}
}

func solo() []*instance { return []*instance{{db: dbm.NewMemDB(), checks: true}} }

func newChain(t testing.TB, instances []*instance) *Chain {
	c := &Chain{t: t, instances: instances, initial: 1, audit: true, params: cmtproto.ConsensusParams{
		Block:     &cmtproto.BlockParams{MaxBytes: 4 << 20, MaxGas: 200_000_000},
		Evidence:  &cmtproto.EvidenceParams{MaxAgeNumBlocks: 1000, MaxAgeDuration: time.Hour, MaxBytes: 1 << 20},
		Validator: &cmtproto.ValidatorParams{PubKeyTypes: []string{"ed25519"}},
	}}
	for _, i := range c.instances {
		i.home = t.TempDir()
		i.open(genesisTime)
	}
	return c
}

// edit makes the genesis.
func (c *Chain) edit(change func(*Editor)) {
	c.t.Helper()
	e := &Editor{t: c.t, codec: c.App().Encoding.Codec, genesis: c.App().DefaultGenesis()}
	e.producers()
	if change != nil {
		change(e)
	}
	b, err := json.Marshal(e.genesis)
	if err != nil {
		c.t.Fatal(err)
	}
	c.genesis = b
}

// start gives all instances the genesis state.
func (c *Chain) start() error {
	for _, i := range c.instances {
		res, err := i.app.InitChain(&abci.RequestInitChain{
			ChainId: ChainID, Time: c.timeOf(c.initial - 1), InitialHeight: c.initial, AppStateBytes: c.genesis,
			ConsensusParams: &c.params,
		})
		if err != nil {
			return err
		}
		if err := c.engine.start(res.Validators); err != nil {
			return err
		}
	}
	c.height = c.initial - 1
	return nil
}

// mustStart starts the chain and makes the first block.
func (c *Chain) mustStart() {
	c.t.Helper()
	if err := c.start(); err != nil {
		c.t.Fatal(err)
	}
	c.Block()
}

// genesisTime is fixed, so that runs are equal.
var genesisTime = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// App is the instance that tests read from.
func (c *Chain) App() *app.App { return c.instances[0].app }

// Height is that of the last block.
func (c *Chain) Height() uint64 { return uint64(c.height) } // #nosec G115 -- not negative

// Time is that of the last block.
func (c *Chain) Time() time.Time { return c.timeOf(c.height) }

// Context reads the state after the last block.
func (c *Chain) Context() sdk.Context {
	header := cmtproto.Header{ChainID: ChainID, Height: c.height, Time: c.Time()}
	return sdk.NewContext(c.App().CommitMultiStore().CacheMultiStore(), header, false, log.NewNopLogger())
}

func (c *Chain) timeOf(height int64) time.Time {
	return genesisTime.Add(time.Duration(height) * blockTime)
}

// Block makes one block of transactions and returns their results. It fails the test if the instances disagree or a
// book does not balance.
func (c *Chain) Block(txs ...[]byte) []*abci.ExecTxResult {
	c.t.Helper()
	return c.BlockResult(txs...).TxResults
}

// BlockResult is [Chain.Block] with the events of the block itself.
func (c *Chain) BlockResult(txs ...[]byte) *abci.ResponseFinalizeBlock {
	c.t.Helper()
	return c.Feed(c.request(txs...))
}

// TryBlock makes an empty block and returns why the state machine could not, nil if it could.
func (c *Chain) TryBlock() (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	req := c.request()
	for _, i := range c.instances {
		if _, err := i.app.FinalizeBlock(req); err != nil {
			return err
		}
		if _, err := i.app.Commit(); err != nil {
			return err
		}
	}
	c.height++
	return nil
}

// request is the next block, as the consensus engine asks for it.
func (c *Chain) request(txs ...[]byte) *abci.RequestFinalizeBlock {
	c.t.Helper()
	height := c.height + 1
	hash := sha256.Sum256(binary.BigEndian.AppendUint64([]byte(ChainID), uint64(height))) // #nosec G115
	return &abci.RequestFinalizeBlock{
		Txs: txs, Height: height, Time: c.timeOf(height), Hash: hash[:], ProposerAddress: c.engine.proposer(c.t),
		DecidedLastCommit: c.engine.commit(), Misbehavior: c.engine.takeEvidence(),
	}
}

// Feed makes a block as another chain made it.
func (c *Chain) Feed(req *abci.RequestFinalizeBlock) *abci.ResponseFinalizeBlock {
	c.t.Helper()
	c.height = req.Height
	c.blocks = append(c.blocks, req)
	var first *abci.ResponseFinalizeBlock
	for n, i := range c.instances {
		res := i.finalize(c.t, req)
		if first == nil {
			first = res
		}
		if !bytes.Equal(res.AppHash, first.AppHash) {
			c.t.Fatalf("block %d: instance %d has app hash %X, instance 0 has %X", c.height, n, res.AppHash, first.AppHash)
		}
		if a, b := resultsOf(c.t, res), resultsOf(c.t, first); !bytes.Equal(a, b) {
			c.t.Fatalf("block %d: instance %d has other results than instance 0:\n%s\n%s", c.height, n, a, b)
		}
	}
	c.appHash = first.AppHash
	if err := c.engine.advance(first.ValidatorUpdates); err != nil {
		c.t.Fatalf("block %d: the consensus engine refuses the set of producers: %v", c.height, err)
	}
	if c.audit {
		if err := c.App().CheckInvariants(c.Context()); err != nil {
			c.t.Fatalf("after block %d: %v", c.height, err)
		}
	}
	return first
}

// resultsOf puts the whole outcome of a block, events included, into one form.
func resultsOf(t testing.TB, res *abci.ResponseFinalizeBlock) []byte {
	t.Helper()
	b, err := res.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (i *instance) finalize(t testing.TB, req *abci.RequestFinalizeBlock) *abci.ResponseFinalizeBlock {
	t.Helper()
	res, err := i.app.FinalizeBlock(req)
	if err != nil {
		t.Fatalf("block %d: %v", req.Height, err)
	}
	if _, err := i.app.Commit(); err != nil {
		t.Fatalf("block %d: %v", req.Height, err)
	}
	if i.restarts && req.Height%restartEvery == 0 {
		i.open(req.Time) // the old one is dropped as in a crash; closing would close the database in memory
	}
	return res
}

// Check offers a transaction to the mempool of the instances that have one, and returns the error it was refused with.
// They must agree.
func (c *Chain) Check(tx []byte) error {
	c.t.Helper()
	var first *abci.ResponseCheckTx
	for n, i := range c.instances {
		if !i.checks {
			continue
		}
		res, err := i.app.CheckTx(&abci.RequestCheckTx{Tx: tx, Type: abci.CheckTxType_New})
		if err != nil {
			c.t.Fatal(err)
		}
		if first == nil {
			first = res
		}
		if res.Code != first.Code || res.Codespace != first.Codespace || res.GasWanted != first.GasWanted {
			c.t.Fatalf("after block %d: the mempool of instance %d says %v, that of instance 0 %v", c.height, n, res, first)
		}
	}
	if first.Code == abci.CodeTypeOK {
		return nil
	}
	return &Refusal{Codespace: first.Codespace, Code: first.Code, Log: first.Log}
}

// Blocks makes n empty blocks.
func (c *Chain) Blocks(n int) {
	c.t.Helper()
	for range n {
		c.Block()
	}
}

// BlocksTo makes empty blocks up to a height.
func (c *Chain) BlocksTo(height uint64) {
	c.t.Helper()
	for c.Height() < height {
		c.Block()
	}
}

// Requests returns all blocks so far, to be fed to another chain.
func (c *Chain) Requests() []*abci.RequestFinalizeBlock { return c.blocks }

// AppHash is the hash of the state after the last block.
func (c *Chain) AppHash() []byte { return c.appHash }
