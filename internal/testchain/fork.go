package testchain

import (
	"encoding/json"

	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"
	dbm "github.com/cosmos/cosmos-db"

	"cosmossdk.io/log/v2"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"

	"github.com/tianwang-net/tianwang/app"
)

// Twin returns a chain of one instance that has made the same blocks.
func (c *Chain) Twin() *Chain {
	c.t.Helper()
	twin := newChain(c.t, solo())
	twin.audit = false
	twin.genesis, twin.params, twin.initial = c.genesis, c.params, c.initial
	twin.engine.asleep = c.engine.asleep
	if err := twin.start(); err != nil {
		c.t.Fatal(err)
	}
	for _, b := range c.blocks {
		twin.Feed(b)
	}
	return twin
}

// Import exports the state after the last block and starts another chain of one instance with it, at the next height.
// That chain has not made its first block yet; see [Chain.Feed].
func (c *Chain) Import() *Chain {
	c.t.Helper()
	exported, err := c.App().Export()
	if err != nil {
		c.t.Fatal(err)
	}
	fork := newChain(c.t, solo())
	fork.genesis, fork.initial = exported.AppState, exported.Height
	fork.params = exported.ConsensusParams
	if err := fork.start(); err != nil {
		c.t.Fatal(err)
	}
	return fork
}

// Renew exports the state after the last block, changes it, and goes on with it on a chain of one instance, at the next
// height. Its books are not checked, and it forgets old states as the chain before it does.
func (c *Chain) Renew(change func(*Editor)) *Chain {
	c.t.Helper()
	exported, err := c.App().Export()
	if err != nil {
		c.t.Fatal(err)
	}
	one := solo()
	one[0].forgets = c.instances[0].forgets
	next := newChain(c.t, one)
	e := &Editor{t: c.t, codec: c.App().Encoding.Codec}
	if err := json.Unmarshal(exported.AppState, &e.genesis); err != nil {
		c.t.Fatal(err)
	}
	change(e)
	if next.genesis, err = json.Marshal(e.genesis); err != nil {
		c.t.Fatal(err)
	}
	next.audit, next.initial, next.params = false, exported.Height, exported.ConsensusParams
	if err := next.start(); err != nil {
		c.t.Fatal(err)
	}
	return next
}

// Copy returns a chain of one instance that goes on from a copy of the database, without making the blocks again; it does
// not know them. Its modules move coins through what wrap makes of their keeper, unless wrap is nil. Its books are not
// checked.
func (c *Chain) Copy(wrap func(app.Coins) app.Coins) *Chain {
	c.t.Helper()
	from, to := c.instances[0].db, dbm.NewMemDB()
	it, err := from.Iterator(nil, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	for ; it.Valid(); it.Next() {
		if err := to.Set(it.Key(), it.Value()); err != nil {
			c.t.Fatal(err)
		}
	}
	if err := it.Close(); err != nil {
		c.t.Fatal(err)
	}
	one := &instance{db: to, checks: true, coins: wrap}
	one.open(c.Time())
	return &Chain{
		t: c.t, instances: []*instance{one}, genesis: c.genesis, params: c.params, initial: c.initial, height: c.height,
		appHash: c.appHash, engine: c.engine.copy(),
	}
}

// Damage overwrites a key in a store behind the modules' backs, on all instances; a nil value removes it. From then on
// books are no longer checked, since they do not balance.
func (c *Chain) Damage(store string, key, value []byte) {
	c.t.Helper()
	c.audit = false
	for _, i := range c.instances {
		one := Chain{t: c.t, instances: []*instance{i}}
		kv := i.app.CommitMultiStore().GetKVStore(one.storeKeys()[store])
		if value == nil {
			kv.Delete(key)
		} else {
			kv.Set(key, value)
		}
	}
}

// Authority is the account of governance.
var Authority = authtypes.NewModuleAddress("gov").String()

// Govern runs a message as governance would, between two blocks, on all instances, and returns why it failed.
func (c *Chain) Govern(msg sdk.Msg) error {
	c.t.Helper()
	header := cmtproto.Header{ChainID: ChainID, Height: c.height, Time: c.Time()}
	var failed error
	for _, i := range c.instances {
		state := i.app.CommitMultiStore().CacheMultiStore()
		ctx := sdk.NewContext(state, header, false, log.NewNopLogger())
		if _, err := i.app.MsgServiceRouter().Handler(msg)(ctx, msg); err != nil {
			failed = err
			continue
		}
		state.Write()
	}
	return failed
}
