package testchain

import (
	cmtproto "github.com/cometbft/cometbft/proto/tendermint/types"

	"cosmossdk.io/log/v2"

	sdk "github.com/cosmos/cosmos-sdk/types"
	authtypes "github.com/cosmos/cosmos-sdk/x/auth/types"
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
